import NoormmeJSON
import NoormmeSQL
import NoormmeText

// The plans of writes as JSON: see docs/plan-json.md.
extension QueryPlan {
    /// A member that is an object.
    func object(_ key: StaticString, _ writer: inout JSONWriter, _ members: (inout JSONWriter) -> Void) {
        writer.key(key)
        writer.beginObject()
        members(&writer)
        writer.endObject()
    }

    func write(_ plan: InsertPlan, into writer: inout JSONWriter) {
        writer.key("groups")
        writer.beginArray()
        for group in plan.groups {
            writer.beginObject()
            writer.key("sql")
            writer.string(group.sql)
            writer.key("rows")
            writer.beginArray()
            for row in group.rows { write(row, into: &writer) }
            writer.endArray()
            writer.key("positions")
            writer.beginArray()
            for position in group.positions { writer.integer(Int64(position)) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.key("result")
        switch plan.answer {
        case .row: writer.string("row")
        case .rows: writer.string("rows")
        case .count: writer.string("count")
        }
        writer.key("shape")
        write(plan.shape, into: &writer)
        write(plan.links, into: &writer)
    }

    func write(_ links: [InsertPlan.Link], into writer: inout JSONWriter) {
        if links.isEmpty { return }
        writer.key("links")
        writer.beginArray()
        for link in links {
            writer.beginObject()
            write(link.statement, into: &writer)
            writer.key("column")
            writer.integer(Int64(link.column))
            writer.endObject()
        }
        writer.endArray()
    }

    func write(_ plan: GetOrCreatePlan, into writer: inout JSONWriter) {
        object("select", &writer) { write(plan.select, into: &$0) }
        object("insert", &writer) { write(plan.insert, into: &$0) }
        if let update = plan.update {
            object("update", &writer) { write(update, into: &$0) }
        }
        writer.key("key_columns")
        writer.beginArray()
        for column in plan.keyColumns { writer.integer(Int64(column)) }
        writer.endArray()
        if let row = plan.insertRow {
            object("insert_row", &writer) { write(row, into: &$0) }
        }
        if let row = plan.updateRow {
            object("update_row", &writer) { write(row, into: &$0) }
        }
        writer.key("update_shape")
        write(plan.updateShape, into: &writer)
        if let error = plan.insertError {
            writer.key("insert_error")
            write(error, into: &writer)
        }
    }

    func write(_ plan: UpdatePlan, into writer: inout JSONWriter) {
        writer.key("statements")
        writer.beginArray()
        for statement in plan.statements {
            writer.beginObject()
            write(statement, into: &writer)
            writer.endObject()
        }
        writer.endArray()
        if let keys = plan.keys {
            object("keys", &writer) { write(keys, into: &$0) }
        }
        if let counted = plan.counted {
            writer.key("counted")
            writer.integer(Int64(counted))
        }
        writer.key("result")
        writer.string(plan.answersNothing ? "null" : "count")
        if let expected = plan.expected {
            writer.key("expected")
            writer.integer(expected)
        }
        if let error = plan.expectedError {
            writer.key("expected_error")
            write(error, into: &writer)
        }
    }

    func write(_ plan: SavePlan, into writer: inout JSONWriter) {
        if let update = plan.update {
            object("update", &writer) { write(update, into: &$0) }
        }
        if let insert = plan.insert {
            object("insert", &writer) { write(insert, into: &$0) }
        }
        if let error = plan.insertError {
            writer.key("insert_error")
            write(error, into: &writer)
        }
        writer.key("label")
        writer.string(plan.label)
        writer.key("shape")
        write(plan.shape, into: &writer)
    }

    /// An error that the executor raises when it comes to that.
    func write(_ error: NoormmeError, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("code")
        writer.integer(Int64(error.code.rawValue))
        writer.key("name")
        writer.string(Text(error.code.name))
        writer.key("message")
        writer.string(error.message)
        for (key, text) in [("path" as StaticString, error.path), ("model", error.model), ("field", error.field)]
        where !text.isEmpty {
            writer.key(Text(key))
            writer.string(text)
        }
        writer.endObject()
    }

    func write(_ plan: DeletePlan, into writer: inout JSONWriter) {
        if let fast = plan.fast {
            write(fast, into: &writer)
        } else {
            write(plan.select, into: &writer)
        }
        writer.key("fast")
        writer.bool(plan.fast != nil)
        writer.key("nodes")
        writer.beginArray()
        for node in plan.nodes {
            writer.beginObject()
            writer.key("label")
            writer.string(node.label)
            writer.key("delete")
            writer.string(node.delete)
            writer.key("edges")
            writer.beginArray()
            for edge in node.edges {
                writer.beginObject()
                writer.key("node")
                writer.integer(Int64(edge.node))
                writer.key("on_delete")
                writer.string(edge.onDelete.name)
                writer.key("select")
                writer.string(edge.select)
                writer.key("key_column")
                writer.integer(Int64(edge.keyColumn))
                writer.key("update")
                writer.string(edge.update)
                writer.key("field")
                writer.string(edge.field)
                if edge.isParent {
                    writer.key("parent")
                    writer.bool(true)
                }
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        if plan.cascades.isEmpty { return }
        writer.key("cascades")
        writer.beginArray()
        for cascade in plan.cascades {
            writer.beginObject()
            writer.key("table")
            writer.string(cascade.table.name)
            if !cascade.table.database.isEmpty {
                writer.key("database")
                writer.string(cascade.table.database)
            }
            writer.key("label")
            writer.string(cascade.label)
            writer.key("count")
            writer.string(cascade.count)
            writer.endObject()
        }
        writer.endArray()
    }
}
