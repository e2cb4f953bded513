import NoormmeText

// A model that inherits has a row in its own table and one in each parent's; a one-to-one relation, the link, joins
// them. The parents' columns become columns of the child, before its own, and the parents' relations its relations.
extension SchemaBuilder {
    /// Finds the links, then gives children their parents' columns.
    mutating func addParents() throws(NoormmeError) {
        for model in models.indices { try findLinks(of: model) }
        var visited = [UInt8](repeating: 0, count: models.count)
        for model in models.indices { try inheritColumns(model, &visited) }
        shareColumns()
        for model in models.indices {
            for index in models[model].forwards.indices {
                let offset = models[self.concrete(models[model].forwards[index].target)].inheritedCount
                for column in models[model].forwards[index].targetColumns.indices {
                    models[model].forwards[index].targetColumns[column] += offset
                }
            }
        }
    }

    private mutating func findLinks(of model: Int) throws(NoormmeError) {
        for parent in configured(model)?.parents ?? [] {
            let position = try link(of: model, to: parent)
            for known in models[model].parents where known.link == position {
                throw ConfigurationReader.error(
                    "a second parent over the relation ", parent.name.text, at: parent.name.source)
            }
            models[model].parents.append(
                ParentDraft(model: concrete(try self.model(parent.name)), link: position))
            models[model].forwards[position].isParentLink = true
            if models[model].forwards[position].onDelete == .databaseAction {
                models[model].forwards[position].onDelete = .cascade
            }
        }
    }

    /// The one-to-one relation to a parent: the one named, else the one that is the child's key, else the only one.
    private func link(of model: Int, to parent: ConfiguredParent) throws(NoormmeError) -> Int {
        let table = models[try self.model(parent.name)].table
        var found: [Int] = []
        var names: [Text] = []
        for (index, draft) in models[model].forwards.enumerated() {
            guard draft.isOneToOne, draft.columns.count == 1, models[draft.target].table == table,
                draft.targetColumns == models[draft.target].key
            else { continue }
            names.append(draft.name)
            if let name = parent.relation {
                if draft.name == name.text { return index }
            } else if draft.columns == models[model].key {
                return index
            } else {
                found.append(index)
            }
        }
        if let name = parent.relation {
            throw ConfigurationReader.error(
                "", models[model].name, " has no one-to-one relation to its parent called ", name.text, at: name.source,
                near: names)
        }
        if found.count == 1 { return found[0] }
        throw ConfigurationReader.error(
            found.isEmpty
                ? "there is no one-to-one relation to the parent " : "say which relation leads to the parent ",
            parent.name.text, at: parent.name.source)
    }

    /// - Parameter visited: 1 while a model's parents are looked at, 2 when it is done.
    private mutating func inheritColumns(_ model: Int, _ visited: inout [UInt8]) throws(NoormmeError) {
        guard visited[model] < 2, models[model].proxyOf < 0 else { return }
        guard let configured = configured(model), !models[model].parents.isEmpty else {
            visited[model] = 2
            models[model].columnOrigins = models[model].columns.indices.map { Origin(model: model, position: $0) }
            return
        }
        if visited[model] == 1 {
            throw ConfigurationReader.error("a parent of itself: ", models[model].name, at: configured.source)
        }
        visited[model] = 1
        for parent in models[model].parents { try inheritColumns(parent.model, &visited) }
        visited[model] = 2
        var columns: [Column] = []
        var origins: [Origin] = []
        for (index, parent) in models[model].parents.enumerated() {
            for position in models[parent.model].columns.indices {
                let column = models[parent.model].columns[position]
                let origin = models[parent.model].columnOrigins[position]
                if origins.contains(origin) || isLink(parent, of: model, column.name, Int32(position)) { continue }
                guard models[model].names.insert(column.name) else {
                    throw ConfigurationReader.error(
                        "", models[model].name, " and its parents have more than one column or relation called ",
                        column.name, at: configured.parents[index].name.source)
                }
                columns.append(
                    column.inheriting(InheritedColumn(link: Int32(parent.link), column: Int32(position))))
                origins.append(origin)
            }
        }
        for position in models[model].columns.indices { origins.append(Origin(model: model, position: position)) }
        let offset = Int32(columns.count)
        models[model].inheritedCount = offset
        models[model].columns = columns + models[model].columns
        models[model].columnOrigins = origins
        for index in models[model].key.indices { models[model].key[index] += offset }
        for set in models[model].uniqueSets.indices {
            for index in models[model].uniqueSets[set].indices { models[model].uniqueSets[set][index] += offset }
        }
        for index in models[model].forwards.indices {
            for column in models[model].forwards[index].columns.indices {
                models[model].forwards[index].columns[column] += offset
            }
        }
    }

    /// Whether the child's column of that name is the one that is equal to the parent's by the link: one column then.
    private func isLink(_ parent: ParentDraft, of model: Int, _ name: Text, _ position: Int32) -> Bool {
        let draft = models[model].forwards[parent.link]
        let offset = models[parent.model].inheritedCount
        for (index, column) in draft.targetColumns.enumerated() where column + offset == position {
            return models[model].columns[Int(draft.columns[index])].name == name
        }
        return false
    }

