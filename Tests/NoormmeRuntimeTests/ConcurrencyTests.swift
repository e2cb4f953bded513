import Glibc
import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText
import Synchronization
import Testing

@testable import NoormmeRuntime

private func update(_ sql: String) -> NoormmeCore.Operation {
    .update(UpdatePlan(statements: [CompiledStatement(sql)]))
}

/// Errors that threads met, counted.
private final class Failures: Sendable {
    private let lock = Lock()
    private nonisolated(unsafe) var codes: [ErrorCode] = []

    func note<R>(_ body: () throws -> R) -> R? {
        do {
            return try body()
        } catch {
            lock.withLock { codes.append((error as? NoormmeError)?.code ?? .internalError) }
            return nil
        }
    }

    var all: [ErrorCode] { lock.withLock { codes } }
}

private let accounts = """
    CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
    INSERT INTO account VALUES (1, 500), (2, 500);
    """

@Test(arguments: ["file", "memory"])
func eightReadersSeeWholeTransactions(_ kind: String) throws {
    let fixture = try Fixture(accounts)
    let database = kind == "file" ? fixture.database : try Database(path: ":memory:")
    if kind == "memory" {
        _ = try database.run(update("CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)"))
        _ = try database.run(update("INSERT INTO account VALUES (1, 500), (2, 500)"))
    }
    let schema = try database.schema()
    let failures = Failures()
    let transfers = UpdatePlan(statements: [
        CompiledStatement("UPDATE account SET balance = balance - 1 WHERE id = 1"),
        CompiledStatement("UPDATE account SET balance = balance + 1 WHERE id = 2"),
    ])
    onThreads(10) { thread in
        for _ in 0..<(thread < 2 ? 100 : 300) {
            if thread < 2 {
                let answer = failures.note {
                    try database.run(QueryPlan(operation: .update(transfers)), schema: schema)
                }
                #expect(answer?.bytes() == Array("2".utf8))
            } else {
                let sum = failures.note { try database.select("SELECT sum(balance) FROM account", ["s"]) }
                #expect(sum == #"[{"s":1000}]"#)
            }
        }
    }
    #expect(failures.all.isEmpty)
    #expect(try database.select("SELECT balance FROM account", ["b"]) == #"[{"b":300},{"b":700}]"#)
    #expect(database.pool.openCount <= database.options.readers + 2)
}

@Test func closingWhileCallsRun() throws {
    for round in 0..<20 {
        let fixture = try Fixture(accounts)
        let database = fixture.database
        let failures = Failures()
        let answered = Atomic<Int>(0)
        onThreads(6) { thread in
            if thread == 0 {
                usleep(UInt32(round * 200))
                database.close()
                #expect(database.pool.openCount == 0)
                return
            }
            for step in 0..<50 {
                let answer = failures.note {
                    try thread == 1
                        ? database.run(update("UPDATE account SET balance = balance + 1"))
                        : database.select("SELECT count(*) FROM account, account AS b", ["n"])
                }
                if answer != nil { answered.add(1, ordering: .relaxed) } else if step > 0 { return }
            }
        }
        // Whatever was refused was refused for that.
        #expect(failures.all.allSatisfy { $0 == .closed })
        #expect(failure { try database.select("SELECT 1", ["x"]) }.code == .closed)
        #expect(failure { try database.open() }.code == .closed)
        database.close()
        // The log was folded into the file by the last connection.
        #expect(fixture.directory.names == ["test.sqlite"])
    }
}

@Test func closingAnUnopenedDatabaseTouchesNothing() throws {
    let directory = TemporaryDirectory()
    let database = try Database(path: directory.file("never"))
    database.interrupt()
    database.close()
    database.close()
    #expect(directory.names.isEmpty)
    #expect(failure { try database.open() }.code == .closed)
}

@Test func openingIsLazy() throws {
    let directory = TemporaryDirectory()
    let database = try Database(path: directory.file("app.sqlite"))
    #expect(directory.names.isEmpty)
    try database.open()
    #expect(directory.names.contains("app.sqlite"))
    try database.open()
}

@Test func twoDatabasesKeepApart() throws {
    let first = try Fixture(accounts)
    let second = try Fixture(accounts)
    onThreads(4) { thread in
        let database = thread % 2 == 0 ? first.database : second.database
        for _ in 0..<50 { _ = try? database.run(update("UPDATE account SET balance = balance + \(1 + thread % 2)")) }
    }
    #expect(try first.database.select("SELECT balance FROM account", ["b"]) == #"[{"b":600},{"b":600}]"#)
    #expect(try second.database.select("SELECT balance FROM account", ["b"]) == #"[{"b":700},{"b":700}]"#)
    let memory = try Database(path: ":memory:")
    let other = try Database(path: ":memory:")
    _ = try memory.run(update("CREATE TABLE only_here (x)"))
    #expect(try memory.select("SELECT count(*) FROM only_here", ["n"]) == #"[{"n":0}]"#)
    #expect(failure { try other.select("SELECT * FROM only_here", ["n"]) }.code == .operational)
}

