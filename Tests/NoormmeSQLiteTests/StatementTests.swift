import NoormmeSQLite
import NoormmeText
import Testing

@Suite struct StatementTests {
    @Test func exactlyOneStatement() throws {
        let connection = try memory()
        for sql in [
            "SELECT 1", "SELECT 1;", " SELECT 1 ; \n\t\r\u{c};", "SELECT 1; -- end", "SELECT 1 /* a */ ; /* b",
            "-- a\nSELECT 1;--",
        ]
            as [Text]
        {
            #expect(try connection.integer(sql) == 1)
        }
        for sql in [
            "SELECT 1; SELECT 2", "SELECT 1; garbage", "SELECT 1; /* a */ x", "SELECT 1; -- a\n- b", "SELECT 1;/",
        ]
            as [Text]
        {
            let error = failure { try connection.prepare(sql) }
            #expect(error.name == "SQLITE_MISUSE")
            #expect(error.message == "text follows the statement")
        }
        #expect(failure { try connection.prepare("SELECT 1; x") }.offset == 10)
        for sql in ["", " ", ";", "-- a", "/* a */", "\n;;"] as [Text] {
            #expect(failure { try connection.prepare(sql) }.message == "the SQL text contains no statement")
        }
        for sql in ["SELECT 1\0", "\0", "SELECT 1;\0x", "SELECT '\0'"] as [Text] {
            #expect(failure { try connection.prepare(sql) }.message == "the SQL text contains a NUL byte")
        }
    }

    @Test func errorsHaveAnOffset() throws {
        let connection = try memory()
        let error = failure { try connection.prepare("SELECT absent") }
        #expect(error.code == 1)
        #expect(error.name == "SQLITE_ERROR")
        #expect(error.offset == 7)
        #expect(error.message == "no such column: absent")
        try connection.execute("CREATE TABLE t (a UNIQUE, CHECK (a <> 3)); INSERT INTO t VALUES (1)")
        let twice = failure { try connection.prepare("INSERT INTO t VALUES (1)").run() }
        #expect(twice.code == 19)
        #expect(twice.extendedCode == 2067)
        #expect(twice.name == "SQLITE_CONSTRAINT_UNIQUE")
        #expect(twice.message == "UNIQUE constraint failed: t.a")
        #expect(twice.offset == -1)
        #expect(failure { try connection.prepare("INSERT INTO t VALUES (3)").run() }.name == "SQLITE_CONSTRAINT_CHECK")
    }

