import NoormmeSQL
import NoormmeText

extension SchemaBuilder {
    mutating func addForwardRelations() throws(NoormmeError) {
        for model in models.indices where models[model].proxyOf < 0 {
            models[model].forwards = discoveredForwards(model)
        }
        for model in models.indices { try addConfiguredForwards(model) }
        // Configured names stand before any is derived.
        for model in models.indices { try reserveReverseNames(model) }
        for model in models.indices { nameForwards(model) }
    }

    /// The foreign keys of a model's table that lead somewhere, in the order of their columns.
    private mutating func discoveredForwards(_ model: Int) -> [ForwardDraft] {
        let table = tables[models[model].table]
        var drafts: [ForwardDraft] = []
        for key in table.description.foreignKeys {
            let (draft, note) = forward(key, of: model)
            if let draft {
                drafts.append(draft)
            } else if models[model].isFirst {
                notes.append(note)
            }
        }
        var order = [Int](drafts.indices)
        order.sort { SchemaBuilder.precedes(drafts[$0], drafts[$1]) }
        var sorted: [ForwardDraft] = []
        for index in order {
            // The same key may be declared twice, beside its column and at the table's end.
            if let last = sorted.last, !SchemaBuilder.precedes(last, drafts[index]) { continue }
            sorted.append(drafts[index])
        }
        return sorted
    }

    static func precedes(_ left: ForwardDraft, _ right: ForwardDraft) -> Bool {
        if left.columns != right.columns { return left.columns.lexicographicallyPrecedes(right.columns) }
        if left.target != right.target { return left.target < right.target }
        return left.targetColumns.lexicographicallyPrecedes(right.targetColumns)
    }

    /// A foreign key as a relation, or why it is none.
    private func forward(_ key: ForeignKeyDescription, of model: Int) -> (ForwardDraft?, note: Text) {
        let table = tables[models[model].table]
        guard let position = tableByName.position(TableName(key.table, in: table.description.database).qualified) else {
            return (nil, note(key, of: table, ", which does not exist"))
        }
        let target = tables[Int(position)]
        var names: [Text?] = []
        for name in key.columns { names.append(name) }
        guard let columns = SchemaBuilder.positions(names, in: table), !columns.isEmpty else {
            return (nil, note(key, of: table, " from columns that do not exist"))
        }
        var targetColumns = target.key
        if !key.targetColumns.isEmpty {
            var names: [Text?] = []
            for name in key.targetColumns { names.append(name) }
            guard let positions = SchemaBuilder.positions(names, in: target) else {
                return (nil, note(key, of: table, ", which has no such columns"))
            }
            targetColumns = positions
        }
        guard targetColumns.count == columns.count else {
            return (nil, note(key, of: table, ", whose key has another number of columns"))
        }
        let facts = ForeignKeyFacts(
            onDelete: key.onDelete, onUpdate: key.onUpdate,
            isDeferred: table.definition.isDeferred(key.columns, to: key.table))
        let draft = ForwardDraft(
            columns: columns, target: target.models[0], targetColumns: targetColumns,
            stem: stem(columns, of: model, targetColumns: targetColumns, target: target.models[0]),
            isOneToOne: models[model].isUnique(columns), foreignKey: facts)
        return (draft, Text())
    }

    private func note(_ key: ForeignKeyDescription, of table: TableDraft, _ reason: StaticString) -> Text {
        var columns = Text()
        for (index, column) in key.columns.enumerated() {
            if index > 0 { columns += ", " }
            columns += column
        }
        var note = ConfigurationReader.message("the foreign key ", table.description.table.qualified, "(", columns)
        note += ConfigurationReader.message(") refers to ", key.table, reason)
        return note
    }
}
