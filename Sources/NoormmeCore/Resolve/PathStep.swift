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

    /// How to walk a relation: one join, or two over a joining model.
    static func steps(of relation: Relation, among models: [Model], filtered: FilteredRelation?) -> [PathStep] {
        let source = models[Int(relation.source)]
        let target = models[Int(relation.target)]
        switch relation.kind {
        case .forward:
            return [
                PathStep(
                    relation: relation, source: source, target: target, sourceColumns: relation.sourceColumns,
                    targetColumns: relation.targetColumns, isDirect: true, isMany: false,
                    isNullable: relation.isNullable, filtered: filtered)
            ]
        case .reverseOne, .reverseMany:
            return [
                PathStep(
                    relation: relation, source: source, target: target, sourceColumns: relation.sourceColumns,
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
                    relation: relation, source: source, target: through, sourceColumns: relation.sourceColumns,
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
