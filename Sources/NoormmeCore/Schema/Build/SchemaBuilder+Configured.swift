import NoormmeJSON
import NoormmeText

extension SchemaBuilder {
    /// Puts a model's configured relations among the discovered ones. A configured relation replaces every
    /// discovered one over the same columns, and inherits from it what it does not say.
    mutating func addConfiguredForwards(_ model: Int) throws(NoormmeError) {
        guard let configured = configured(model) else { return }
        let discovered = models[model].forwards
        var derivedNames: [Text]?
        var drafts: [ForwardDraft] = []
        for relation in configured.relations {
            var known: ForwardDraft?
            var columns = try columns(relation.columns, of: model)
            if columns.isEmpty {
                // Named only: the relation of that name, as it would be without configuration.
                if derivedNames == nil { derivedNames = derivedForwardNames(model) }
                let names = derivedNames ?? []
                for index in names.indices where names[index] == relation.name { known = discovered[index] }
                guard let known else {
                    throw ConfigurationReader.error(
                        "the relation ", relation.name, " needs columns", at: relation.source, near: names)
                }
                columns = known.columns
            } else {
                for draft in discovered where draft.columns.isSameSet(as: columns) {
                    if known == nil || draft.columns == columns { known = draft }
                }
            }
            for draft in drafts where draft.columns.isSameSet(as: columns) {
                throw ConfigurationReader.error(
                    "a second relation over the columns of ", draft.name, at: relation.source)
            }
            drafts.append(try draft(relation, of: model, columns: columns, known: known))
        }
        for draft in discovered {
            var isReplaced = false
            for new in drafts where new.isConfigured && new.columns.isSameSet(as: draft.columns) { isReplaced = true }
            if !isReplaced { drafts.append(draft) }
        }
        var order = [Int](drafts.indices)
        order.sort { SchemaBuilder.precedes(drafts[$0], drafts[$1]) }
        models[model].forwards = []
        for index in order { models[model].forwards.append(drafts[index]) }
        for relation in configured.relations {
            guard models[model].names.insert(relation.name) else {
                throw ConfigurationReader.error(
                    "", models[model].name, " already has something named ", relation.name, at: relation.source)
            }
        }
        for relation in configured.manyToMany {
            guard models[model].names.insert(relation.name) else {
                throw ConfigurationReader.error(
                    "", models[model].name, " already has something named ", relation.name, at: relation.source)
            }
        }
    }

    private func draft(
        _ relation: ConfiguredRelation, of model: Int, columns: [Int32], known: ForwardDraft?
    ) throws(NoormmeError) -> ForwardDraft {
        var target = known?.target
        if let name = relation.target { target = try self.model(name) }
        guard let target else {
            throw ConfigurationReader.error("the relation ", relation.name, " needs to", at: relation.source)
        }
        var targetColumns = try self.columns(relation.targetColumns, of: target)
        var isForeignKey = false
        if let known, models[known.target].table == models[target].table {
            if targetColumns.isEmpty { targetColumns = known.aligned(to: columns) }
            isForeignKey = targetColumns == known.aligned(to: columns)
        }
        if targetColumns.isEmpty { targetColumns = models[target].key }
        guard targetColumns.count == columns.count else {
            let source = relation.targetColumns.first?.source ?? relation.source
            throw ConfigurationReader.error(
                "the relation ", relation.name, " needs as many to_columns as columns", at: source)
        }
        var draft = ForwardDraft(
            columns: columns, target: target, targetColumns: targetColumns,
            stem: stem(columns, of: model, targetColumns: targetColumns, target: target),
            isOneToOne: relation.isOneToOne ?? models[model].isUnique(columns))
        draft.name = relation.name
        draft.onDelete = relation.onDelete
        draft.foreignKey = isForeignKey ? known?.foreignKey : nil
        draft.isConfigured = true
        draft.reverse = relation.reverse
        return draft
    }

    /// Takes the configured names of the ways back to a model's targets.
    mutating func reserveReverseNames(_ model: Int) throws(NoormmeError) {
        for index in models[model].forwards.indices where models[model].forwards[index].isConfigured {
            let draft = models[model].forwards[index]
            let (accessor, queryName) = try reserve(draft.reverse, table: models[draft.target].table)
            models[model].forwards[index].accessor = accessor
            models[model].forwards[index].queryName = queryName
        }
    }

    /// The names given, empty for those that are not.
    mutating func reserve(
        _ reverse: ConfiguredReverse, table: Int
    ) throws(NoormmeError) -> (accessor: Text, queryName: Text) {
        var accessor = Text()
        var queryName = Text()
        if case .given(let name) = reverse.accessor {
            accessor = name.text
            guard isFree(accessor, table: table, .accessors) else { throw taken(name, table) }
            tables[table].accessors.insert(accessor)
        }
        if case .given(let name) = reverse.queryName {
            queryName = name.text
            guard isFree(queryName, table: table, .queryNames) else { throw taken(name, table) }
            tables[table].queryNames.insert(queryName)
        }
        return (accessor, queryName)
    }

    private func taken(_ name: ConfiguredName, _ table: Int) -> NoormmeError {
        ConfigurationReader.error(
            "", models[tables[table].models[0]].name, " already has something named ", name.text, at: name.source)
    }
}

extension ForwardDraft {
    /// The target columns in the order that belongs to the same columns in another order.
    fileprivate func aligned(to order: [Int32]) -> [Int32] {
        var result: [Int32] = []
        for column in order {
            for index in columns.indices where columns[index] == column { result.append(targetColumns[index]) }
        }
        return result
    }
}
