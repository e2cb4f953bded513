import NoormmeCore
import NoormmeJSON
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

/// What a file has beside tables and columns: indexes, triggers, CHECK constraints. Queries need none of it, so it
/// is read when somebody asks for the schema, and not kept.
struct SchemaDetails {
    struct Index {
        var name: Text
        var isUnique: Bool
        /// As `PRAGMA index_list`: `c`, `u`, `pk`.
        var origin: Text
        var sql: Text
        var terms: [Term] = []
    }

    struct Term {
        /// Nil for an expression.
        var column: Text?
        var isDescending: Bool
        var collation: Text
    }

    private var indexes: [TableName: [Index]] = [:]
    private var triggers: [TableName: [(name: Text, sql: Text)]] = [:]
    private var definitions: [TableName: Text] = [:]

    /// Reads all of it: two statements for each database, whatever the number of tables.
    static func read(_ connection: Connection) throws(SQLiteError) -> SchemaDetails {
        var details = SchemaDetails()
        try details.read(connection, Text())
        for name in connection.attached { try details.read(connection, name) }
        return details
    }

    private mutating func read(_ connection: Connection, _ database: Text) throws(SQLiteError) {
        var details = self
        let statements = database.isEmpty ? DetailStatements.main : DetailStatements(database)
        try Self.rows(connection, statements.objects) { row in
            let table = TableName(row.text(at: 1).asciiLowercased, in: database)
            if row.text(at: 0) == "trigger" {
                details.triggers[table, default: []].append((row.text(at: 2), row.text(at: 3)))
            } else {
                details.definitions[table] = row.text(at: 3)
            }
        }
        try Self.rows(connection, statements.indexTerms) { row in
            let table = TableName(row.text(at: 0).asciiLowercased, in: database)
            var list = details.indexes.removeValue(forKey: table) ?? []
            if row.int64(at: 4) == 0 {
                list.append(
                    Index(
                        name: row.text(at: 1), isUnique: row.int64(at: 2) != 0, origin: row.text(at: 3),
                        sql: row.text(at: 8)))
            }
            if !list.isEmpty {
                list[list.count - 1].terms.append(
                    Term(
                        column: row.isNull(at: 5) ? nil : row.text(at: 5), isDescending: row.int64(at: 6) != 0,
                        collation: row.text(at: 7)))
            }
            details.indexes[table] = list
        }
        self = details
    }

    private static func rows(
        _ connection: Connection, _ sql: StatementKey, _ body: (Statement) -> Void
    ) throws(SQLiteError) {
        try connection.withStatement(sql) { statement throws(SQLiteError) in
            while try statement.step() { body(statement) }
        }
    }

    // MARK: As JSON

    /// Three members of a model's object: docs/schema-json.md.
    func write(_ model: Model, into json: inout JSONWriter) {
        let table = TableName(model.table.name.asciiLowercased, in: model.table.database)
        json.key("indexes")
        json.beginArray()
        for index in indexes[table] ?? [] { write(index, model, into: &json) }
        json.endArray()
        json.key("checks")
        json.beginArray()
        for check in Definitions.checks(of: definitions[table] ?? Text()) { json.string(check) }
        json.endArray()
        json.key("triggers")
        json.beginArray()
        for trigger in triggers[table] ?? [] {
            let facts = Definitions.trigger(trigger.sql)
            json.beginObject()
            json.key("name")
            json.string(trigger.name)
            json.key("timing")
            json.string(facts.timing)
            json.key("event")
            json.string(facts.event)
            json.key("sql")
            json.string(trigger.sql)
            json.endObject()
        }
        json.endArray()
    }

    private func write(_ index: Index, _ model: Model, into json: inout JSONWriter) {
        let definition = Definitions.index(index.sql)
        json.beginObject()
        json.key("name")
        json.string(index.name)
        json.key("unique")
        json.bool(index.isUnique)
        json.key("origin")
        json.string(index.origin)
        json.key("terms")
        json.beginArray()
        for (position, term) in index.terms.enumerated() {
            json.beginObject()
            json.key("column")
            if let column = term.column { json.string(model.publicName(column)) } else { json.null() }
            json.key("expression")
            if term.column == nil, position < definition.terms.count {
                json.string(definition.terms[position])
            } else {
                json.null()
            }
            json.key("desc")
            json.bool(term.isDescending)
            json.key("collation")
            json.string(term.collation)
            json.endObject()
        }
        json.endArray()
        json.key("where")
        if definition.condition.isEmpty { json.null() } else { json.string(definition.condition) }
        json.endObject()
    }
}

extension Model {
    /// What queries call a column of the table.
    fileprivate func publicName(_ column: Text) -> Text {
        columns.first { $0.column.equalsIgnoringCase(column) }?.name ?? column
    }
}

private struct DetailStatements {
    let objects: StatementKey
    let indexTerms: StatementKey

    static let main = DetailStatements("main")

    init(_ database: Text) {
        let identifier = database.quoted("\"")
        let literal = database.quoted("'")
        objects = StatementKey(
            "SELECT type, tbl_name, name, coalesce(sql, '') FROM " + identifier
                + ".sqlite_schema WHERE type IN ('trigger', 'table') ORDER BY tbl_name, name")
        indexTerms = StatementKey(
            "SELECT t.name, l.name, l.\"unique\", l.origin, x.seqno, x.name, x.\"desc\", x.coll, coalesce(s.sql, '') FROM "
                + identifier + ".sqlite_schema AS t, pragma_index_list(t.name, " + literal
                + ") AS l, pragma_index_xinfo(l.name, " + literal + ") AS x LEFT JOIN " + identifier
                + ".sqlite_schema AS s ON s.type = 'index' AND s.name = l.name "
                + "WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%' AND x.\"key\" = 1 "
                + "ORDER BY t.name, l.name, x.seqno")
    }
}