@Test func anInterruptedReadAndWrite() throws {
    let fixture = try Fixture(accounts)
    let database = fixture.database
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    for write in [false, true] {
        let done = Atomic<Bool>(false)
        onThreads(2) { thread in
            if thread == 0 {
                let error = failure {
                    try write
                        ? database.run(update("UPDATE account SET balance = (\(endless))"))
                        : database.select(endless, ["n"])
                }
                #expect(error.code == .interrupted, "\(error.message.string)")
                done.store(true, ordering: .releasing)
            } else {
                while !done.load(ordering: .acquiring) {
                    usleep(2000)
                    database.interrupt()
                }
            }
        }
    }
    #expect(try database.select("SELECT sum(balance) FROM account", ["s"]) == #"[{"s":1000}]"#)
    #expect(try database.run(update("UPDATE account SET balance = 1")) == "2")
}

/// Whatever SQLite makes of it, at whatever moment: opening, reading the schema, compiling, running.
@Test func anInterruptionAtAnyMoment() throws {
    let script = (0..<100).map { "CREATE TABLE t\($0) (x); CREATE VIEW v\($0) AS SELECT * FROM t\($0);" }.joined()
    let fixture = try Fixture(script)
    let done = Atomic<Bool>(false)
    onThreads(2) { thread in
        if thread == 1 {
            while !done.load(ordering: .acquiring) { fixture.database.interrupt() }
            return
        }
        for _ in 0..<30 {
            do {
                let database = fixture.database
                let snapshot = try database.schemas.current(database.pool)
                // All hundred tables and views were read, or nothing.
                #expect(snapshot.schema.models.count == 200)
                _ = try database.select("SELECT count(*) FROM t1, v2", ["n"])
            } catch {
                #expect((error as? NoormmeError)?.code == .interrupted, "\(error)")
            }
            fixture.database.schemas.forget()
        }
        done.store(true, ordering: .releasing)
    }
    #expect(try fixture.database.select("SELECT count(*) FROM t1", ["n"]) == #"[{"n":0}]"#)
}

@Test func waitingWritersGiveUpInTime() throws {
    var options = DatabaseOptions()
    options.busyTimeout = 60
    let fixture = try Fixture(accounts, options: options)
    let database = fixture.database
    try database.open()
    let writer = try database.pool.acquire(.writer)
    let error = failure { try database.run(update("UPDATE account SET balance = 1")) }
    #expect(error.code == .busy && error.sqliteCode == 0)
    #expect(database.pool.writersWaiting == 0)
    database.pool.release(writer, .writer)
    #expect(try database.run(update("UPDATE account SET balance = 1")) == "2")
}

@Test func writersAreServedInTheirOrder() throws {
    let fixture = try Fixture(accounts)
    let pool = fixture.database.pool
    let writer = try pool.acquire(.writer)
    let lock = Lock()
    nonisolated(unsafe) var order: [Int] = []
    let started = Atomic<Int>(0)
    onThreads(6) { thread in
        if thread == 5 {
            while pool.writersWaiting < 5 { usleep(100) }
            pool.release(writer, .writer)
            return
        }
        while started.load(ordering: .acquiring) < thread || pool.writersWaiting < thread { usleep(100) }
        started.store(thread + 1, ordering: .releasing)
        guard let session = try? pool.acquire(.writer) else { return }
        lock.withLock { order.append(thread) }
        usleep(500)
        pool.release(session, .writer)
    }
    #expect(order == [0, 1, 2, 3, 4])
}

@Test func aConnectionInATransactionIsThrownAway() throws {
    let fixture = try Fixture(accounts)
    let pool = fixture.database.pool
    let session = try pool.acquire(.writer)
    try session.connection.execute("BEGIN IMMEDIATE; UPDATE account SET balance = 0")
    pool.release(session, .writer)
    #expect(session.connection.isClosed)
    #expect(try fixture.database.select("SELECT sum(balance) FROM account", ["s"]) == #"[{"s":1000}]"#)
    #expect(try fixture.database.run(update("UPDATE account SET balance = 1")) == "2")
}

@Test func aFailedOpeningCanBeRepeated() throws {
    let directory = TemporaryDirectory()
    directory.write(Array(repeating: 0x41, count: 5000), to: "x")
    let database = try Database(path: directory.file("x"))
    for _ in 0..<3 { #expect(failure { try database.open() }.code == .notADatabase) }
    unlink(directory.path + "/x")
    try database.open()
    #expect(try database.select("SELECT 1", ["a"]) == #"[{"a":1}]"#)
}

/// The log is written into the file while writing goes on, and emptied with force when a reader kept it long.
@Test func theLogStaysShort() throws {
    var options = DatabaseOptions()
    options.walLimit = 1 << 20
    let fixture = try Fixture("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT);", options: options)
    let database = fixture.database
    func size() -> Int64 {
        var status = stat()
        return stat(fixture.directory.path + "/test.sqlite-wal", &status) == 0 ? Int64(status.st_size) : 0
    }
    let fill: NoormmeCore.Operation = update(
        "INSERT INTO t (x) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT hex(randomblob(1000)) FROM n"
    )
    let reader = try database.begin(TransactionOptions(mode: .read))
    for _ in 0..<20 { _ = try database.run(fill) }
    #expect(size() > 10 << 20)
    try reader.commit()
    // Checkpoints come when the log has grown again, on a thread of their own.
    var rounds = 0
    while size() > 4 << 20, rounds < 200 {
        _ = try database.run(fill)
        usleep(20_000)
        rounds += 1
    }
    #expect(size() <= 4 << 20)
    let count = try database.select("SELECT count(*) FROM t", ["n"])
    #expect(count == "[{\"n\":\((20 + rounds) * 300)}]")
    database.close()
    #expect(fixture.directory.names == ["test.sqlite"])
    #expect(database.pool.crew.threadCount == 0)
}
