import NoormmeText

extension SchemaBuilder {
    /// The finished schema.
    mutating func schema() throws(NoormmeError) -> Schema {
        try addParents()
        for model in models.indices { addForwardRelations(model) }
        for model in models.indices { addReverseRelations(model) }
        for draft in manyToMany { addManyToMany(draft) }
        try inheritRelations()
        var result: [Model] = []
        result.reserveCapacity(models.count)
        for index in models.indices { result.append(try model(index)) }
        return Schema(models: result, unspellableNames: unspellableNames, notes: notes)
    }

    private mutating func addForwardRelations(_ model: Int) {
        for draft in models[model].forwards {
            var isNullable = false
            for column in draft.columns where models[model].columns[Int(column)].isNullable { isNullable = true }
            if draft.isParentLink { isNullable = false }
            models[model].relations.append(
                Relation(
                    accessor: draft.name, queryName: draft.name, kind: .forward, source: Int32(model),
                    target: Int32(draft.target), sourceColumns: draft.columns, targetColumns: draft.targetColumns,
                    isNullable: isNullable, isOneToOne: draft.isOneToOne, onDelete: draft.onDelete,
                    foreignKey: draft.foreignKey))
            noteOrigin(of: model)
        }
    }

    private mutating func addReverseRelations(_ source: Int) {
        for draft in models[source].forwards {
            // Of a second model over a table, only names that were asked for.
            let isNamed = !draft.accessor.isEmpty || !draft.queryName.isEmpty
            guard models[source].isFirst || isNamed else { continue }
            for model in tables[models[draft.target].table].models {
                models[model].relations.append(
                    Relation(
                        accessor: draft.accessor, queryName: draft.queryName,
                        kind: draft.isOneToOne ? .reverseOne : .reverseMany, source: Int32(model),
                        target: Int32(source), sourceColumns: draft.targetColumns, targetColumns: draft.columns,
                        isNullable: true, onDelete: draft.onDelete, foreignKey: draft.foreignKey))
                noteOrigin(of: model, isLink: draft.isParentLink)
            }
        }
    }

    private mutating func addManyToMany(_ draft: ManyToManyDraft) {
        let sourceKey = models[draft.through].forwards[draft.sourceKey]
        let targetKey = models[draft.through].forwards[draft.targetKey]
        let isPlain = isPlain(draft.through, sourceKey, targetKey)
        let sources = draft.isConfigured ? [draft.source] : tables[models[draft.source].table].models
        for model in sources {
            models[model].relations.append(
                Relation(
                    accessor: draft.name, queryName: draft.name, kind: .manyToMany, source: Int32(model),
                    target: Int32(draft.target), sourceColumns: sourceKey.targetColumns,
                    targetColumns: targetKey.targetColumns, isNullable: true, through: Int32(draft.through),
                    throughSourceColumns: sourceKey.columns, throughTargetColumns: targetKey.columns,
                    isSymmetrical: draft.isSymmetrical, isPlainThrough: isPlain))
            noteOrigin(of: model)
        }
        guard models[draft.source].isFirst || !draft.accessor.isEmpty || !draft.queryName.isEmpty else { return }
        for model in tables[models[draft.target].table].models {
            models[model].relations.append(
                Relation(
                    accessor: draft.accessor, queryName: draft.queryName, kind: .manyToMany, source: Int32(model),
                    target: Int32(draft.source), sourceColumns: targetKey.targetColumns,
                    targetColumns: sourceKey.targetColumns, isNullable: true, through: Int32(draft.through),
                    throughSourceColumns: targetKey.columns, throughTargetColumns: sourceKey.columns,
                    isSymmetrical: draft.isSymmetrical, isPlainThrough: isPlain))
            noteOrigin(of: model)
        }
    }

    /// Whether a row of the through model can be made from the two keys alone.
    private func isPlain(_ through: Int, _ source: ForwardDraft, _ target: ForwardDraft) -> Bool {
        for (position, column) in models[through].columns.enumerated() {
            let position = Int32(position)
            let inSource = source.columns.contains(position)
            let inTarget = target.columns.contains(position)
            // A column of both keys would get two values.
            if inSource, inTarget { return false }
            if inSource || inTarget || column.isRowID || column.isGenerated { continue }
            if column.defaultSQL != nil { continue }
            if !column.isNullable || models[through].key.contains(position) { return false }
        }
        return true
    }

    private func model(_ index: Int) throws(NoormmeError) -> Model {
        let draft = models[index]
        let table = tables[draft.table]
        let said = said(index)
        try checkPaths(said.ordering, of: index)
        try checkPaths(said.latestBy, of: index)
        var ordering: [Text] = []
        var latestBy: [Text] = []
        for term in said.ordering { ordering.append(term.text) }
        for term in said.latestBy { latestBy.append(term.text) }
        return Model(
            index: Int32(index), name: draft.name, table: table.description.table, label: draft.label,
            columns: draft.columns, primaryKey: draft.key, relations: draft.relations, ordering: ordering,
            getLatestBy: latestBy, uniqueSets: draft.uniqueSets, isView: table.description.kind == .view,
            defaultScope: said.scope, isVirtual: table.description.kind == .virtual,
            isWithoutRowID: table.description.isWithoutRowID, isStrict: table.description.isStrict,
            hiddenColumns: table.hiddenColumns, parentLinks: draft.parents.map { Int32($0.link) },
            proxyOf: Int32(draft.proxyOf))
    }

    /// The first part of every path is a column or a relation; what follows is the compiler's to judge.
    private func checkPaths(
        _ terms: [ConfiguredName], of model: Int
    ) throws(NoormmeError) {
        for term in terms where !term.text.hasPrefix("{") && term.text != "?" {
            let path = term.text.hasPrefix("-") ? term.text.dropFirst(1) : term.text
            let first = path.split(on: "__")[0]
            // The whole name may be a column no path can spell.
            if first == ("pk" as StaticString) || models[model].column(first) != nil { continue }
            if models[model].column(path) != nil { continue }
            var names = models[model].columnNames
            var isKnown = false
            for relation in models[model].relations where !relation.queryName.isEmpty {
                if relation.queryName == first { isKnown = true }
                names.append(relation.queryName)
            }
            if isKnown { continue }
            throw ConfigurationReader.error(
                "", models[model].name, " has no column or relation ", first, at: term.source, near: names)
        }
    }
}
