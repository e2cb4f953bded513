import Glibc
import NoormmeSQLite
import NoormmeText
import Testing

/// Reading leaves names, times and bytes of the whole directory as they were.
@Suite struct ReadOnlyTests {
    let directory = TemporaryDirectory()

    /// A file in WAL mode with one row in the file and one more in its log, as a crash leaves it:
    /// copies of all three files, made while a writer had them open.
    private func crashed(_ name: Text, suffixes: [Text]) throws {
        let source = TemporaryDirectory()
        let writer = try create(source / "a.db") { $0.journalMode = .wal }
        try writer.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1); PRAGMA wal_checkpoint(TRUNCATE)")
        try writer.execute("INSERT INTO t VALUES (2)")
        for suffix in suffixes {
            writeFile(directory / (name + suffix), readFile(source / (Text("a.db") + suffix)))
        }
    }

    private func readUnchanged(_ name: Text, rows: Int64, access: ReadOnlyAccess) throws {
        let before = directory.snapshot
        for _ in 0..<2 {
            let connection = try Connection.open(path: directory / name, mode: .readOnly)
            #expect(connection.access == access)
            #expect(connection.isReadOnly)
            #expect(try connection.integer("SELECT count(*) FROM t") == rows)
            try connection.execute("BEGIN; SELECT * FROM t; COMMIT; PRAGMA integrity_check")
            #expect(failure { try connection.execute("INSERT INTO t VALUES (9)") }.name.hasPrefix("SQLITE_READONLY"))
            #expect(failure { try connection.execute("ATTACH '/tmp/other.db' AS other") }.code == 1)
            #expect(directory.snapshot == before)
            #expect(!connection.sourceHasChanged())
            connection.close()
            #expect(directory.snapshot == before)
        }
    }

    @Test func rollbackJournal() throws {
        try create(directory / "a.db").execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        try readUnchanged("a.db", rows: 1, access: .direct)
    }

    @Test func finishedJournalThatWasKept() throws {
        try create(directory / "a.db") { $0.journalMode = .persist }.execute("CREATE TABLE t (a); DELETE FROM t")
        #expect(directory.contents.count == 2)
        try readUnchanged("a.db", rows: 0, access: .direct)
    }

    @Test func walThatWasClosed() throws {
        try create(directory / "a.db") { $0.journalMode = .wal }.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        #expect(directory.contents.map(\.name) == ["a.db"])
        try readUnchanged("a.db", rows: 1, access: .immutable)
    }

    @Test func walWithItsFiles() throws {
        try crashed("a.db", suffixes: ["", "-wal", "-shm"])
        try readUnchanged("a.db", rows: 2, access: .direct)
    }

    @Test func walWithoutSharedMemory() throws {
        try crashed("a.db", suffixes: ["", "-wal"])
        try readUnchanged("a.db", rows: 2, access: .unshared)
    }

    @Test func emptyLogWithoutSharedMemory() throws {
        try crashed("a.db", suffixes: [""])
        writeFile(directory / "a.db-wal", [])
        try readUnchanged("a.db", rows: 1, access: .immutable)
    }

    @Test func sharedMemoryWithoutLog() throws {
        try crashed("a.db", suffixes: ["", "-shm"])
        try readUnchanged("a.db", rows: 1, access: .immutable)
    }

    /// Another process has the log open, and writes between two looks.
    @Test func liveWriter() throws {
        guard access("/usr/bin/sqlite3", X_OK) == 0 else {
            print("skipped: /usr/bin/sqlite3 absent")
            return
        }
        let writer = try #require(
            (Text("/usr/bin/sqlite3 ") + (directory / "a.db") + " >/dev/null").withTestCString { popen($0, "w") })
        defer { pclose(writer) }
        let marker = directory / "ready"
        func run(_ sql: Text) {
            let script = sql + ";\n.system touch " + marker + "\n"
            fwrite(script.bytes, 1, script.count, writer)
            fflush(writer)
            for _ in 0..<5000 where marker.withTestCString({ access($0, F_OK) }) != 0 { usleep(1000) }
            #expect(marker.withTestCString { unlink($0) } == 0)
        }
        run("PRAGMA journal_mode = wal; CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        try readUnchanged("a.db", rows: 1, access: .direct)
        let reader = try Connection.open(path: directory / "a.db", mode: .readOnly)
        for (rows, sql) in ["INSERT INTO t VALUES (2)", "PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO t VALUES (3)"]
            .enumerated()
        {
            run(Text(sql.utf8))
            #expect(try reader.integer("SELECT count(*) FROM t") == Int64(rows) + 2)
            #expect(!reader.sourceHasChanged())
            try readUnchanged("a.db", rows: Int64(rows) + 2, access: .direct)
        }
    }

    @Test func brokenLog() throws {
        try crashed("a.db", suffixes: [""])
        writeFile(directory / "a.db-wal", Array(repeating: 0x41, count: 9000))
        try readUnchanged("a.db", rows: 1, access: .unshared)
    }

    @Test func brokenSharedMemory() throws {
        try crashed("a.db", suffixes: ["", "-wal"])
        writeFile(directory / "a.db-shm", Array(repeating: 0x41, count: 32768))
        try readUnchanged("a.db", rows: 2, access: .direct)
    }

    /// SQLite itself deletes a log beside an empty file, also when it opened that file read-only.
    @Test func emptyFileBesideALog() throws {
        writeFile(directory / "a.db", [])
        for log in [[], [UInt8](repeating: 0x41, count: 100)] {
            writeFile(directory / "a.db-wal", log)
            let before = directory.snapshot
            let connection = try Connection.open(path: directory / "a.db", mode: .readOnly)
            #expect(try connection.integer("SELECT count(*) FROM sqlite_schema") == 0)
            connection.close()
            #expect(directory.snapshot == before)
        }
    }

    @Test func hotJournal() throws {
        let source = TemporaryDirectory()
        let writer = try create(source / "a.db") { $0.cacheSize = 1 }
        try writer.execute("CREATE TABLE t (a)")
        try writer.execute(
            "BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO t SELECT randomblob(100) FROM n"
        )
        for file in source.contents { writeFile(directory / file.name, file.bytes) }
        #expect(directory.contents.map(\.name) == ["a.db", "a.db-journal"])
        let before = directory.snapshot
        let error = failure { try Connection.open(path: directory / "a.db", mode: .readOnly) }
        #expect(error.name == "SQLITE_READONLY_ROLLBACK")
        #expect(error.message.firstIndex(of: "a writer crashed") != nil)
        #expect(directory.snapshot == before)
        #expect(try create(directory / "a.db").integer("SELECT count(*) FROM t") == 0)
    }

    /// A crash while the mode was being switched.
    @Test func hotJournalOfAFileInWALMode() throws {
        try crashed("a.db", suffixes: [""])
        for (bytes, isHot) in [([1, 2, 3], true), ([0, 0, 0], false), ([], false)] as [([UInt8], Bool)] {
            writeFile(directory / "a.db-journal", bytes)
            guard isHot else {
                try readUnchanged("a.db", rows: 1, access: .immutable)
                continue
            }
            let error = failure { try Connection.open(path: directory / "a.db", mode: .readOnly) }
            #expect(error.name == "SQLITE_READONLY_ROLLBACK")
        }
    }

    @Test func optionsThatWouldWrite() throws {
        try create(directory / "a.db").execute("CREATE TABLE t (a)")
        let before = directory.snapshot
        for mode in [OpenMode.readOnly, .immutable] {
            var options = ConnectionOptions()
            options.journalMode = .wal
            #expect(try Connection.open(path: directory / "a.db", mode: mode, options: options).isReadOnly)
            options.pragmas = [.init(name: "user_version", value: "5")]
            let error = failure { try Connection.open(path: directory / "a.db", mode: mode, options: options) }
            #expect(error.name == "SQLITE_READONLY")
        }
        #expect(directory.snapshot == before)
    }

    @Test func changesUnderAReaderWithoutLocksAreNoticed() throws {
        let path = directory / "a.db"
        try create(path) { $0.journalMode = .wal }.execute("CREATE TABLE t (a)")
        let reader = try Connection.open(path: path, mode: .readOnly)
        #expect(reader.access == .immutable)
        #expect(!reader.sourceHasChanged())
        let writer = try create(path)
        try writer.execute("INSERT INTO t VALUES (1)")
        #expect(reader.sourceHasChanged())
        writer.close()
        #expect(reader.sourceHasChanged())
    }

    @Test func symbolicLinks() throws {
        try crashed("a.db", suffixes: ["", "-wal"])
        let (target, link) = (directory / "a.db", directory / "link.db")
        _ = target.withTestCString { target in link.withTestCString { link in SystemFunctions.symlink(target, link) } }
        try readUnchanged("link.db", rows: 2, access: .unshared)
    }
}
