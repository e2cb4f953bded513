import NoormmeSQLite
import NoormmeText
import Testing

@Suite struct CloseTests {
    let directory = TemporaryDirectory()

    @Test func statementsEndWithTheirConnection() throws {
        let connection = try create(directory / "a.db") { $0.journalMode = .wal }
        try connection.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)")
        let running = try connection.prepare("SELECT a FROM t")
        #expect(try running.step())
        let value = running.int64(at: 0)
        let lent = try connection.statements.checkOut("SELECT a FROM t WHERE a = ?1")
        _ = try connection.schemaVersion()
        try connection.execute("BEGIN; INSERT INTO t VALUES (3)")
        connection.close()
        connection.close()
        #expect(value == 1)
        // Nothing held the file: the last connection took the log away, and the transaction is gone.
        #expect(directory.contents.map(\.name) == ["a.db"])
        #expect(connection.isClosed)
        #expect(running.isFinalized)
        try misuse(running)
        try misuse(lent)
        connection.statements.checkIn(lent)
        connection.statements.checkIn(lent)
        #expect(try create(directory / "a.db").integer("SELECT count(*) FROM t") == 2)
    }

    private func misuse(_ statement: Statement) throws {
        #expect(failure { try statement.step() }.message == "the connection is closed")
        #expect(failure { try statement.step() }.name == "SQLITE_MISUSE")
        #expect(failure { try statement.run() }.message == "the connection is closed")
        #expect(failure { try statement.bind(integer: 1, at: 1) }.message == "the connection is closed")
        #expect(failure { try statement.bind(real: 1.0, at: 1) }.code == 21)
        #expect(failure { try statement.bind(text: "", at: 1) }.code == 21)
        #expect(failure { try statement.bind(text: "a", at: 1) }.code == 21)
        #expect(failure { try statement.bind(blob: [1], at: 1) }.code == 21)
        #expect(failure { try statement.bind(blob: [], at: 1) }.code == 21)
        #expect(failure { try statement.bindNull(at: 1) }.code == 21)
        statement.reset()
        statement.clearBindings()
        statement.finalize()
        #expect(failure { try statement.step() }.message == "the connection is closed")
        #expect(statement.columnCount == 0)
        #expect(statement.columnName(0) == Text())
        #expect(statement.columnDeclaredType(0) == nil)
        #expect(statement.type(at: 0) == .null)
        #expect(statement.int64(at: 0) == 0)
        #expect(statement.double(at: 0) == 0)
        #expect(statement.text(at: 0) == Text())
        #expect(statement.blob(at: 0) == [])
        #expect(statement.isReadOnly)
        #expect(!statement.isBusy)
        #expect(statement.parameterCount == 0)
        #expect(statement.status(.reprepares) == 0)
        #expect(statement.sql == Text())
        #expect(statement.expandedSQL == Text())
    }

    @Test func aClosedConnectionAnswersErrors() throws {
        let connection = try memory()
        let guardian = ProgressGuard()
        try connection.installProgressGuard(guardian)
        let handle = connection.interruptHandle
        connection.close()
        #expect(failure { try connection.prepare("SELECT 1") }.message == "the connection is closed")
        #expect(failure { try connection.execute("SELECT 1") }.name == "SQLITE_MISUSE")
        #expect(failure { try connection.statements.checkOut("SELECT 1") }.name == "SQLITE_MISUSE")
        #expect(failure { try connection.schemaVersion() }.name == "SQLITE_MISUSE")
        #expect(failure { try connection.setBusyTimeout(1) }.name == "SQLITE_MISUSE")
        #expect(failure { try connection.setLimit(.length, to: 1) }.name == "SQLITE_MISUSE")
        #expect(failure { try connection.installProgressGuard(guardian) }.name == "SQLITE_MISUSE")
        connection.removeProgressGuard()
        connection.interrupt()
        handle.interrupt()
        #expect(connection.changes == 0)
        #expect(connection.totalChanges == 0)
        #expect(connection.lastInsertRowID == 0)
        #expect(!connection.isInTransaction)
        #expect(connection.isReadOnly)
        #expect(connection.limit(.length) == 0)
        #expect(connection.unsafeHandle == nil)
        #expect(!connection.sourceHasChanged())
    }

    @Test func aConnectionThatIsDroppedIsClosed() throws {
        var connection: Connection? = try create(directory / "a.db") { $0.journalMode = .wal }
        try connection?.execute("CREATE TABLE t (a)")
        let statement = try connection?.prepare("SELECT a FROM t")
        #expect(directory.contents.count == 3)
        connection = nil
        #expect(directory.contents.count == 1)
        #expect(failure { try statement?.step() }.message == "the connection is closed")
    }

    @Test func statementsMayGoInAnyOrder() throws {
        let connection = try memory()
        var statements: [Statement?] = try (0..<100).map { _ in try connection.prepare("SELECT 1") }
        for index in [0, 99, 50, 51, 1, 98, 7] { statements[index] = nil }
        for index in [2, 97, 60] { statements[index]?.finalize() }
        #expect(failure { try statements[60]?.step() }.message == "the statement is finalized")
        for statement in statements.compactMap({ $0 }) where !statement.isFinalized {
            #expect(try statement.step())
        }
        connection.close()
        for statement in statements.compactMap({ $0 }) { #expect(statement.isFinalized) }
    }
}
