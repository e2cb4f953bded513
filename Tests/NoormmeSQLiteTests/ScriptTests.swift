import NoormmeSQLite
import NoormmeText
import Testing

@Suite struct ScriptTests {
    @Test func runsEveryStatement() throws {
        let connection = try memory()
        try connection.execute(
            """
            -- a comment; with a semicolon
            CREATE TABLE t (a TEXT); ;;
            INSERT INTO t VALUES ('x;y'), ('/*');
            /* SELECT; */ SELECT * FROM t;
            CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = a; DELETE FROM t WHERE a = 'gone'; END;
            INSERT INTO t VALUES ('gone'), ('stays') -- no end
            """)
        #expect(try connection.integer("SELECT count(*) FROM t") == 3)
        for script in ["", " ", ";", "-- only", "/* open"] as [Text] { try connection.execute(script) }
    }

    @Test func stopsAtTheFirstError() throws {
        let connection = try memory()
        let error = failure { try connection.execute("CREATE TABLE t (a);\n  SELECT absent;CREATE TABLE u (a)") }
        #expect(error.message == "no such column: absent")
        #expect(error.offset == 29)
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema") == 1)
        let running = failure {
            try connection.execute("INSERT INTO t VALUES (1); SELECT abs(-9223372036854775808); DROP TABLE t")
        }
        #expect(running.message == "integer overflow")
        #expect(try connection.integer("SELECT count(*) FROM t") == 1)
        #expect(failure { try connection.execute("SELECT 1;\0DROP TABLE t") }.name == "SQLITE_MISUSE")
        #expect(failure { try connection.execute("BEGIN; INSERT INTO nothing VALUES (1)") }.code == 1)
        #expect(connection.isInTransaction)
    }

    @Test func longScripts() throws {
        let connection = try memory()
        var script = Text("BEGIN; CREATE TABLE t (a);")
        for number in 0..<20_000 { script += Text("INSERT INTO t VALUES (") + Text(Int64(number)) + ");\n" }
        let start = ProgressGuard.now()
        try connection.execute(script + "COMMIT")
        #expect(try connection.integer("SELECT sum(a) FROM t") == 199_990_000)
        // Copying the rest of the script for each statement would take minutes.
        #expect(ProgressGuard.now() - start < 20_000_000_000)
    }
}
