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
        let name = try value.textMember("name")
        guard let name else { throw ConfigurationReader.error("a table needs a name", at: value) }
        var table = TableDescription(
            name: name, kind: try kind(value), sql: try value.textMember("sql") ?? Text(),
            isWithoutRowID: try value.flagMember("without_rowid"), isStrict: try value.flagMember("strict"),
            columns: [],
            foreignKeys: [], indexes: [], database: try value.textMember("database") ?? Text())
        if let columns = try value.listMember("columns") {
            for column in columns.elements { table.columns.append(try ColumnDescription.parse(column)) }
        }
        if let keys = try value.listMember("foreign_keys") {
            for key in keys.elements { table.foreignKeys.append(try ForeignKeyDescription.parse(key)) }
        }
        if let indexes = try value.listMember("indexes") {
            for index in indexes.elements { table.indexes.append(try IndexDescription.parse(index)) }
        }
        return table
    }

    private static func kind(_ value: JSONValue) throws(NoormmeError) -> Kind {
        guard let name = try value.textMember("kind") else { return .table }
        for kind in [Kind.table, .view, .virtual, .shadow] where name == kind.name { return kind }
        throw ConfigurationReader.error("unknown kind of table ", name, at: value.member("kind") ?? value)
    }
}

extension ColumnDescription {
    static func parse(_ value: JSONValue) throws(NoormmeError) -> ColumnDescription {
        guard let name = try value.textMember("name") else {
            throw ConfigurationReader.error("a column needs a name", at: value)
        }
        return ColumnDescription(
            name: name, declaredType: try value.textMember("type") ?? Text(),
            isNotNull: try value.flagMember("not_null"),
            defaultSQL: try value.textMember("default"), keyPosition: try value.numberMember("key"),
            hidden: try value.numberMember("hidden"))
    }
}

extension ForeignKeyDescription {
    static func parse(_ value: JSONValue) throws(NoormmeError) -> ForeignKeyDescription {
        guard let table = try value.textMember("table") else {
            throw ConfigurationReader.error("a foreign key needs a table", at: value)
        }
        return ForeignKeyDescription(
            table: table, columns: try value.textsMember("columns"), targetColumns: try value.textsMember("to"),
            onUpdate: try value.textMember("on_update") ?? "NO ACTION",
            onDelete: try value.textMember("on_delete") ?? "NO ACTION")
    }
}

extension IndexDescription {
    static func parse(_ value: JSONValue) throws(NoormmeError) -> IndexDescription {
        var columns: [Text?] = []
        if let list = try value.listMember("columns") {
            for column in list.elements {
                guard column.isNull || column.kind == .string else {
                    throw ConfigurationReader.error("expected a string or null", at: column)
                }
                columns.append(column.isNull ? nil : column.text)
            }
        }
        return IndexDescription(
            name: try value.textMember("name") ?? Text(), isUnique: try value.flagMember("unique"),
            origin: try value.textMember("origin") ?? "c", isPartial: try value.flagMember("partial"), columns: columns)
    }
}
