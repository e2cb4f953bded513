import NoormmeJSON
import NoormmeText

// The form in docs/schema-json.md: what `introspect` answers. Names throughout, no positions, and nothing
// that has its ordinary value is left out, so that a reader needs no defaults.

extension Schema {
    /// Writes `{"models": […], "unspellable": […], "notes": […]}`.
    ///
    /// - Parameter details: writes further members of a model's object.
    public func write(into json: inout JSONWriter, details: (Model, inout JSONWriter) -> Void = { (_, _) in }) {
        json.beginObject()
        json.key("models")
        json.beginArray()
        for model in models { write(model, details, into: &json) }
        json.endArray()
        json.key("unspellable")
        json.beginArray()
        for name in unspellableNames {
            json.beginObject()
            json.key("model")
            json.string(name.model)
            json.key("column")
            json.string(name.column)
            json.key("suggestion")
            json.string(name.suggestion)
            json.endObject()
        }
        json.endArray()
        json.key("notes")
        json.strings(notes)
        json.endObject()
    }

    private func write(
        _ model: Model, _ details: (Model, inout JSONWriter) -> Void, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("name")
        json.string(model.name)
        json.key("table")
        json.string(model.table.name)
        if !model.table.database.isEmpty {
            json.key("database")
            json.string(model.table.database)
        }
        json.key("label")
        json.string(model.label)
        json.key("kind")
        json.string(model.isView ? "view" as StaticString : model.isVirtual ? "virtual" : "table")
        json.key("without_rowid")
        json.bool(model.isWithoutRowID)
        json.key("strict")
        json.bool(model.isStrict)
        json.key("columns")
        json.beginArray()
        for column in model.columns { write(column, of: model, into: &json) }
        json.endArray()
        json.key("hidden_columns")
        json.strings(model.hiddenColumns)
        json.key("primary_key")
        json.strings(model.names(model.primaryKey))
        json.key("unique")
        json.beginArray()
        for set in model.uniqueSets { json.strings(model.names(set)) }
        json.endArray()
        json.key("relations")
        json.beginArray()
        // A hidden relation has no name to use it by.
        for relation in model.relations where !relation.accessor.isEmpty || !relation.queryName.isEmpty {
            write(relation, of: model, into: &json)
        }
        json.endArray()
        json.key("ordering")
        json.beginArray()
        for term in model.ordering {
            if term.hasPrefix("{") { json.raw(term) } else { json.string(term) }
        }
        json.endArray()
        json.key("get_latest_by")
        json.strings(model.getLatestBy)
        if !model.parentLinks.isEmpty {
            json.key("parents")
            json.strings(model.parentLinks.map { model.relations[Int($0)].accessor })
        }
        if model.proxyOf >= 0 {
            json.key("proxy")
            json.string(self.model(model.proxyOf).name)
        }
        json.key("default_scope")
        if model.defaultScope.isEmpty { json.null() } else { json.raw(model.defaultScope) }
        details(model, &json)
        json.endObject()
    }

    private func write(_ relation: Relation, of model: Model, into json: inout JSONWriter) {
        let target = self.model(relation.target)
        json.beginObject()
        json.key("name")
        json.nameOrNull(relation.accessor)
        json.key("query_name")
        json.nameOrNull(relation.queryName)
        if !relation.alias.isEmpty || !relation.queryAlias.isEmpty {
            json.key("alias")
            json.string(relation.alias)
            json.key("query_alias")
            json.string(relation.queryAlias)
        }
        json.key("kind")
        json.string(relation.kind.name)
        json.key("to")
        json.string(target.name)
        json.key("columns")
        json.strings(model.names(relation.sourceColumns))
        json.key("to_columns")
        json.strings(target.names(relation.targetColumns))
        json.key("null")
        json.bool(relation.isNullable)
        json.key("one_to_one")
        json.bool(relation.isOneToOne || relation.kind == .reverseOne)
        if relation.kind == .manyToMany {
            let through = self.model(relation.through)
            json.key("through")
            json.string(through.name)
            json.key("through_columns")
            json.strings(through.names(relation.throughSourceColumns))
            json.key("through_to_columns")
            json.strings(through.names(relation.throughTargetColumns))
            json.key("symmetrical")
            json.bool(relation.isSymmetrical)
            json.key("plain")
            json.bool(relation.isPlainThrough)
        } else {
            json.key("on_delete")
            json.nameOrNull(Text(relation.onDelete.name))
            json.key("foreign_key")
            relation.foreignKey.write(into: &json)
        }
        json.endObject()
    }
}

extension Schema {
    private func write(_ column: Column, of model: Model, into json: inout JSONWriter) {
        json.beginObject()
        column.writeMembers(into: &json)
        if let inherited = column.inherited {
            let link = model.relations[Int(inherited.link)]
            json.key("inherited")
            json.beginObject()
            json.key("relation")
            json.string(link.accessor)
            json.key("column")
            json.string(self.model(link.target).columns[Int(inherited.column)].name)
            json.endObject()
        }
        json.endObject()
    }
}

extension Column {
    fileprivate func writeMembers(into json: inout JSONWriter) {
        json.key("name")
        json.string(name)
        json.key("column")
        json.string(column)
        if !alias.isEmpty {
            json.key("alias")
            json.string(alias)
        }
        json.key("type")
        json.string(type.name)
        json.key("declared_type")
        json.string(declaredType)
        json.key("null")
        json.bool(isNullable)
        json.key("default")
        if let defaultSQL { json.string(defaultSQL) } else { json.null() }
        json.key("generated")
        if isGenerated { json.string(generatedSQL) } else { json.null() }
        json.key("rowid")
        json.bool(isRowID)
        json.key("autoincrement")
        json.bool(isAutoincrement)
        json.key("unique")
        json.bool(isUnique)
        json.key("max_length")
        if maxLength > 0 { json.integer(Int64(maxLength)) } else { json.null() }
        json.key("choices")
        json.strings(choices)
    }
}

extension ForeignKeyFacts? {
    fileprivate func write(into json: inout JSONWriter) {
        guard let facts = self else { return json.null() }
        json.beginObject()
        json.key("on_delete")
        json.string(facts.onDelete)
        json.key("on_update")
        json.string(facts.onUpdate)
        json.key("deferred")
        json.bool(facts.isDeferred)
        json.endObject()
    }
}

extension Relation.Kind {
    /// `forward`, `reverse_one`, `reverse_many`, `many_to_many`
    public var name: StaticString {
        switch self {
        case .forward: "forward"
        case .reverseOne: "reverse_one"
        case .reverseMany: "reverse_many"
        case .manyToMany: "many_to_many"
        }
    }
}

extension Model {
    /// The public names of columns.
    fileprivate func names(_ positions: [Int32]) -> [Text] {
        var names: [Text] = []
        for position in positions { names.append(columns[Int(position)].name) }
        return names
    }
}

extension JSONWriter {
    fileprivate mutating func nameOrNull(_ name: Text) {
        if name.isEmpty { null() } else { string(name) }
    }
}
