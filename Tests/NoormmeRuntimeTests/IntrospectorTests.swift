import NoormmeCore
import NoormmeSQLite
import NoormmeText
import Testing

@testable import NoormmeRuntime

private func tables(_ script: String) throws -> [TableDescription] {
    let connection = try Connection.open(path: "", mode: .memory)
    try connection.execute(Text(string: script))
    return try Introspector(connection).tables()
}

@Test func tablesComeByNameWithoutSQLitesOwn() throws {
    let found = try tables(
        """
        CREATE TABLE zebra (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE apple (id INT) STRICT;
        CREATE VIEW both AS SELECT id AS "the id", 1 FROM zebra; CREATE TABLE no_rowid (a, b, PRIMARY KEY (b, a)) WITHOUT ROWID;
        CREATE VIRTUAL TABLE docs USING fts5(body); CREATE VIEW broken AS SELECT * FROM gone;
        INSERT INTO zebra VALUES (1); ANALYZE;
        """)
    #expect(
        found.filter { $0.kind != .shadow }.map(\.name.string) == ["apple", "both", "docs", "no_rowid", "zebra"])
    #expect(found.contains { $0.kind == .shadow && $0.name == "docs_data" })
    #expect(found.first { $0.name == "docs" }?.kind == .virtual)
    let view = try #require(found.first { $0.name == "both" })
    #expect(view.kind == .view && view.columns.map(\.name.string) == ["the id", "1"])
    #expect(found.first { $0.name == "apple" }?.isStrict == true)
    #expect(found.first { $0.name == "zebra" }?.sql.string.hasPrefix("CREATE TABLE zebra") == true)
    let withoutRowID = try #require(found.first { $0.name == "no_rowid" })
    #expect(withoutRowID.isWithoutRowID && withoutRowID.columns.map(\.keyPosition) == [2, 1])
    #expect(withoutRowID.columns.map(\.isNotNull) == [true, true])
}

@Test func columnsAsWritten() throws {
    let table = try #require(
        try tables(
            """
            CREATE TABLE "we""ird ta'ble" ("Ü" VARCHAR(10) NOT NULL DEFAULT 'x''y', b DECIMAL(10, 2) DEFAULT (1 + 1),
                c, d INT GENERATED ALWAYS AS (b) VIRTUAL, e INT AS (b) STORED, "order" TEXT DEFAULT NULL);
            """
        ).first)
    #expect(table.name.string == "we\"ird ta'ble")
    #expect(table.columns.map(\.name.string) == ["Ü", "b", "c", "d", "e", "order"])
    #expect(table.columns.map(\.declaredType.string) == ["VARCHAR(10)", "DECIMAL(10, 2)", "", "INT", "INT", "TEXT"])
    #expect(table.columns.map { $0.defaultSQL?.string } == ["'x''y'", "1 + 1", nil, nil, nil, "NULL"])
    #expect(table.columns.map(\.isNotNull) == [true, false, false, false, false, false])
    #expect(table.columns.map(\.hidden) == [0, 0, 0, 2, 3, 0])
}

@Test func foreignKeysInTheOrderWritten() throws {
    let table = try #require(
        try tables(
            """
            CREATE TABLE c (a REFERENCES p ON DELETE CASCADE, b, d,
                FOREIGN KEY (b, d) REFERENCES q (x, y) ON UPDATE SET NULL, FOREIGN KEY (d) REFERENCES "gone table"(z));
            """
        ).first)
    #expect(table.foreignKeys.map(\.table.string) == ["p", "q", "gone table"])
    #expect(table.foreignKeys.map { $0.columns.map(\.string) } == [["a"], ["b", "d"], ["d"]])
    #expect(table.foreignKeys.map { $0.targetColumns.map(\.string) } == [[], ["x", "y"], ["z"]])
    #expect(table.foreignKeys.map(\.onDelete.string) == ["CASCADE", "NO ACTION", "NO ACTION"])
    #expect(table.foreignKeys.map(\.onUpdate.string) == ["NO ACTION", "SET NULL", "NO ACTION"])
}

@Test func indexesWithTheirColumns() throws {
    let table = try #require(
        try tables(
            """
            CREATE TABLE t (a TEXT PRIMARY KEY, b, c, UNIQUE (c, b));
            CREATE INDEX plain ON t (b); CREATE UNIQUE INDEX partial ON t (c) WHERE c > 0;
            CREATE UNIQUE INDEX expression ON t (lower(b), c);
            """
        ).first)
    let described = table.indexes.map { index in
        "\(index.name.string) \(index.isUnique) \(index.origin.string) \(index.isPartial) "
            + index.columns.map { $0?.string ?? "-" }.joined(separator: ",")
    }
    #expect(
        described == [
            "sqlite_autoindex_t_1 true pk false a", "sqlite_autoindex_t_2 true u false c,b", "plain false c false b",
            "partial true c true c", "expression true c false -,c",
        ])
}

@Test func twoHundredTables() throws {
    let script = (0..<200).map {
        "CREATE TABLE t\($0) (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INTEGER REFERENCES t\(($0 + 1) % 200)(id));"
    }.joined()
    let found = try tables(script)
    #expect(found.count == 200)
    #expect(found.allSatisfy { $0.columns.count == 3 && $0.foreignKeys.count == 1 && $0.indexes.count == 1 })
}

@Test func anEmptyDatabaseHasNoTables() throws {
    #expect(try tables("").isEmpty)
}
