import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

/// Looks a database over, through one read-only connection.
struct Examination {
    let connection: Connection
    let schema: Schema
    /// What the file's header says of the journal mode.
    private let isWAL: Bool
    private(set) var findings: [Finding] = []
    private var progress = Progress()

    init(_ connection: Connection, _ schema: Schema, isWAL: Bool) {
        self.connection = connection
        self.schema = schema
        self.isWAL = isWAL
    }

    /// - Parameter quick: the structure alone, without reading the rows.
    mutating func run(quick: Bool) throws(SQLiteError) {
        defer { progress.clear() }
        try examineFile(quick)
        for model in tables {
            progress.show("\(model.table.qualified.string): indexes")
            try examineIndexes(model)
            if quick { continue }
            progress.show("\(model.table.qualified.string): rows")
            try examineRows(model)
        }
        examineNames()
    }

    /// Each table once.
    private var tables: [Model] {
        var seen: Set<Text> = []
        return schema.models.filter {
            !$0.isView && !$0.isVirtual && $0.proxyOf < 0 && seen.insert($0.table.qualified.asciiLowercased).inserted
        }
    }

    mutating func add(_ finding: Finding) { findings.append(finding) }

    // MARK: The file

    private mutating func examineFile(_ quick: Bool) throws(SQLiteError) {
        if !quick {
            progress.show("integrity")
            var problems: [String] = []
            try rows("PRAGMA integrity_check(20)") { row in problems.append(row.text(at: 0).string) }
            // The first line of the first may be a title.
            for problem in problems.flatMap({ $0.split(separator: "\n") })
            where problem != "ok" && !problem.hasPrefix("***") {
                add(Finding(severity: .error, code: "integrity", message: String(problem)))
            }
            progress.show("foreign keys")
            try examineForeignKeys()
        }
        // A read-only connection to a file at rest may call its mode another than the file does.
        let mode = isWAL ? "wal" : try text("PRAGMA journal_mode")
        if mode != "wal" {
            add(
                Finding(
                    severity: .note, code: "journal-mode",
                    message: "the journal mode is \(mode): readers wait for writers", fix: "PRAGMA journal_mode=WAL;"))
        }
        let pages = try number("PRAGMA page_count")
        let free = try number("PRAGMA freelist_count")
        if pages > 100, free * 4 > pages {
            add(
                Finding(
                    severity: .note, code: "free-pages", message: "\(free) of \(pages) pages are unused", fix: "VACUUM;"
                ))
        }
    }

    private mutating func examineForeignKeys() throws(SQLiteError) {
        for model in tables {
            do throws(SQLiteError) {
                try examineForeignKeys(model)
            } catch {
                // A key to columns that are not unique together: SQLite refuses to follow it, and every write with it.
                guard error.code == 1 else { throw error }
                add(
                    Finding(
                        severity: .error, code: "foreign-key-mismatch", table: model.table.qualified.string,
                        message: error.message.string))
            }
        }
    }

    private mutating func examineForeignKeys(_ model: Model) throws(SQLiteError) {
        var counts: [[String]: Int] = [:]
        var order: [[String]] = []
        try rows("PRAGMA \(schemaName(model)).foreign_key_check(\(quoted(model.table.name)))") { row in
            let key = [row.text(at: 2).string, row.text(at: 3).string]
            if counts[key] == nil { order.append(key) }
            counts[key, default: 0] += 1
        }
        for key in order {
            let columns = try foreignKeyColumns(model, key[1])
            let count = counts[key] ?? 0
            add(
                Finding(
                    severity: .error, code: "foreign-key", table: model.table.qualified.string, columns: columns,
                    message:
                        "\(count) \(count == 1 ? "row refers" : "rows refer") to rows of \(key[0]) that do not exist"
                ))
        }
    }

    /// As an identifier.
    private func schemaName(_ model: Model) -> String {
        quoted(model.table.database.isEmpty ? "main" : model.table.database)
    }

    /// Arguments of a pragma's function: the table, and the database it is in.
    private func pragmaArguments(_ model: Model) -> String {
        "\(literal(model.table.name)), \(literal(model.table.database.isEmpty ? "main" : model.table.database))"
    }

