import NoormmeSQL
import NoormmeText

/// A table that takes part in a query, and how it is reached. The join's identity is its alias.
final class Join {
    let source: TableSource
    let model: Model
    /// nil for the query's own table.
    let parent: Join?
    let step: PathStep?
    let isNullable: Bool
    /// How many expressions need it; a join nobody needs stays out of FROM.
    @exclusivity(unchecked) var references: Int32 = 0
    /// The extra condition of a filtered relation, part of ON.
    @exclusivity(unchecked) var filter: SQLExpression = .always

    init(source: TableSource, model: Model, parent: Join?, step: PathStep?, isNullable: Bool) {
        self.source = source
        self.model = model
        self.parent = parent
        self.step = step
        self.isNullable = isNullable
    }

    var isLeft: Bool { source.kind == .left }

    func column(_ index: Int32) -> SQLExpression {
        .column(source, model.columns[Int(index)].column)
    }

    /// The columns that must be equal, as the condition of the join.
    var equality: SQLExpression {
        guard let step, let parent else { return .always }
        if step.targetColumns.count == 1, step.sourceColumns.count == 1 {
            return .binary(.equal, parent.column(step.sourceColumns[0]), column(step.targetColumns[0]))
        }
        var parts: [SQLExpression] = []
        for (index, target) in step.targetColumns.enumerated() where index < step.sourceColumns.count {
            parts.append(.binary(.equal, parent.column(step.sourceColumns[index]), column(target)))
        }
        return .all(parts)
    }

    func matches(parent: Join, step other: PathStep) -> Bool {
        guard self.parent === parent, let step else { return false }
        return step.target === other.target && step.sourceColumns == other.sourceColumns
            && step.targetColumns == other.targetColumns && step.filtered === other.filtered
    }
}

/// `annotate({name: FilteredRelation(relation, condition)})`
final class FilteredRelation {
    let name: Text
    let relationPath: [Text]
    let condition: Condition

    init(name: Text, relationPath: [Text], condition: Condition) {
        self.name = name
        self.relationPath = relationPath
        self.condition = condition
    }
}

/// A set of joins by identity. nil stands for "all of them" where one is asked for.
final class JoinSet {
    @exclusivity(unchecked) var joins: [Join] = []

    init(_ joins: [Join] = []) {
        self.joins = joins
    }

    func contains(_ join: Join) -> Bool {
        for known in joins where known === join { return true }
        return false
    }

    func insert(_ join: Join) {
        if !contains(join) { joins.append(join) }
    }

    func remove(_ join: Join) {
        joins.removeAll { $0 === join }
    }
}
