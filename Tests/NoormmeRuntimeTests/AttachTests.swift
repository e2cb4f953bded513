import Glibc
import NoormmeCore
import NoormmeSQLite
import NoormmeText
import Testing

@testable import NoormmeRuntime

private let tables =
    "CREATE TABLE t (id INTEGER PRIMARY KEY, u_id INTEGER REFERENCES u); CREATE TABLE u (id INTEGER PRIMARY KEY);"

private func write(_ file: Text, _ journal: ConnectionOptions.JournalMode, _ rows: Int) throws -> Connection {
    var options = ConnectionOptions()
    options.journalMode = journal
    let connection = try Connection.open(path: file, mode: .readWrite(create: true), options: options)
    try connection.execute(Text(string: tables))
    for _ in 0..<rows { try connection.execute("INSERT INTO t (u_id) VALUES (NULL)") }
    return connection
}

private func count(_ database: Database, _ model: String) throws -> String {
    let spec = Array("{\"model\":\"\(model)\",\"get\":\"count\"}".utf8)
    return String(decoding: try database.execute(spec), as: UTF8.self)
}

/// What lies beside a file that is read decides how (ReadOnlyAccess): each file's own, whatever the other's is.
@Test(arguments: ["open", "crashed", "wal", "rollback"], ["open", "crashed", "wal", "rollback"])
func readingLeavesBothFilesAsTheyAre(main: String, attached: String) throws {
    let directory = TemporaryDirectory()
    var writers: [Connection] = []
    for (name, kind, rows) in [("main.db", main, 1), ("other.db", attached, 2)] {
        let connection = try write(directory.file(name), kind == "rollback" ? .delete : .wal, rows)
        switch kind {
        case "open": writers.append(connection)
        case "crashed":
            // The log without its index, as a crash of the machine leaves it.
            let (file, log) = (directory.read(name), directory.read(name + "-wal"))
            connection.close()
            directory.write(file, to: name)
            directory.write(log, to: name + "-wal")
        default: connection.close()
        }
    }
    let before = directory.names.map { ($0, $0.hasSuffix("-shm") ? [] : directory.read($0)) }
    var options = DatabaseOptions()
    options.readOnly = true
    options.attach = [AttachedDatabase(name: "other", path: directory.file("other.db"))]
    let database = try Database(path: directory.file("main.db"), options: options)
    #expect(try count(database, "t") == "1")
    #expect(try count(database, "other.t") == "2")
    database.close()
    #expect(directory.names == before.map { $0.0 })
    for (name, bytes) in before where !name.hasSuffix("-shm") { #expect(directory.read(name) == bytes) }
    for writer in writers { writer.close() }
}

@Test func relationsStayInTheirDatabase() throws {
    let directory = TemporaryDirectory()
    for name in ["main.db", "other.db"] { try write(directory.file(name), .wal, 0).close() }
    var options = DatabaseOptions()
    options.attach = [AttachedDatabase(name: "other", path: directory.file("other.db"))]
    let database = try Database(path: directory.file("main.db"), options: options)
    defer { database.close() }
    let schema = try database.schema()
    for model in schema.models {
        for relation in model.relations {
            #expect(schema.model(relation.target).table.database == model.table.database)
            #expect(!relation.accessor.bytes.contains(0x2E))
        }
    }
    #expect(schema.models.map(\.name) == ["other.t", "other.u", "t", "u"])
    #expect(schema.model("other.u")?.relations.map(\.accessor) == ["t"])
}

@Test func logsOfAttachedFilesAreKeptShort() throws {
    let directory = TemporaryDirectory()
    try write(directory.file("other.db"), .wal, 0).close()
    var options = DatabaseOptions()
    options.walLimit = 0
    options.attach = [AttachedDatabase(name: "other", path: directory.file("other.db"))]
    let database = try Database(path: directory.file("main.db"), options: options)
    try database.run(script: "CREATE TABLE other.b (data)")
    for _ in 0..<20 {
        try database.run(
            script: """
                INSERT INTO other.b WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) \
                SELECT zeroblob(4000) FROM n
                """)
    }
    // Another thread does it: a commit later it has been.
    for _ in 0..<200 where directory.read("other.db-wal").count >= 12_000_000 {
        usleep(20_000)
        try database.run(script: "INSERT INTO other.b VALUES (zeroblob(100))")
    }
    let length = directory.read("other.db-wal").count
    database.close()
    #expect(length < 12_000_000)
}
