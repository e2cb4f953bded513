import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// Reads what SQLite says of the tables of one database, the file or an attached one: `sqlite_schema`,
/// `pragma_table_list` (SQLite 3.37), `table_xinfo`, `foreign_key_list`, `index_list`, `index_xinfo`.
///
/// Tables come by name, so that equal schemas give equal descriptions however they came about. SQLite's own
/// tables are left out, and so is what SQLite itself cannot read: a view of a table that is gone, a virtual
/// table whose module is not loaded.
struct Introspector {
    private let connection: Connection
    /// Empty for the file itself.
    private let database: Text
    private let statements: Statements

    init(_ connection: Connection, attached database: Text = Text()) {
        self.connection = connection
        self.database = database
        statements = database.isEmpty ? .main : Statements(database)
    }

    /// Runs several statements: call it inside a transaction to see one state.
    func tables() throws(SQLiteError) -> [TableDescription] {
        var tables: [TableDescription] = []
        try rows(statements.tables, []) { (row) throws(SQLiteError) in
            let kind: TableDescription.Kind
            switch row.text(at: 1) {
            case "view": kind = .view
            case "virtual": kind = .virtual
            case "shadow": kind = .shadow
            default: kind = .table
            }
            tables.append(
                TableDescription(
                    name: row.text(at: 0), kind: kind, sql: row.text(at: 4), isWithoutRowID: row.int64(at: 2) != 0,
                    isStrict: row.int64(at: 3) != 0, columns: [], foreignKeys: [], indexes: [], database: database))
        }
        var described: [TableDescription] = []
        for table in tables {
            var table = table
            do {
                table.columns = try columns(table.name)
            } catch {
                // Only what has no storage of its own may be unreadable.
                guard error.code == Self.genericError, table.kind != .table else { throw error }
                continue
            }
            guard !table.columns.isEmpty else { continue }
            if table.kind == .table {
                table.foreignKeys = try foreignKeys(table.name)
                table.indexes = try indexes(table.name)
            }
            described.append(table)
        }
        return described
    }

    /// `SQLITE_ERROR`
    private static let genericError: Int32 = 1

    private func columns(_ table: Text) throws(SQLiteError) -> [ColumnDescription] {
        var columns: [ColumnDescription] = []
        try rows(statements.columns, [table]) { row in
            columns.append(
                ColumnDescription(
                    name: row.text(at: 0), declaredType: row.text(at: 1), isNotNull: row.int64(at: 2) != 0,
                    defaultSQL: row.isNull(at: 3) ? nil : row.text(at: 3),
                    keyPosition: Int32(clamping: row.int64(at: 4)),
                    hidden: Int32(clamping: row.int64(at: 5))))
        }
        return columns
    }

    private func foreignKeys(_ table: Text) throws(SQLiteError) -> [ForeignKeyDescription] {
        var keys: [ForeignKeyDescription] = []
        try rows(statements.foreignKeys, [table]) { row in
            if row.int64(at: 0) == 0 {
                keys.append(
                    ForeignKeyDescription(
                        table: row.text(at: 1), columns: [], targetColumns: [], onUpdate: row.text(at: 4),
                        onDelete: row.text(at: 5)))
            }
            keys[keys.count - 1].columns.append(row.text(at: 2))
            // NULL: the target's primary key is meant.
            if !row.isNull(at: 3) { keys[keys.count - 1].targetColumns.append(row.text(at: 3)) }
        }
        return keys
    }

    private func indexes(_ table: Text) throws(SQLiteError) -> [IndexDescription] {
        var indexes: [IndexDescription] = []
        try rows(statements.indexes, [table]) { row in
            if row.int64(at: 4) == 0 {
                indexes.append(
                    IndexDescription(
                        name: row.text(at: 0), isUnique: row.int64(at: 1) != 0, origin: row.text(at: 2),
                        isPartial: row.int64(at: 3) != 0, columns: []))
            }
            indexes[indexes.count - 1].columns.append(row.isNull(at: 5) ? nil : row.text(at: 5))
        }
        return indexes
    }

    private func rows(
        _ sql: StatementKey, _ arguments: [Text], _ body: (Statement) throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        try connection.withStatement(sql) { statement throws(SQLiteError) in
            for (index, argument) in arguments.enumerated() { try statement.bind(text: argument, at: index + 1) }
            while try statement.step() { try body(statement) }
        }
    }
}

/// What is asked, of one database.
private struct Statements {
    let tables: StatementKey
    let columns: StatementKey
    let foreignKeys: StatementKey
    let indexes: StatementKey

    static let main = Statements("main")

    init(_ database: Text) {
        let identifier = database.quoted("\"")
        let literal = database.quoted("'")
        tables = StatementKey(
            "SELECT l.name, l.type, l.wr, l.strict, coalesce(s.sql, '') FROM pragma_table_list AS l LEFT JOIN "
                + identifier
                + ".sqlite_schema AS s ON s.name = l.name AND s.type IN ('table', 'view') WHERE l.schema = "
                + literal + " AND substr(l.name, 1, 7) <> 'sqlite_' ORDER BY l.name")
        columns = StatementKey(
            "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1, " + literal
                + ") ORDER BY cid")
        // SQLite numbers keys from the last one written to the first.
        foreignKeys = StatementKey(
            "SELECT seq, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(?1, " + literal
                + ") ORDER BY id DESC, seq")
        indexes = StatementKey(
            "SELECT l.name, l.\"unique\", l.origin, l.partial, x.seqno, x.name FROM pragma_index_list(?1, " + literal
                + ") AS l, pragma_index_xinfo(l.name, " + literal
                + ") AS x WHERE x.\"key\" = 1 ORDER BY l.seq DESC, x.seqno")
    }
}

extension Text {
    /// In quotes of this kind, which are doubled within.
    func quoted(_ quote: StaticString) -> Text {
        var quoted = Text(quote)
        for byte in bytes {
            if byte == quote.utf8Start.pointee { quoted += Text(quote) }
            quoted.bytes.append(byte)
        }
        return quoted + Text(quote)
    }
}
