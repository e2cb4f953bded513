import NoormmeJSON
import NoormmeText

extension SchemaBuilder {
    mutating func addManyToMany() throws(NoormmeError) {
        for model in models.indices {
            guard let configured = configured(model) else { continue }
            for relation in configured.manyToMany { try add(relation, to: model) }
        }
        for model in models.indices where models[model].isFirst { addJunction(model) }
    }

    private mutating func add(_ relation: ConfiguredManyToMany, to model: Int) throws(NoormmeError) {
        let through = try self.model(relation.through)
        let table = models[model].table
        var targetTable: Int?
        if let name = relation.target { targetTable = models[try self.model(name)].table }
        // Only a table joined to itself needs both names; the order of the ends cannot be guessed then.
        let sourceKey = try key(relation.sourceRelation, "source", through, to: table, relation)
        let targetKey = try key(relation.targetRelation, "target", through, to: targetTable, relation, but: sourceKey)
        if sourceKey == targetKey {
            throw ConfigurationReader.error("source and target are the same relation", at: relation.source)
        }
        let target = models[through].forwards[targetKey].target
        if relation.isSymmetrical, models[target].table != table {
            throw ConfigurationReader.error(
                "only a relation of a model to itself is symmetrical", at: relation.source)
        }
        var draft = ManyToManyDraft(
            through: through, sourceKey: sourceKey, targetKey: targetKey, source: model, target: target,
            name: relation.name, isConfigured: true, reverse: relation.reverse,
            isSymmetrical: relation.isSymmetrical)
        if let name = relation.target { draft.target = try self.model(name) }
        if relation.isSymmetrical { draft.reverse = ConfiguredReverse(accessor: .hidden, queryName: .hidden) }
        (draft.accessor, draft.queryName) = try reserve(draft.reverse, table: models[draft.target].table)
        manyToMany.append(draft)
    }

    /// The forward relation of the through model that is named, or else the only one that leads to a table.
    private func key(
        _ name: ConfiguredName?, _ option: StaticString, _ through: Int, to table: Int?,
        _ relation: ConfiguredManyToMany, but other: Int = -1
    ) throws(NoormmeError) -> Int {
        let forwards = models[through].forwards
        guard let name else {
            var found: [Int] = []
            for index in forwards.indices where index != other {
                if let table, models[forwards[index].target].table != table { continue }
                found.append(index)
            }
            if found.count == 1 { return found[0] }
            let message = ConfigurationReader.message("the relation ", relation.name, " needs ", Text(option))
            throw NoormmeError(.invalidOption, message, path: relation.source.path.text)
        }
        var names: [Text] = []
        for index in forwards.indices {
            names.append(forwards[index].name)
            guard forwards[index].name == name.text else { continue }
            if let table, models[forwards[index].target].table != table {
                throw ConfigurationReader.error(
                    "the relation ", name.text, " leads to ", models[forwards[index].target].name, at: name.source)
            }
            return index
        }
        throw ConfigurationReader.error(
            "", models[through].name, " has no relation ", name.text, at: name.source, near: names)
    }

    /// A junction table is one with just one pair of foreign keys whose columns together are its primary key
    /// or a unique set, neither of them unique alone.
    private mutating func addJunction(_ model: Int) {
        let forwards = models[model].forwards
        var pair: (Int, Int)?
        for first in forwards.indices where !forwards[first].isOneToOne {
            for second in forwards.indices.dropFirst(first + 1) where !forwards[second].isOneToOne {
                var columns = forwards[first].columns
                for column in forwards[second].columns where !columns.contains(column) { columns.append(column) }
                guard isKey(columns, of: model) else { continue }
                if pair != nil { return }
                pair = (first, second)
            }
        }
        guard let (first, second) = pair else { return }
        for known in manyToMany where known.through == model {
            let isSame =
                (known.sourceKey == first && known.targetKey == second)
                || (known.sourceKey == second && known.targetKey == first)
            if isSame { return }
        }
        manyToMany.append(
            ManyToManyDraft(
                through: model, sourceKey: first, targetKey: second,
                source: tables[models[forwards[first].target].table].models[0], target: forwards[second].target,
                isConfigured: false, reverse: ConfiguredReverse(accessor: .derived, queryName: .derived)))
    }

    private func isKey(_ columns: [Int32], of model: Int) -> Bool {
        if columns.isSameSet(as: models[model].key) { return true }
        for set in models[model].uniqueSets where set.isSameSet(as: columns) { return true }
        return false
    }
}