    private func foreignKeyColumns(_ model: Model, _ id: String) throws(SQLiteError) -> [String] {
        var columns: [String] = []
        let sql =
            "SELECT \"from\" FROM pragma_foreign_key_list(\(pragmaArguments(model))) WHERE id = \(id) ORDER BY seq"
        try rows(sql) { row in columns.append(row.text(at: 0).string) }
        return columns
    }

    // MARK: Indexes

    /// Deleting a row that is referred to, and finding those that refer to it, reads a whole table without one.
    private mutating func examineIndexes(_ model: Model) throws(SQLiteError) {
        var indexes: [[String]] = [model.primaryKey.map { model.columns[Int($0)].column.string.lowercased() }]
        let sql = """
            SELECT l.name, x.name FROM pragma_index_list(\(pragmaArguments(model))) l, \
            pragma_index_xinfo(l.name, \(literal(model.table.database.isEmpty ? "main" : model.table.database))) x \
            WHERE x.key AND NOT l.partial ORDER BY l.seq, x.seqno
            """
        var last: Text?
        try rows(sql) { row in
            let name = row.text(at: 0)
            if name != last { indexes.append([]) }
            last = name
            indexes[indexes.count - 1].append(row.isNull(at: 1) ? "" : row.text(at: 1).string.lowercased())
        }
        var seen: Set<[String]> = []
        for relation in model.relations where relation.kind == .forward && relation.foreignKey != nil {
            // An inherited one is the parent's.
            if model.columns[Int(relation.sourceColumns[0])].inherited != nil { continue }
            let columns = relation.sourceColumns.map { model.columns[Int($0)].column.string }
            let wanted = Set(columns.map { $0.lowercased() })
            let isCovered = indexes.contains { Set($0.prefix(columns.count)) == wanted }
            guard !isCovered, seen.insert(columns).inserted else { continue }
            let names = columns.map { quoted(Text($0.utf8)) }.joined(separator: ", ")
            let index = quoted(
                TableName(
                    Text("\(model.table.name.string)_\(columns.joined(separator: "_"))".utf8), in: model.table.database)
            )
            add(
                Finding(
                    severity: .warning, code: "missing-index", table: model.table.qualified.string, columns: columns,
                    message: "no index serves this foreign key",
                    fix: "CREATE INDEX \(index) ON \(quoted(model.table.name)) (\(names));"))
        }
        if model.primaryKey.isEmpty {
            add(
                Finding(
                    severity: .note, code: "no-primary-key", table: model.table.qualified.string,
                    message: "it declares no primary key: rows cannot be named, saved or prefetched for"))
        }
    }

    private mutating func examineNames() {
        for name in schema.unspellableNames {
            let field = "{\"models\": {\"\(name.model.string)\": {\"fields\": "
            add(
                Finding(
                    severity: .note, code: "unspellable-name", table: name.model.string, columns: [name.column.string],
                    message: "no lookup can spell this name: configure a field",
                    fix: field + "{\"\(name.suggestion.string)\": {\"column\": \"\(name.column.string)\"}}}}}"))
        }
        for note in schema.notes { add(Finding(severity: .warning, code: "schema", message: note.string)) }
    }

    // MARK: Asking

    func rows(_ sql: String, _ body: (Statement) throws(SQLiteError) -> Void) throws(SQLiteError) {
        let statement = try connection.prepare(Text(sql.utf8))
        defer { statement.finalize() }
        while try statement.step() { try body(statement) }
    }

    private func text(_ sql: String) throws(SQLiteError) -> String {
        var result = ""
        try rows(sql) { row in result = row.text(at: 0).string }
        return result
    }

    private func number(_ sql: String) throws(SQLiteError) -> Int64 {
        var result: Int64 = 0
        try rows(sql) { row in result = row.int64(at: 0) }
        return result
    }

    func quoted(_ table: TableName) -> String {
        table.database.isEmpty ? quoted(table.name) : "\(quoted(table.database)).\(quoted(table.name))"
    }

    func quoted(_ name: Text) -> String {
        "\"" + name.string.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private func literal(_ text: Text) -> String {
        "'" + text.string.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
