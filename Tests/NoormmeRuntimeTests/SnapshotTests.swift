import Glibc
import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText
import Testing

@testable import NoormmeRuntime

private let counter = """
    PRAGMA journal_mode = WAL;
    CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);
    INSERT INTO counter VALUES (1, 0);
    """

extension Fixture {
    fileprivate func read() throws -> String { try database.select("SELECT n FROM counter", ["n"]) }

    /// Reads until a transaction is kept; false if that never happens.
    fileprivate func readsUntilKept() throws -> Bool {
        for _ in 0..<100_000 {
            _ = try read()
            if keeps { return true }
        }
        return false
    }

    /// Some idle reader has a transaction open.
    fileprivate var keeps: Bool {
        database.pool.monitor.withLock {
            database.pool.lanes.contains { $0.idle.contains { $0.connection.isInTransaction } }
        }
    }
}

@Test func keptSnapshotsSeeEveryCommitOfOthers() throws {
    let fixture = try Fixture(counter)
    let stranger = try fixture.stranger()
    var kept = 0
    for number in 1...1_000 {
        try stranger.execute(Text(string: "UPDATE counter SET n = \(number)"))
        // Enough for a transaction to be worth keeping, and often no more than one.
        for _ in 0..<(number % 100 == 0 ? 400 : 1) {
            let answer = try fixture.read()
            guard answer == "[{\"n\":\(number)}]" else {
                Issue.record("after \(number) was committed: \(answer)")
                return
            }
            if fixture.keeps { kept += 1 }
        }
    }
    #expect(kept > 0)
}

@Test func keptSnapshotsSeeWhatThisDatabaseWrites() throws {
    let fixture = try Fixture(counter)
    for number in 1...200 {
        try #require(try fixture.readsUntilKept())
        _ = try fixture.run(
            .update(UpdatePlan(statements: [CompiledStatement("UPDATE counter SET n = \(number)")])))
        #expect(try fixture.read() == "[{\"n\":\(number)}]")
    }
}

@Test func keptSnapshotsNoticeAnotherSchema() throws {
    let fixture = try Fixture(counter)
    let stranger = try fixture.stranger()
    try #require(try fixture.readsUntilKept())
    try stranger.execute("ALTER TABLE counter ADD COLUMN note TEXT DEFAULT 'new'")
    #expect(try fixture.database.select("SELECT note FROM counter", ["note"]) == #"[{"note":"new"}]"#)
}

/// What is kept would keep the log from being emptied.
@Test func keptSnapshotsEndByThemselves() throws {
    let fixture = try Fixture(counter)
    let stranger = try fixture.stranger()
    try #require(try fixture.readsUntilKept())
    try stranger.execute("UPDATE counter SET n = 7")
    var isEmptied = false
    for _ in 0..<500 where !isEmptied {
        do {
            try stranger.checkpoint(.truncate)
            isEmptied = true
        } catch {
            usleep(10_000)
        }
    }
    #expect(isEmptied && !fixture.keeps)
    #expect(try fixture.read() == #"[{"n":7}]"#)
}

@Test func closesBesideKeptSnapshots() throws {
    for _ in 0..<50 {
        let fixture = try Fixture(counter)
        try #require(try fixture.readsUntilKept())
        fixture.database.close()
        #expect(fixture.directory.names == ["test.sqlite"])
    }
}

@Test func threadsShareKeptSnapshots() throws {
    let fixture = try Fixture(counter)
    onThreads(6) { thread in
        var last = 0
        for number in 0..<3_000 {
            if thread == 0, number % 30 == 0 {
                _ = try? fixture.run(
                    .update(UpdatePlan(statements: [CompiledStatement("UPDATE counter SET n = n + 1")])))
            }
            let digits = (try? fixture.read())?.filter(\.isNumber)
            guard let seen = digits.flatMap({ Int($0) }), seen >= last else {
                Issue.record("\(digits ?? "an error") after \(last)")
                return
            }
            last = seen
        }
    }
    #expect(try fixture.read() == #"[{"n":100}]"#)
}

@Test(arguments: ["delete", "memory", "attached"])
func snapshotsAreKeptOfOneFileWithALogAlone(_ kind: String) throws {
    var options = DatabaseOptions()
    let fixture: Fixture
    switch kind {
    case "delete":
        options.journalMode = .delete
        fixture = try Fixture(counter.replacing("WAL", with: "DELETE"), options: options)
    case "memory":
        fixture = try Fixture(counter)
        let database = try Database(path: ":memory:")
        for _ in 0..<1_000 { _ = try database.select("SELECT 1", ["n"]) }
        #expect(!database.pool.lanes.contains { $0.idle.contains { $0.connection.isInTransaction } })
        return
    default:
        let other = TemporaryDirectory()
        let connection = try Connection.open(path: other.file("b.sqlite"), mode: .readWrite(create: true))
        try connection.execute("CREATE TABLE b (id INTEGER PRIMARY KEY)")
        connection.close()
        options.attach = [AttachedDatabase(name: "b", path: other.file("b.sqlite"))]
        fixture = try Fixture(counter, options: options)
        for _ in 0..<1_000 { _ = try fixture.read() }
        #expect(!fixture.keeps)
        return
    }
    for _ in 0..<1_000 { _ = try fixture.read() }
    #expect(!fixture.keeps)
}

/// Whoever asks on a thread of its own is not kept waiting by those who have all the readers.
@Test func briefReadsHaveAReaderInReserve() throws {
    var options = DatabaseOptions()
    options.readers = 2
    let fixture = try Fixture(counter, options: options)
    let pool = fixture.database.pool
    _ = try fixture.database.schema()
    let first = try pool.acquire(.reader)
    let second = try pool.acquire(.reader)
    #expect(try pool.acquireIdle(.reader) == nil)
    #expect(try fixture.read() == #"[{"n":0}]"#)
    #expect(try pool.acquireIdle(.reader) == nil, "the one in reserve is for brief reads")
    let third = try #require(try pool.acquireIdle(.reader, joins: true))
    #expect(try pool.acquireIdle(.reader, joins: true) == nil)
    pool.release(first, .reader)
    #expect(try pool.acquireIdle(.reader) == nil, "two are lent still")
    pool.release(third, .reader)
    let fourth = try #require(try pool.acquireIdle(.reader))
    for session in [second, fourth] { pool.release(session, .reader) }
    #expect(pool.openCount == 4)
}