    @Test func textThatIsTooLong() throws {
        let connection = try memory()
        try connection.setLimit(.sqlLength, to: 100)
        #expect(connection.limit(.sqlLength) == 100)
        #expect(
            failure { try connection.prepare(Text("SELECT 1 --") + Text(Array(repeating: 0x78, count: 100))) }.name
                == "SQLITE_TOOBIG")
        try connection.setLimit(.length, to: 1000)
        let statement = try connection.prepare("SELECT ?1")
        #expect(
            failure { try statement.bind(text: Text(Array(repeating: 0x78, count: 1001)), at: 1) }.name
                == "SQLITE_TOOBIG")
        #expect(
            failure { try statement.bind(blob: Array(repeating: 0x78, count: 1001), at: 1) }.name == "SQLITE_TOOBIG")
    }

    @Test func endAndFailureLastUntilReset() throws {
        let connection = try memory()
        try connection.execute("CREATE TABLE t (a UNIQUE)")
        let insert = try connection.prepare("INSERT INTO t VALUES (?1)")
        try insert.bind(integer: 1, at: 1)
        #expect(try !insert.step())
        #expect(try !insert.step())
        #expect(try connection.integer("SELECT count(*) FROM t") == 1)
        insert.reset()
        #expect(failure { try insert.step() }.name == "SQLITE_CONSTRAINT_UNIQUE")
        #expect(failure { try insert.step() }.message == "the statement failed and was not reset")
        insert.reset()
        try insert.bind(integer: 2, at: 1)
        #expect(try !insert.step())
        #expect(connection.lastInsertRowID == 2)
    }

    @Test func bindingMisuse() throws {
        let connection = try memory()
        let statement = try connection.prepare("SELECT ?1, ?3 UNION ALL SELECT 1, 2")
        #expect(statement.parameterCount == 3)
        for index in [0, 4, -1, Int.max, Int.min, 1 << 33] {
            #expect(failure { try statement.bind(integer: 1, at: index) }.name == "SQLITE_RANGE")
            #expect(failure { try statement.bind(real: 1.5, at: index) }.name == "SQLITE_RANGE")
            #expect(failure { try statement.bindNull(at: index) }.name == "SQLITE_RANGE")
            #expect(failure { try statement.bind(text: "x", at: index) }.name == "SQLITE_RANGE")
            #expect(failure { try statement.bind(text: "", at: index) }.name == "SQLITE_RANGE")
            #expect(failure { try statement.bind(blob: [], at: index) }.name == "SQLITE_RANGE")
        }
        try statement.bind(text: "x", at: 1)
        #expect(try statement.step())
        #expect(statement.isBusy)
        #expect(failure { try statement.bind(text: "y", at: 1) }.name == "SQLITE_MISUSE")
        statement.reset()
        #expect(!statement.isBusy)
        #expect(statement.expandedSQL == "SELECT 'x', NULL UNION ALL SELECT 1, 2")
        statement.clearBindings()
        #expect(statement.expandedSQL == "SELECT NULL, NULL UNION ALL SELECT 1, 2")
        #expect(statement.sql == "SELECT ?1, ?3 UNION ALL SELECT 1, 2")
    }

    @Test func columnsThatAreNotThere() throws {
        let connection = try memory()
        let statement = try connection.prepare("SELECT 5 AS a")
        // No row yet.
        #expect(statement.isNull(at: 0))
        #expect(try statement.step())
        for index in [-1, 1, Int.max, Int.min, 1 << 32] {
            #expect(statement.isNull(at: index))
            #expect(statement.int64(at: index) == 0)
            #expect(statement.text(at: index) == Text())
            #expect(statement.blob(at: index) == [])
            #expect(statement.columnName(index) == Text())
            #expect(statement.columnDeclaredType(index) == nil)
        }
        #expect(try !statement.step())
        #expect(statement.isNull(at: 0))
    }

    @Test func description() throws {
        let connection = try memory()
        try connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, \"b c\" VARCHAR(20), d)")
        let statement = try connection.prepare("SELECT a, \"b c\", d, a + 1 AS \"ä\" FROM t")
        #expect(statement.columnCount == 4)
        #expect((0..<4).map(statement.columnName) == ["a", "b c", "d", "ä"])
        #expect((0..<4).map(statement.columnDeclaredType) == ["INTEGER", "VARCHAR(20)", nil, nil])
        #expect(statement.isReadOnly)
        let insert = try connection.prepare("INSERT INTO t VALUES (?, ?, ?)")
        #expect(!insert.isReadOnly)
        #expect(insert.columnCount == 0)
        #expect(insert.parameterCount == 3)
    }

    @Test func reprepares() throws {
        let connection = try memory()
        try connection.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        let statement = try connection.prepare("SELECT * FROM t")
        try statement.run()
        #expect(statement.status(.reprepares) == 0)
        try connection.execute("ALTER TABLE t ADD COLUMN b DEFAULT 2")
        #expect(statement.columnCount == 1)
        #expect(try statement.step())
        #expect(statement.columnCount == 2)
        #expect(statement.int64(at: 1) == 2)
        #expect(statement.status(.reprepares, reset: true) == 1)
        #expect(statement.status(.reprepares) == 0)
        #expect(statement.status(.virtualMachineSteps) > 0)
    }

    @Test func counts() throws {
        let connection = try memory()
        try connection.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)")
        #expect(connection.changes == 3)
        try connection.execute("UPDATE t SET a = 0 WHERE a > 1")
        #expect(connection.changes == 2)
        #expect(connection.totalChanges == 5)
        #expect(connection.lastInsertRowID == 3)
        let version = try connection.schemaVersion()
        try connection.execute("CREATE TABLE u (a)")
        #expect(try connection.schemaVersion() == version + 1)
        #expect(connection.limit(.columns) == 2000)
        #expect(!connection.isInTransaction)
        try connection.execute("BEGIN")
        #expect(connection.isInTransaction)
        try connection.execute("ROLLBACK")
        #expect(!connection.isInTransaction)
    }
}
