import CSQLite
import NoormmeCore
import NoormmeJSON
import NoormmeText
import Testing

extension Text {
    var string: String { String(decoding: bytes, as: UTF8.self) }

    init(string: String) { self.init([UInt8](string.utf8)) }
}

/// A real SQLite database in memory, described by its own PRAGMAs.
final class SchemaFixture {
    private var handle: OpaquePointer?

    init(_ ddl: String = "", file: String? = nil) throws {
        let path = file.map { "file:\($0)?mode=ro&immutable=1" } ?? ":memory:"
        try #require(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, nil) == SQLITE_OK)
        let status = sqlite3_exec(handle, ddl, nil, nil, nil)
        try #require(status == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
    }

    deinit { sqlite3_close_v2(handle) }

    /// Rows of a query; nil for NULL.
    func rows(_ sql: String) throws -> [[String?]] {
        var statement: OpaquePointer?
        try #require(sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK)
        defer { sqlite3_finalize(statement) }
        var rows: [[String?]] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            rows.append(
                (0..<sqlite3_column_count(statement)).map { column in
                    sqlite3_column_text(statement, column).map { String(cString: $0) }
                })
        }
        return rows
    }

    func descriptions() throws -> [TableDescription] {
        try rows("SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'").map { row in
            let name = try #require(row[0])
            let quoted = "'" + name.replacing("'", with: "''") + "'"
            let sql = try rows("SELECT sql FROM sqlite_schema WHERE name = \(quoted)").first?[0]
            let kinds: [String: TableDescription.Kind] = ["view": .view, "virtual": .virtual, "shadow": .shadow]
            return TableDescription(
                name: Text(string: name), kind: kinds[row[1] ?? ""] ?? .table, sql: Text(string: sql ?? ""),
                isWithoutRowID: row[2] == "1", isStrict: row[3] == "1", columns: try columns(quoted),
                foreignKeys: try foreignKeys(quoted), indexes: try indexes(quoted))
        }
    }

    private func columns(_ table: String) throws -> [ColumnDescription] {
        try rows("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(\(table))").map {
            row in
            ColumnDescription(
                name: Text(string: row[0] ?? ""), declaredType: Text(string: row[1] ?? ""), isNotNull: row[2] == "1",
                defaultSQL: row[3].map { Text(string: $0) }, keyPosition: Int32(row[4] ?? "") ?? 0,
                hidden: Int32(row[5] ?? "") ?? 0)
        }
    }

    private func foreignKeys(_ table: String) throws -> [ForeignKeyDescription] {
        var keys: [ForeignKeyDescription] = []
        let sql = "SELECT seq, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(\(table))"
        for row in try rows(sql + " ORDER BY id, seq") {
            if row[0] == "0" {
                keys.append(
                    ForeignKeyDescription(
                        table: Text(string: row[1] ?? ""), columns: [], targetColumns: [],
                        onUpdate: Text(string: row[4] ?? ""), onDelete: Text(string: row[5] ?? "")))
            }
            keys[keys.count - 1].columns.append(Text(string: row[2] ?? ""))
            if let to = row[3] { keys[keys.count - 1].targetColumns.append(Text(string: to)) }
        }
        return keys
    }

    private func indexes(_ table: String) throws -> [IndexDescription] {
        try rows("SELECT name, \"unique\", origin, partial FROM pragma_index_list(\(table))").map { row in
            let name = "'" + (row[0] ?? "").replacing("'", with: "''") + "'"
            let columns = try rows("SELECT name FROM pragma_index_xinfo(\(name)) WHERE key = 1").map { $0[0] }
            return IndexDescription(
                name: Text(string: row[0] ?? ""), isUnique: row[1] == "1", origin: Text(string: row[2] ?? ""),
                isPartial: row[3] == "1", columns: columns.map { $0.map { Text(string: $0) } })
        }
    }

    func schema(_ models: String = "{}") throws -> Schema {
        try Schema.build(try descriptions(), configuration: try configuration(models))
    }
}

/// What the open option `models` holds.
func configuration(_ models: String) throws -> Configuration {
    try Configuration.parse(models: try JSONDocument.parse([UInt8](models.utf8)).root)
}

func schema(_ ddl: String, _ models: String = "{}") throws -> Schema {
    try SchemaFixture(ddl).schema(models)
}

/// The error that building with a configuration ends in, as `path: message`.
func failure(_ ddl: String, _ models: String) throws -> String {
    let descriptions = try SchemaFixture(ddl).descriptions()
    do throws(NoormmeError) {
        let root: JSONValue
        do { root = try JSONDocument.parse([UInt8](models.utf8)).root } catch { return "not JSON" }
        _ = try Schema.build(descriptions, configuration: try Configuration.parse(models: root))
    } catch {
        #expect(error.code == .invalidOption)
        return "\(error.path.string): \(error.message.string)"
    }
    return "no error"
}

extension Schema {
    /// The relations of a model, a line each: `author -> users (author_id = id)`.
    func relations(_ model: String) throws -> [String] {
        let model = try #require(self.model(Text(string: model)))
        return model.relations.map { relation in
            let target = self.model(relation.target)
            func names(_ model: Model, _ positions: [Int32]) -> String {
                positions.map { model.columns[Int($0)].name.string }.joined(separator: ",")
            }
            var line = relation.accessor.isEmpty ? "hidden" : relation.accessor.string
            if relation.queryName != relation.accessor { line += "/" + relation.queryName.string }
            switch relation.kind {
            case .forward: line += relation.isOneToOne ? " - " : " -> "
            case .reverseOne: line += " -< "
            case .reverseMany: line += " <- "
            case .manyToMany: line += " <> "
            }
            line += target.name.string
            line += " (\(names(model, relation.sourceColumns)) = \(names(target, relation.targetColumns)))"
            if relation.kind == .manyToMany {
                let through = self.model(relation.through)
                line += " via \(through.name.string)"
                line += " (\(names(through, relation.throughSourceColumns))"
                line += ", \(names(through, relation.throughTargetColumns)))"
                if relation.isPlainThrough { line += " plain" }
                if relation.isSymmetrical { line += " symmetrical" }
            } else if relation.isNullable, relation.kind == .forward {
                line += " null"
            }
            return line
        }
    }

    func column(_ model: String, _ column: String) throws -> Column {
        let model = try #require(self.model(Text(string: model)))
        let position = try #require(model.column(Text(string: column)), "no column \(column)")
        return model.columns[Int(position)]
    }
}
