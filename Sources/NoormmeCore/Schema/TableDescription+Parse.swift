import NoormmeJSON
import NoormmeText

extension TableDescription {
    /// Reads what `write(_:into:)` wrote: `{"tables": […]}`, or the array alone.
    ///
    /// Keys that are absent take what an ordinary table has; unknown ones are passed over, so that an older
    /// reader understands a newer writer.
    ///
    /// - Throws: `.invalidOption` with the JSON path of a value of the wrong type or a table without a name.
    public static func parse(list value: JSONValue) throws(NoormmeError) -> [TableDescription] {
        var list = value
        if let tables = value.member("tables") { list = tables }
        guard list.kind == .array else { throw ConfigurationReader.error("expected an array of tables", at: list) }
        var tables: [TableDescription] = []
        for element in list.elements { tables.append(try parse(element)) }
        return tables
    }

    /// Reads one table.
    public static func parse(_ value: JSONValue) throws(NoormmeError) -> TableDescription {
        let name = try value.string("name")
        guard let name else { throw ConfigurationReader.error("a table needs a name", at: value) }
        var table = TableDescription(
            name: name, kind: try kind(value), sql: try value.string("sql") ?? Text(),
            isWithoutRowID: try value.flag("without_rowid"), isStrict: try value.flag("strict"), columns: [],
            foreignKeys: [], indexes: [])
        if let columns = try value.list("columns") {
            for column in columns.elements { table.columns.append(try ColumnDescription.parse(column)) }
        }
        if let keys = try value.list("foreign_keys") {
            for key in keys.elements { table.foreignKeys.append(try ForeignKeyDescription.parse(key)) }
        }
        if let indexes = try value.list("indexes") {
            for index in indexes.elements { table.indexes.append(try IndexDescription.parse(index)) }
        }
        return table
    }

    private static func kind(_ value: JSONValue) throws(NoormmeError) -> Kind {
        guard let name = try value.string("kind") else { return .table }
        for kind in [Kind.table, .view, .virtual, .shadow] where name == kind.name { return kind }
        throw ConfigurationReader.error("unknown kind of table ", name, at: value.member("kind") ?? value)
    }
}

extension ColumnDescription {
    static func parse(_ value: JSONValue) throws(NoormmeError) -> ColumnDescription {
        guard let name = try value.string("name") else {
            throw ConfigurationReader.error("a column needs a name", at: value)
        }
        return ColumnDescription(
            name: name, declaredType: try value.string("type") ?? Text(), isNotNull: try value.flag("not_null"),
            defaultSQL: try value.string("default"), keyPosition: try value.number("key"),
            hidden: try value.number("hidden"))
    }
}

extension ForeignKeyDescription {
    static func parse(_ value: JSONValue) throws(NoormmeError) -> ForeignKeyDescription {
        guard let table = try value.string("table") else {
            throw ConfigurationReader.error("a foreign key needs a table", at: value)
        }
        return ForeignKeyDescription(
            table: table, columns: try value.strings("columns"), targetColumns: try value.strings("to"),
            onUpdate: try value.string("on_update") ?? "NO ACTION",
            onDelete: try value.string("on_delete") ?? "NO ACTION")
    }
}

extension IndexDescription {
    static func parse(_ value: JSONValue) throws(NoormmeError) -> IndexDescription {
        var columns: [Text?] = []
        if let list = try value.list("columns") {
            for column in list.elements {
                guard column.isNull || column.kind == .string else {
                    throw ConfigurationReader.error("expected a string or null", at: column)
                }
                columns.append(column.isNull ? nil : column.text)
            }
        }
        return IndexDescription(
            name: try value.string("name") ?? Text(), isUnique: try value.flag("unique"),
            origin: try value.string("origin") ?? "c", isPartial: try value.flag("partial"), columns: columns)
    }
}

/// Members by name and type. Absent and null are the same.
extension JSONValue {
    fileprivate func present(_ key: StaticString) throws(NoormmeError) -> JSONValue? {
        guard kind == .object else { throw ConfigurationReader.error("expected an object", at: self) }
        guard let value = member(key), !value.isNull else { return nil }
        return value
    }

    fileprivate func string(_ key: StaticString) throws(NoormmeError) -> Text? {
        guard let value = try present(key) else { return nil }
        guard value.kind == .string else { throw ConfigurationReader.error("expected a string", at: value) }
        return value.text
    }

    fileprivate func flag(_ key: StaticString) throws(NoormmeError) -> Bool {
        guard let value = try present(key) else { return false }
        guard let flag = value.bool else { throw ConfigurationReader.error("expected true or false", at: value) }
        return flag
    }

    fileprivate func number(_ key: StaticString) throws(NoormmeError) -> Int32 {
        guard let value = try present(key) else { return 0 }
        guard let number = value.int64, number >= 0, number <= Int64(Int32.max) else {
            throw ConfigurationReader.error("expected a small integer", at: value)
        }
        return Int32(number)
    }

    fileprivate func list(_ key: StaticString) throws(NoormmeError) -> JSONValue? {
        guard let value = try present(key) else { return nil }
        guard value.kind == .array else { throw ConfigurationReader.error("expected an array", at: value) }
        return value
    }

    fileprivate func strings(_ key: StaticString) throws(NoormmeError) -> [Text] {
        var strings: [Text] = []
        guard let list = try list(key) else { return strings }
        for element in list.elements {
            guard element.kind == .string else { throw ConfigurationReader.error("expected a string", at: element) }
            strings.append(element.text)
        }
        return strings
    }
}
