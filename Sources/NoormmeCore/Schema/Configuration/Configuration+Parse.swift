import NoormmeJSON
import NoormmeText

extension Configuration {
    /// Reads a whole configuration, `{"models": {…}}`, as noormme.json holds it. `$schema` is passed over.
    ///
    /// - Throws: `.invalidOption` with the JSON path of an unknown key, a repeated key or a wrong type.
    public static func parse(_ root: JSONValue) throws(NoormmeError) -> Configuration {
        try ConfigurationReader.check(root, keys: ["models", "$schema"])
        guard let models = root.member("models") else { return .empty }
        return try parse(models: models)
    }

    /// Reads the object under `models`: what the open option of that name holds.
    public static func parse(models: JSONValue) throws(NoormmeError) -> Configuration {
        try ConfigurationReader.checkNames(models)
        var result: [ConfiguredModel] = []
        for (key, value) in models.members { result.append(try model(key.text, value)) }
        return Configuration(models: result)
    }

    private static func model(_ name: Text, _ value: JSONValue) throws(NoormmeError) -> ConfiguredModel {
        try ConfigurationReader.check(
            value,
            keys: [
                "table", "label", "primary_key", "ordering", "get_latest_by", "fields", "relations", "many_to_many",
                "unique", "default_scope", "parents", "proxy",
            ])
        var model = ConfiguredModel(
            name: name, source: value, table: try ConfigurationReader.name(value.member("table")),
            proxy: try ConfigurationReader.name(value.member("proxy")), parents: try parents(value.member("parents")),
            label: try ConfigurationReader.name(value.member("label"))?.text,
            primaryKey: try ConfigurationReader.names(value.member("primary_key")),
            ordering: try ordering(value.member("ordering")),
            latestBy: try latestBy(value.member("get_latest_by")), fields: [], relations: [], manyToMany: [],
            unique: [], defaultScope: nil)
        try refuseForProxy(value)
        if let fields = value.member("fields") {
            try ConfigurationReader.checkNames(fields)
            for (key, field) in fields.members { model.fields.append(try self.field(key, field)) }
        }
        if let relations = value.member("relations") {
            try ConfigurationReader.checkNames(relations)
            for (key, relation) in relations.members { model.relations.append(try self.relation(key, relation)) }
        }
        if let relations = value.member("many_to_many") {
            try ConfigurationReader.checkNames(relations)
            for (key, relation) in relations.members { model.manyToMany.append(try manyToMany(key, relation)) }
        }
        if let sets = value.member("unique") {
            guard sets.kind == .array else { throw ConfigurationReader.error("expected an array", at: sets) }
            for set in sets.elements { model.unique.append(try ConfigurationReader.names(set)) }
        }
        if let scope = value.member("default_scope") {
            guard scope.kind == .object || scope.isNull else {
                throw ConfigurationReader.error("expected an object", at: scope)
            }
            model.defaultScope = scope.isNull ? Text() : scope.source
        }
        return model
    }

    /// `["place"]`, or `{"place": "place_ptr"}` with the relation that leads there.
    private static func parents(_ value: JSONValue?) throws(NoormmeError) -> [ConfiguredParent] {
        guard let value else { return [] }
        var parents: [ConfiguredParent] = []
        if value.kind == .object {
            try ConfigurationReader.checkNames(value)
            for (key, relation) in value.members {
                let name = ConfiguredName(text: key.text, source: relation)
                parents.append(ConfiguredParent(name: name, relation: try ConfigurationReader.name(relation)))
            }
        } else {
            for name in try ConfigurationReader.names(value) { parents.append(ConfiguredParent(name: name)) }
        }
        return parents
    }

    /// A proxy has the table, columns and relations of another model.
    private static func refuseForProxy(_ value: JSONValue) throws(NoormmeError) {
        guard value.member("proxy") != nil else { return }
        for key: StaticString in ["table", "primary_key", "fields", "relations", "many_to_many", "unique", "parents"] {
            if let member = value.member(Text(key)) {
                throw ConfigurationReader.error("a proxy shares with its model and cannot say ", Text(key), at: member)
            }
        }
    }

    private static func latestBy(_ value: JSONValue?) throws(NoormmeError) -> [ConfiguredName]? {
        value == nil ? nil : try ConfigurationReader.names(value)
    }