    // MARK: - Relations

    /// Notes that the relation added last is the model's own.
    mutating func noteOrigin(of model: Int, isLink: Bool = false) {
        models[model].relationOrigins.append(
            Origin(model: model, position: models[model].relations.count - 1, isLink: isLink))
    }

    /// Gives children their parents' relations, and proxies those of the models they stand for.
    mutating func inheritRelations() throws(NoormmeError) {
        var visited = [Bool](repeating: false, count: models.count)
        for model in models.indices { try inheritRelations(model, &visited) }
        for model in models.indices where models[model].proxyOf >= 0 {
            let concrete = concrete(model)
            models[model].parents = models[concrete].parents
            models[model].relations = []
            for relation in models[concrete].relations {
                models[model].relations.append(relation.moved(to: Int32(model), relation.sourceColumns))
            }
        }
    }

    private mutating func inheritRelations(_ model: Int, _ visited: inout [Bool]) throws(NoormmeError) {
        if visited[model] || models[model].proxyOf >= 0 { return }
        visited[model] = true
        for (index, parent) in models[model].parents.enumerated() {
            try inheritRelations(parent.model, &visited)
            for position in models[parent.model].relations.indices {
                let origin = models[parent.model].relationOrigins[position]
                if origin.isLink || models[model].relationOrigins.contains(origin) { continue }
                let relation = models[parent.model].relations[position]
                if isTaken(relation, model) {
                    // A way back gives way to what the child has itself.
                    guard relation.kind == .forward, let configured = configured(model) else { continue }
                    throw ConfigurationReader.error(
                        "", models[model].name, " and its parents have more than one column or relation called ",
                        relation.accessor, at: configured.parents[index].name.source)
                }
                models[model].relations.append(
                    relation.moved(to: Int32(model), sourceColumns(of: relation, parent, model)))
                models[model].relationOrigins.append(origin)
            }
        }
    }

    private func isTaken(_ relation: Relation, _ model: Int) -> Bool {
        for own in models[model].relations {
            if !relation.accessor.isEmpty, own.accessor == relation.accessor { return true }
            if !relation.queryName.isEmpty, own.queryName == relation.queryName { return true }
        }
        for column in models[model].columns where column.name == relation.accessor || column.name == relation.queryName
        {
            return true
        }
        return false
    }

    /// What a parent's relation stands on, as columns of the child. A way back stands on the key, which the child's link
    /// repeats: then nothing has to be joined.
    private func sourceColumns(of relation: Relation, _ parent: ParentDraft, _ model: Int) -> [Int32] {
        let link = models[model].forwards[parent.link]
        if relation.kind != .forward {
            var own: [Int32] = []
            for column in relation.sourceColumns {
                if let index = link.targetColumns.firstIndex(of: column) { own.append(link.columns[index]) }
            }
            if own.count == relation.sourceColumns.count { return own }
        }
        var columns: [Int32] = []
        for column in relation.sourceColumns {
            let origin = models[parent.model].columnOrigins[Int(column)]
            if let position = models[model].columnOrigins.firstIndex(of: origin) {
                columns.append(Int32(position))
            } else if let index = link.targetColumns.firstIndex(of: column) {
                columns.append(link.columns[index])
            }
        }
        return columns
    }

    // MARK: - What is said of the model

    /// A model's ordering, get_latest_by and default scope. What it does not say itself, its first parent or the model it
    /// stands for says.
    func said(_ model: Int) -> (ordering: [ConfiguredName], latestBy: [ConfiguredName], scope: Text) {
        var ordering: [ConfiguredName]?
        var latestBy: [ConfiguredName]?
        var scope: Text?
        var next = model
        while next >= 0 {
            if let configured = configured(next) {
                if ordering == nil { ordering = configured.ordering }
                if latestBy == nil { latestBy = configured.latestBy }
                if scope == nil { scope = configured.defaultScope }
            }
            next = models[next].proxyOf >= 0 ? models[next].proxyOf : firstParent(next)
        }
        return (ordering ?? [], latestBy ?? [], scope ?? Text())
    }

    private func firstParent(_ model: Int) -> Int {
        guard let first = configured(model)?.parents.first, let index = modelByName[first.name.text] else { return -1 }
        return Int(index)
    }
}

extension Relation {
    /// The same relation of another model.
    fileprivate func moved(to source: Int32, _ columns: [Int32]) -> Relation {
        Relation(
            accessor: accessor, queryName: queryName, kind: kind, source: source, target: target,
            sourceColumns: columns,
            targetColumns: targetColumns, isNullable: isNullable, isOneToOne: isOneToOne, onDelete: onDelete,
            through: through, throughSourceColumns: throughSourceColumns, throughTargetColumns: throughTargetColumns,
            isSymmetrical: isSymmetrical, isPlainThrough: isPlainThrough, foreignKey: foreignKey, alias: alias,
            queryAlias: queryAlias)
    }
}
