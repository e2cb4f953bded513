import NoormmeJSON
import NoormmeSQLite
import NoormmeText

extension Statement {
    /// What the statement is, as JSON text: see `noormme_db_describe`.
    var description: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("readonly")
        writer.bool(isReadOnly)
        writer.key("returns_rows")
        writer.bool(columnCount > 0)
        writer.key("columns")
        writer.beginArray()
        for index in 0..<columnCount { describe(column: index, into: &writer) }
        writer.endArray()
        writer.key("parameters")
        writer.beginArray()
        for index in 0..<parameterCount { writer.optional(parameterName(index + 1)) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func describe(column index: Int, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("name")
        writer.string(columnName(index))
        writer.key("column")
        writer.optional(columnOrigin(index))
        writer.key("table")
        writer.optional(columnTable(index))
        writer.key("database")
        writer.optional(columnDatabase(index))
        writer.key("type")
        writer.optional(columnDeclaredType(index))
        writer.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func optional(_ text: Text?) {
        if let text { string(text) } else { null() }
    }
}
