import NoormmeSQLite
import NoormmeText
import Testing

@Test func logIndexChangesWithEachCommit() throws {
    let directory = TemporaryDirectory()
    let path = directory / "log.sqlite"
    let writer = try Connection.open(path: path, mode: .readWrite(create: true))
    try writer.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    let reader = try Connection.open(path: path, mode: .readWrite(create: false))
    let index = try #require(LogIndex(reader))
    let before = index.header
    try reader.execute("SELECT * FROM t")
    try writer.execute("BEGIN; INSERT INTO t VALUES (2); ROLLBACK")
    #expect(index.header == before)
    try writer.execute("INSERT INTO t VALUES (2)")
    let after = index.header
    #expect(after != before)
    try writer.checkpoint(.truncate)
    try writer.execute("INSERT INTO t VALUES (3)")
    #expect(index.header != after && index.header != before)
}

@Test func logIndexIsOfSharedLogsAlone() throws {
    let directory = TemporaryDirectory()
    let path = directory / "journal.sqlite"
    let journal = try Connection.open(path: path, mode: .readWrite(create: true))
    try journal.execute("CREATE TABLE t (a); SELECT * FROM t")
    #expect(LogIndex(journal) == nil)
    let memory = try Connection.open(path: "", mode: .memory)
    try memory.execute("CREATE TABLE t (a); SELECT * FROM t")
    #expect(LogIndex(memory) == nil)
    let exclusive = try Connection.open(path: directory / "own.sqlite", mode: .readWrite(create: true))
    try exclusive.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; CREATE TABLE t (a)")
    #expect(LogIndex(exclusive) == nil)
    journal.close()
    #expect(LogIndex(journal) == nil)
}
