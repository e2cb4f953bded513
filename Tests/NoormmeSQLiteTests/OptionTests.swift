import NoormmeSQLite
import NoormmeText
import Testing

@Suite struct OptionTests {
    let directory = TemporaryDirectory()

    @Test func defaults() throws {
        let connection = try create(directory / "a.db")
        #expect(try connection.integer("PRAGMA foreign_keys") == 1)
        #expect(connection.busyHandler.milliseconds == 5000)
        #expect(try connection.integer("PRAGMA trusted_schema") == 1)
        #expect(try connection.text("PRAGMA journal_mode") == "delete")
        try connection.execute("CREATE TABLE t (a)")
        #expect(failure { try connection.prepare("SELECT \"text\" FROM t") }.name == "SQLITE_ERROR")
        #expect(failure { try connection.execute("CREATE INDEX i ON t (\"text\")") }.name == "SQLITE_ERROR")
        try connection.execute("PRAGMA writable_schema = ON")
        #expect(failure { try connection.execute("DELETE FROM sqlite_schema") }.name == "SQLITE_ERROR")
    }

    @Test func everyOption() throws {
        let connection = try create(directory / "a.db") {
            $0.foreignKeys = false
            $0.busyTimeout = 17
            $0.journalMode = .wal
            $0.synchronous = .normal
            $0.cacheSize = -4096
            $0.mmapSize = 1 << 20
            $0.tempStore = .memory
            $0.doubleQuotedStrings = true
            $0.defensive = false
            $0.trustedSchema = false
            $0.queryOnly = true
            $0.pragmas = [.init(name: "user_version", value: "41"), .init(name: "application_id", value: "-3")]
            $0.statementCacheCapacity = 3
        }
        #expect(try connection.integer("PRAGMA foreign_keys") == 0)
        #expect(connection.busyHandler.milliseconds == 17)
        #expect(try connection.text("PRAGMA journal_mode") == "wal")
        #expect(try connection.integer("PRAGMA synchronous") == 1)
        #expect(try connection.integer("PRAGMA cache_size") == -4096)
        #expect(try connection.integer("PRAGMA mmap_size") == 1 << 20)
        #expect(try connection.integer("PRAGMA temp_store") == 2)
        #expect(try connection.text("SELECT \"text\"") == "text")
        #expect(try connection.integer("PRAGMA trusted_schema") == 0)
        #expect(try connection.integer("PRAGMA user_version") == 41)
        #expect(try connection.integer("PRAGMA application_id") == -3)
        #expect(connection.statements.capacity == 3)
        #expect(failure { try connection.execute("CREATE TABLE t (a)") }.name == "SQLITE_READONLY")
    }

    @Test func pragmasCarryNoSecondStatement() throws {
        let path = directory / "a.db"
        try create(path).execute("CREATE TABLE t (a)")
        for value in ["1; DROP TABLE t", "1'; DROP TABLE t; --", "1 -- x", "1--x"] as [Text] {
            let connection = try create(path) { $0.pragmas = [.init(name: "user_version", value: value)] }
            #expect(try connection.integer("SELECT count(*) FROM t") == 0)
        }
        for name in ["", "user_version; DROP TABLE t", "a b", "\u{e4}"] as [Text] {
            let error = failure { try create(path) { $0.pragmas = [.init(name: name, value: "1")] } }
            #expect(error.name == "SQLITE_MISUSE")
        }
        #expect(failure { try create(path) { $0.pragmas = [.init(name: "x", value: "\0")] } }.name == "SQLITE_MISUSE")
    }

    @Test func journalModeThatIsRefused() throws {
        let error = failure { try create(directory / "a.db") { $0.journalMode = .off } }
        #expect(error.message.firstIndex(of: "journal mode off was refused; it is delete") != nil)
    }

    @Test func manyOpenANewFileAtOnce() throws {
        let path = directory / "a.db"
        let errors = ErrorList()
        let threads = (0..<8).map { _ in
            TestThread {
                do {
                    let connection = try create(path) { $0.journalMode = .wal }
                    try connection.execute("CREATE TABLE IF NOT EXISTS t (a); INSERT INTO t VALUES (1)")
                } catch {
                    errors.append(error)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(errors.all.isEmpty)
        #expect(try create(path).integer("SELECT count(*) FROM t") == 8)
    }

    private final class ErrorList: @unchecked Sendable {
        // `lock` guards `errors`.
        private let lock = Lock()
        private var errors: [any Error] = []
        func append(_ error: any Error) { lock.withLock { errors.append(error) } }
        var all: [any Error] { lock.withLock { errors } }
    }
}