    /// Names, and expressions as their JSON text.
    private static func ordering(_ value: JSONValue?) throws(NoormmeError) -> [ConfiguredName]? {
        guard let value else { return nil }
        guard value.kind == .array else { throw ConfigurationReader.error("expected an array", at: value) }
        var terms: [ConfiguredName] = []
        for term in value.elements {
            if term.kind == .object {
                terms.append(ConfiguredName(text: term.source, source: term))
            } else if let name = try ConfigurationReader.name(term) {
                if name.text.hasPrefix("{") { throw ConfigurationReader.error("expected a name", at: term) }
                terms.append(name)
            }
        }
        return terms
    }

    private static func field(_ key: JSONKey, _ value: JSONValue) throws(NoormmeError) -> ConfiguredField {
        try ConfigurationReader.check(value, keys: ["column", "type", "max_length", "null"])
        let name = try ConfigurationReader.publicName(key)
        var type: FieldType?
        if let given = try ConfigurationReader.name(value.member("type")) {
            type = FieldType.parse(given.text)
            if type == nil {
                throw ConfigurationReader.error("unknown type ", given.text, at: given.source, near: FieldType.names)
            }
        }
        var maxLength: Int32 = 0
        if let given = value.member("max_length") {
            guard let length = given.int64, length > 0, length <= Int64(Int32.max) else {
                throw ConfigurationReader.error("expected a positive integer", at: given)
            }
            maxLength = Int32(length)
        }
        return ConfiguredField(
            name: name, source: value, column: try ConfigurationReader.name(value.member("column")), type: type,
            maxLength: maxLength, isNullable: try ConfigurationReader.bool(value.member("null")))
    }

    private static func relation(_ key: JSONKey, _ value: JSONValue) throws(NoormmeError) -> ConfiguredRelation {
        try ConfigurationReader.check(
            value,
            keys: [
                "columns", "to", "to_columns", "related_name", "related_query_name", "on_delete", "one_to_one",
            ])
        var action = OnDelete.databaseAction
        if let given = try ConfigurationReader.name(value.member("on_delete")) {
            guard let parsed = OnDelete.parse(given.text) else {
                var names: [Text] = []
                for choice in OnDelete.configurable { names.append(Text(choice.name)) }
                throw ConfigurationReader.error("unknown on_delete ", given.text, at: given.source, near: names)
            }
            action = parsed
        }
        return ConfiguredRelation(
            name: try ConfigurationReader.publicName(key), source: value,
            columns: try ConfigurationReader.names(value.member("columns")),
            target: try ConfigurationReader.name(value.member("to")),
            targetColumns: try ConfigurationReader.names(value.member("to_columns")), reverse: try reverse(value),
            onDelete: action, isOneToOne: try ConfigurationReader.bool(value.member("one_to_one")))
    }

    private static func manyToMany(_ key: JSONKey, _ value: JSONValue) throws(NoormmeError) -> ConfiguredManyToMany {
        try ConfigurationReader.check(
            value,
            keys: ["to", "through", "source", "target", "related_name", "related_query_name", "symmetrical"])
        guard let through = try ConfigurationReader.name(value.member("through")) else {
            throw ConfigurationReader.error("a many-to-many relation needs through", at: value)
        }
        return ConfiguredManyToMany(
            name: try ConfigurationReader.publicName(key), source: value,
            target: try ConfigurationReader.name(value.member("to")), through: through,
            sourceRelation: try ConfigurationReader.name(value.member("source")),
            targetRelation: try ConfigurationReader.name(value.member("target")), reverse: try reverse(value),
            isSymmetrical: try ConfigurationReader.bool(value.member("symmetrical")) ?? false)
    }

    /// As Django has it: the query name follows `related_name` unless it is given itself.
    private static func reverse(_ value: JSONValue) throws(NoormmeError) -> ConfiguredReverse {
        let accessor = try reverseName(value.member("related_name"))
        let queryName = try reverseName(value.member("related_query_name"))
        if case .derived = queryName { return ConfiguredReverse(accessor: accessor, queryName: accessor) }
        return ConfiguredReverse(accessor: accessor, queryName: queryName)
    }

    private static func reverseName(_ value: JSONValue?) throws(NoormmeError) -> ConfiguredReverse.Name {
        guard let value else { return .derived }
        if value.isNull { return .hidden }
        guard let name = try ConfigurationReader.name(value) else { return .derived }
        guard name.text.isSpellable else { throw ConfigurationReader.unspellable(name.text, at: value.path) }
        return .given(name)
    }
}
