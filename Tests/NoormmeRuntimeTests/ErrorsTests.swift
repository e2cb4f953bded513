import Glibc
import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText
import Testing

@testable import NoormmeRuntime

private let constrained = """
    CREATE TABLE "odd.table" ("first name" TEXT, last TEXT, UNIQUE ("first name", last));
    CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT UNIQUE, name TEXT NOT NULL, age INTEGER CHECK (age >= 0),
        boss INTEGER REFERENCES person(id), CONSTRAINT short CHECK (length(name) < 10));
    CREATE UNIQUE INDEX lower_name ON person (lower(name));
    CREATE TABLE strict (n INTEGER) STRICT;
    CREATE TABLE guarded (n INTEGER);
    CREATE TRIGGER no_guarded BEFORE INSERT ON guarded BEGIN SELECT RAISE(ABORT, 'not allowed'); END;
    CREATE VIEW people AS SELECT * FROM person;
    INSERT INTO person (id, email, name) VALUES (1, 'a@b', 'ann');
    INSERT INTO "odd.table" VALUES ('a', 'b');
    """

private func update(_ sql: String) -> NoormmeCore.Operation {
    .update(UpdatePlan(statements: [CompiledStatement(sql)]))
}

@Test(
    arguments: [
        ("INSERT INTO person (email, name) VALUES ('a@b', 'x')", ErrorCode.unique, "person", "email"),
        ("INSERT INTO person (id, name) VALUES (1, 'x')", .unique, "person", "id"),
        ("INSERT INTO person (name) VALUES ('ANN')", .unique, "", "lower_name"),
        ("INSERT INTO \"odd.table\" VALUES ('a', 'b')", .unique, "odd.table", "first name, last"),
        ("INSERT INTO person (name) VALUES (NULL)", .notNull, "person", "name"),
        ("INSERT INTO person (name, age) VALUES ('x', -1)", .check, "", "age >= 0"),
        ("INSERT INTO person (name) VALUES ('longer than ten')", .check, "", "short"),
        ("INSERT INTO person (name, boss) VALUES ('x', 99)", .foreignKey, "", ""),
        ("INSERT INTO strict VALUES ('secret text')", .integrity, "strict", "n"),
        ("INSERT INTO person (id, name) VALUES ('secret text', 'x')", .integrity, "", ""),
        ("INSERT INTO guarded VALUES (1)", .integrity, "", ""),
        ("INSERT INTO people (name) VALUES ('x')", .operational, "", ""),
        ("INSERT INTO nowhere VALUES (1)", .operational, "", ""),
        ("UPDATE person SET nothing = 1", .operational, "", ""),
        ("UPDATE person SET", .operational, "", ""),
        ("UPDATE person SET name = zeroblob(2000000000)", .dataError, "", ""),
        (
            "UPDATE person SET name = noormme_datetime_cast_date('2020-01-01 00:00:00', 'Mars/Olympus')", .operational,
            "", ""
        ),
    ] as [(String, ErrorCode, String, String)])
func errorsAreNamed(_ sql: String, _ code: ErrorCode, _ model: String, _ field: String) throws {
    let fixture = try Fixture(constrained)
    let error = failure { try fixture.run(update(sql)) }
    #expect(error.code == code, "\(error.message.string)")
    #expect(error.model.string == model)
    #expect(error.field.string == field)
    #expect(error.sqliteCode != 0)
    #expect(!error.message.string.contains("secret") && !error.message.string.contains("\n"))
    // The database lives on.
    #expect(try fixture.database.select("SELECT count(*) FROM person", ["n"]) == #"[{"n":1}]"#)
}

@Test func functionsKeepTheirWords() throws {
    let database = try Database(path: ":memory:")
    let error = failure {
        try database.select("SELECT noormme_datetime_cast_date('2020-01-01 00:00:00', 'Mars/Olympus')", ["d"])
    }
    #expect(error.message.string.hasPrefix("noormme: unknown time zone"))
}

@Test func filesThatAreNoDatabase() throws {
    let directory = TemporaryDirectory()
    directory.write(Array(repeating: 0x41, count: 5000), to: "text")
    #expect(failure { try Database(path: directory.file("text")).open() }.code == .notADatabase)
    #expect(directory.names == ["text"])
    #expect(failure { try Database(path: Text(string: directory.path)).open() }.code == .cannotOpen)
    #expect(failure { try Database(path: directory.file("no/such/x")).open() }.code == .cannotOpen)
    var options = DatabaseOptions()
    options.create = false
    #expect(failure { try Database(path: directory.file("absent"), options: options).open() }.code == .cannotOpen)
    options = DatabaseOptions()
    options.readOnly = true
    #expect(failure { try Database(path: directory.file("absent"), options: options).open() }.code == .cannotOpen)
    #expect(failure { try Database(path: directory.file("absent") + "\u{0}") }.code == .invalidOption)
    #expect(failure { try Database(path: "/dev/null").open() }.code == .cannotOpen)
    #expect(directory.names == ["text"])
}

