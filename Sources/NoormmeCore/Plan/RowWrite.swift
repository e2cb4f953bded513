import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// Writes one row that stands in several tables, in one transaction. The answer is the stored row.
///
/// The tables come in an order in which a row can refer to those before it. Values become known on the way: first those
/// given, then what each statement returns, one after the other. A parameter in the slot `keys` is the value of the
/// number in its `conversion`.
public final class RowWrite: Sendable {
    public struct Table: Sendable {
        /// Returns the row's key; nil when the row cannot be there yet.
        public var update: CompiledStatement?
        /// Done when the update finds no row; nil when that is NotUpdated.
        public var insert: CompiledStatement?
        /// Why the row cannot be inserted; raised if it would have to be.
        public var insertError: NoormmeError?
    }

    public let tables: [Table]
    /// Selects the row when all is written.
    public let row: RowsPlan
    /// Statements that join the row to another one: their parameter in the slot `keys` is a column of the row.
    public let links: [InsertPlan.Link]
    public let label: Text

    init(_ tables: [Table], _ row: RowsPlan, _ links: [InsertPlan.Link], _ label: Text) {
        self.tables = tables
        self.row = row
        self.links = links
        self.label = label
    }

    func linked(_ links: [InsertPlan.Link]) -> RowWrite { RowWrite(tables, row, links, label) }

    /// The same with every list of parameters as `body` changes it.
    func visited(_ body: (inout [Parameter]) throws(NoormmeError) -> Void) throws(NoormmeError) -> RowWrite {
        var tables = tables
        for index in tables.indices {
            if var update = tables[index].update {
                try body(&update.parameters)
                tables[index].update = update
            }
            if var insert = tables[index].insert {
                try body(&insert.parameters)
                tables[index].insert = insert
            }
        }
        var row = row
        try body(&row.statement.parameters)
        var links = links
        for index in links.indices { try body(&links[index].statement.parameters) }
        return RowWrite(tables, row, links, label)
    }
}

extension QueryPlan {
    func write(_ plan: RowWrite, into writer: inout JSONWriter) {
        writer.key("tables")
        writer.beginArray()
        for table in plan.tables {
            writer.beginObject()
            if let update = table.update { object("update", &writer) { write(update, into: &$0) } }
            if let insert = table.insert { object("insert", &writer) { write(insert, into: &$0) } }
            if let error = table.insertError {
                writer.key("insert_error")
                write(error, into: &writer)
            }
            writer.endObject()
        }
        writer.endArray()
        object("row", &writer) { write(plan.row, into: &$0) }
        writer.key("label")
        writer.string(plan.label)
        write(plan.links, into: &writer)
    }
}
