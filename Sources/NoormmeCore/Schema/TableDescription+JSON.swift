import NoormmeJSON
import NoormmeText

// The form in docs/schema-json.md: what one process reads of a database for another to compile against.

extension TableDescription {
    /// Writes `{"tables": […]}`.
    public static func write(_ tables: [TableDescription], into json: inout JSONWriter) {
        json.beginObject()
        json.key("tables")
        json.beginArray()
        for table in tables { table.write(into: &json) }
        json.endArray()
        json.endObject()
    }

    /// Writes one table as an object.
    public func write(into json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string(name)
        if !database.isEmpty {
            json.key("database")
            json.string(database)
        }
        json.key("kind")
        json.string(kind.name)
        json.key("sql")
        json.string(sql)
        json.key("without_rowid")
        json.bool(isWithoutRowID)
        json.key("strict")
        json.bool(isStrict)
        json.key("columns")
        json.beginArray()
        for column in columns { column.write(into: &json) }
        json.endArray()
        json.key("foreign_keys")
        json.beginArray()
        for key in foreignKeys { key.write(into: &json) }
        json.endArray()
        json.key("indexes")
        json.beginArray()
        for index in indexes { index.write(into: &json) }
        json.endArray()
        json.endObject()
    }
}

extension TableDescription.Kind {
    var name: StaticString {
        switch self {
        case .table: "table"
        case .view: "view"
        case .virtual: "virtual"
        case .shadow: "shadow"
        }
    }
}

extension ColumnDescription {
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string(name)
        json.key("type")
        json.string(declaredType)
        json.key("not_null")
        json.bool(isNotNull)
        json.key("default")
        if let defaultSQL { json.string(defaultSQL) } else { json.null() }
        json.key("key")
        json.integer(Int64(keyPosition))
        json.key("hidden")
        json.integer(Int64(hidden))
        json.endObject()
    }
}

extension ForeignKeyDescription {
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.key("table")
        json.string(table)
        json.key("columns")
        json.strings(columns)
        json.key("to")
        json.strings(targetColumns)
        json.key("on_update")
        json.string(onUpdate)
        json.key("on_delete")
        json.string(onDelete)
        json.endObject()
    }
}

extension IndexDescription {
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string(name)
        json.key("unique")
        json.bool(isUnique)
        json.key("origin")
        json.string(origin)
        json.key("partial")
        json.bool(isPartial)
        json.key("columns")
        json.beginArray()
        for column in columns {
            if let column { json.string(column) } else { json.null() }
        }
        json.endArray()
        json.endObject()
    }
}

extension JSONWriter {
    mutating func strings(_ texts: [Text]) {
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}