@Test func aDamagedFile() throws {
    let fixture = try Fixture(
        "CREATE TABLE t (x); INSERT INTO t SELECT hex(zeroblob(3000)) FROM (SELECT 1 UNION SELECT 2);")
    fixture.database.close()
    var bytes = fixture.directory.read("test.sqlite")
    for index in 4096..<bytes.count { bytes[index] = 0xEE }
    fixture.directory.write(bytes, to: "test.sqlite")
    let database = try Database(path: fixture.directory.file("test.sqlite"))
    let error = failure { try database.select("SELECT x FROM t", ["x"]) }
    #expect(error.code == .corrupt && error.sqliteCode & 0xFF == 11)
}

@Test func readOnlyMeansUntouched() throws {
    for mode in ["delete", "wal"] {
        let fixture = try Fixture("PRAGMA journal_mode = \(mode); CREATE TABLE t (x); INSERT INTO t VALUES (1);")
        let before = (fixture.directory.names, fixture.directory.read("test.sqlite"))
        for options in [#"{"read_only":true}"#, #"{"immutable":true}"#] {
            let database = try Database(
                path: fixture.directory.file("test.sqlite"), options: .parse(json(options)))
            #expect(try database.select("SELECT x FROM t", ["x"]) == #"[{"x":1}]"#)
            #expect(failure { try database.run(update("UPDATE t SET x = 2")) }.code == .readOnly)
            database.close()
            #expect(fixture.directory.names == before.0)
            #expect(fixture.directory.read("test.sqlite") == before.1)
        }
        let url = try Database(path: Text("sqlite://") + fixture.directory.file("test.sqlite") + "?mode=ro")
        #expect(failure { try url.run(update("UPDATE t SET x = 2")) }.code == .readOnly)
        #expect(try url.select("SELECT x FROM t", ["x"]) == #"[{"x":1}]"#)
    }
}

@Test func aFileWithoutWritePermission() throws {
    guard geteuid() != 0 else { return print("skipped: root writes to any file") }
    let fixture = try Fixture("CREATE TABLE t (x);")
    chmod(fixture.directory.path + "/test.sqlite", 0o444)
    #expect(failure { try fixture.run(update("INSERT INTO t VALUES (1)")) }.code == .readOnly)
}

@Test func aReaderCannotWrite() throws {
    let fixture = try Fixture("CREATE TABLE t (x);")
    #expect(failure { try fixture.database.select("DELETE FROM t RETURNING x", ["x"]) }.code == .readOnly)
}

@Test func anotherProgramsLockIsBusy() throws {
    var options = DatabaseOptions()
    options.busyTimeout = 50
    let fixture = try Fixture("CREATE TABLE t (x);", options: options)
    try fixture.database.open()
    let stranger = try fixture.stranger()
    try stranger.execute("BEGIN IMMEDIATE")
    let start = ProgressGuard.now()
    let error = failure { try fixture.run(update("INSERT INTO t VALUES (1)")) }
    #expect(error.code == .busy && error.sqliteCode & 0xFF == 5)
    #expect(ProgressGuard.now() - start > 40_000_000)
    // Readers do not mind.
    #expect(try fixture.database.select("SELECT x FROM t", ["x"]) == "[]")
    try stranger.execute("COMMIT")
    #expect(try fixture.run(update("INSERT INTO t VALUES (1)")) == "1")
}

/// A file system of 200 KB that fills up.
@Test func aFullDiskLosesNothingAcknowledged() throws {
    let directory = TemporaryDirectory()
    guard geteuid() == 0, mount("none", directory.path, "tmpfs", 0, "size=200k") == 0 else {
        return print("skipped: no small file system can be mounted")
    }
    defer { umount2(directory.path, Int32(MNT_DETACH)) }
    let setup = try Connection.open(path: directory.file("t.sqlite"), mode: .readWrite(create: true))
    try setup.execute("CREATE TABLE t (x)")
    setup.close()
    let database = try Database(path: directory.file("t.sqlite"))
    var stored = 0
    var full: NoormmeError?
    while full == nil, stored < 1000 {
        do {
            _ = try database.run(update("INSERT INTO t VALUES (zeroblob(3000))"))
            stored += 1
        } catch let error as NoormmeError {
            full = error
        }
    }
    #expect(full?.code == .full || full?.code == .inputOutput)
    #expect(stored > 0)
    #expect(try database.select("SELECT count(*) FROM t", ["n"]) == "[{\"n\":\(stored)}]")
    #expect(try database.select("PRAGMA integrity_check", ["ok"]) == #"[{"ok":"ok"}]"#)
    database.close()
}
