import NoormmeText

/// Where a column stands that a model has from one it inherits from. The two tables are joined for it.
public struct InheritedColumn: Sendable {
    /// Position in the model's `relations` of the link to the parent.
    public let link: Int32
    /// Position in the parent's `columns`; the parent may have it from a parent of its own.
    public let column: Int32

    public init(link: Int32, column: Int32) {
        self.link = link
        self.column = column
    }
}

extension Column {
    /// The same column as a model has it that inherits it.
    func inheriting(_ inherited: InheritedColumn) -> Column {
        Column(
            name: name, column: column, type: type, declaredType: declaredType, isNullable: isNullable,
            defaultSQL: defaultSQL, isGenerated: isGenerated, isRowID: isRowID, isUnique: isUnique,
            maxLength: maxLength,
            choices: choices, isAutoincrement: isAutoincrement, generatedSQL: generatedSQL, alias: alias,
            inherited: inherited)
    }
}

extension Model {
    /// Whether it has columns in other models' tables.
    public var inherits: Bool { !parentLinks.isEmpty }

    /// The columns of its own table.
    public var ownColumns: [Column] { columns.filter { $0.inherited == nil } }

    /// Whether a column repeats the key of a parent's row.
    public func isParentLink(_ column: Int32) -> Bool {
        for link in parentLinks where relations[Int(link)].sourceColumns.contains(column) { return true }
        return false
    }

    /// Whether some row of this model is a row of the other: one table, or one inherits from the other.
    func isKin(_ other: Model, in schema: Schema) -> Bool {
        table == other.table || descends(from: other, in: schema) || other.descends(from: self, in: schema)
    }

    func descends(from other: Model, in schema: Schema) -> Bool {
        for link in parentLinks {
            let parent = schema.model(relations[Int(link)].target)
            if parent.table == other.table || parent.descends(from: other, in: schema) { return true }
        }
        return false
    }

    /// Whether links lead from table to table and come to an end, and no column stands behind other than links.
    func isInheritanceSound(among models: [Model]) -> Bool {
        var pending = [self]
        var steps = 0
        while let model = pending.popLast() {
            steps += 1
            if steps > 1_000 { return false }
            for link in model.parentLinks {
                let relation = model.relations[Int(link)]
                let parent = models[Int(relation.target)]
                guard relation.sourceColumns.count == 1, relation.targetColumns == parent.primaryKey,
                    model.columns[Int(relation.sourceColumns[0])].inherited == nil,
                    parent.columns[Int(parent.primaryKey[0])].inherited == nil
                else { return false }
                pending.append(parent)
            }
            for column in model.columns {
                if let inherited = column.inherited, !model.parentLinks.contains(inherited.link) { return false }
            }
        }
        return true
    }
}
