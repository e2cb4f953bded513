import NoormmeText

/// One JOIN of a relation: a foreign key walked forward (`isDirect`) or backward.
final class PathStep: @unchecked Sendable {
    // Unchecked because of `filtered`: steps that have one belong to one compilation, others to the schema.
    let relation: Relation
    let source: Model
    let target: Model
    let sourceColumns: [Int32]
    let targetColumns: [Int32]
    let isDirect: Bool
    /// May meet several rows.
    let isMany: Bool
    let isNullable: Bool
    let filtered: FilteredRelation?

    init(
        relation: Relation, source: Model, target: Model, sourceColumns: [Int32], targetColumns: [Int32],
        isDirect: Bool, isMany: Bool, isNullable: Bool, filtered: FilteredRelation?
    ) {
        self.relation = relation
        self.source = source
        self.target = target
        self.sourceColumns = sourceColumns
        self.targetColumns = targetColumns
        self.isDirect = isDirect
        self.isMany = isMany
        self.isNullable = isNullable
        self.filtered = filtered
    }

    /// How to walk a relation: one join, or two over a joining model; before them, to the parents that have the columns of
    /// an inherited one.
    static func steps(of relation: Relation, among models: [Model], filtered: FilteredRelation?) -> [PathStep] {
        let start = parents(of: relation, among: models)
        let own = steps(of: relation, from: start.model, start.columns, among: models, filtered: filtered)
        return start.links.isEmpty ? own : start.links + own
    }

    /// Where a relation starts: its model, or the parent it is inherited from, and the links that lead there.
    static func parents(
        of relation: Relation, among models: [Model]
    ) -> (links: [PathStep], model: Model, columns: [Int32]) {
        var source = models[Int(relation.source)]
        var columns = relation.sourceColumns
        var links: [PathStep] = []
        while let index = source.firstLink(columns) {
            let link = source.relations[Int(index)]
            let step = steps(of: link, among: models, filtered: nil)[0]
            for position in columns.indices {
                if let inherited = source.columns[Int(columns[position])].inherited {
                    columns[position] = inherited.column
                } else if let own = link.sourceColumns.firstIndex(of: columns[position]) {
                    columns[position] = link.targetColumns[own]
                }
            }
            links.append(step)
            source = step.target
        }
        return (links, source, columns)
    }

    private static func steps(
        of relation: Relation, from source: Model, _ columns: [Int32], among models: [Model],
        filtered: FilteredRelation?
    ) -> [PathStep] {
        let target = models[Int(relation.target)]
        switch relation.kind {
        case .forward:
            return [
                PathStep(
                    relation: relation, source: source, target: target, sourceColumns: columns,
                    targetColumns: relation.targetColumns, isDirect: true, isMany: false,
                    isNullable: relation.isNullable, filtered: filtered)
            ]
        case .reverseOne, .reverseMany:
            return [
                PathStep(
                    relation: relation, source: source, target: target, sourceColumns: columns,
                    targetColumns: relation.targetColumns, isDirect: false, isMany: relation.kind == .reverseMany,
                    isNullable: true, filtered: filtered)
            ]
        case .manyToMany:
            let through = models[Int(relation.through)]
            var isNullable = false
            for column in relation.throughTargetColumns where through.columns[Int(column)].isNullable {
                isNullable = true
            }
            return [
                PathStep(
                    relation: relation, source: source, target: through, sourceColumns: columns,
                    targetColumns: relation.throughSourceColumns, isDirect: false, isMany: true, isNullable: true,
                    filtered: nil),
                PathStep(
                    relation: relation, source: through, target: target,
                    sourceColumns: relation.throughTargetColumns, targetColumns: relation.targetColumns,
                    isDirect: true, isMany: false, isNullable: isNullable, filtered: filtered),
            ]
        }
    }
}

extension Model {
    /// The link to the parent that has one of the columns; nil when all are the model's own.
    fileprivate func firstLink(_ positions: [Int32]) -> Int32? {
        for position in positions {
            if let inherited = columns[Int(position)].inherited { return inherited.link }
        }
        return nil
    }
}
