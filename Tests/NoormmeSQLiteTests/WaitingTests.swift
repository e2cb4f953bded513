import Glibc
import NoormmeSQLite
import NoormmeText
import Testing

/// Locks, interruptions and deadlines.
@Suite struct WaitingTests {
    let directory = TemporaryDirectory()

    @Test func busyTimeout() throws {
        let path = directory / "a.db"
        let holder = try create(path) { $0.journalMode = .wal }
        try holder.execute("CREATE TABLE t (a); BEGIN IMMEDIATE")
        let waiter = try create(path) { $0.busyTimeout = 0 }
        var start = ProgressGuard.now()
        #expect(failure { try waiter.execute("BEGIN IMMEDIATE") }.name == "SQLITE_BUSY")
        #expect(ProgressGuard.now() - start < 80_000_000)
        try waiter.setBusyTimeout(150)
        start = ProgressGuard.now()
        let error = failure { try waiter.execute("BEGIN IMMEDIATE") }
        #expect(error.code == 5)
        #expect(error.message == "database is locked")
        #expect(ProgressGuard.now() - start > 120_000_000)
        #expect(!waiter.isInTransaction)
        try holder.execute("COMMIT")
        try waiter.execute("BEGIN IMMEDIATE; COMMIT")
    }

    @Test func theLockIsGivenInTime() throws {
        let path = directory / "a.db"
        try create(path) { $0.journalMode = .wal }.execute("CREATE TABLE t (a)")
        let held = CancelFlag()
        let thread = TestThread {
            guard let holder = try? create(path) else { return }
            try? holder.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)")
            held.cancel()
            usleep(100_000)
            try? holder.execute("COMMIT")
        }
        while !held.isCancelled { usleep(1000) }
        let waiter = try create(path)
        try waiter.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (2); COMMIT")
        thread.join()
        #expect(try waiter.integer("SELECT count(*) FROM t") == 2)
    }

    @Test func openingALockedFile() throws {
        let path = directory / "a.db"
        let holder = try create(path)
        try holder.execute("CREATE TABLE t (a); BEGIN EXCLUSIVE")
        let error = failure { try create(path) { $0.busyTimeout = 20 } }
        #expect(error.name == "SQLITE_BUSY")
    }

    /// SQLite itself would refuse the change of the journal at once.
    @Test func theFirstOpeningWaitsForAWriter() throws {
        let path = directory / "a.db"
        let held = CancelFlag()
        let thread = TestThread {
            guard let holder = try? create(path) else { return }
            try? holder.execute("CREATE TABLE t (a); BEGIN IMMEDIATE; INSERT INTO t VALUES (1)")
            held.cancel()
            usleep(100_000)
            try? holder.execute("COMMIT")
            holder.close()
        }
        while !held.isCancelled { usleep(1000) }
        let opened = try create(path) { $0.journalMode = .wal }
        thread.join()
        #expect(try opened.text("PRAGMA journal_mode") == "wal")
        #expect(try opened.integer("SELECT count(*) FROM t") == 1)
        let holder = try create(directory / "b.db")
        try holder.execute("CREATE TABLE t (a); BEGIN IMMEDIATE")
        let start = ProgressGuard.now()
        let error = failure {
            try create(directory / "b.db") {
                $0.journalMode = .wal
                $0.busyTimeout = 100
            }
        }
        #expect(error.name == "SQLITE_BUSY")
        #expect(ProgressGuard.now() - start > 80_000_000)
    }

    @Test func interruptFromAnotherThread() throws {
        let connection = try memory()
        let handle = connection.interruptHandle
        let ended = CancelFlag()
        let thread = TestThread {
            // An interruption before the start has no effect, so that it is repeated.
            while !ended.isCancelled {
                usleep(20_000)
                handle.interrupt()
            }
        }
        let error = failure { try connection.prepare(endless).step() }
        ended.cancel()
        thread.join()
        #expect(error.name == "SQLITE_INTERRUPT")
        #expect(try connection.integer("SELECT 1") == 1)
    }

    @Test func interruptWhileClosing() throws {
        for _ in 0..<50 {
            let connection = try memory()
            let handle = connection.interruptHandle
            let thread = TestThread { for _ in 0..<1000 { handle.interrupt() } }
            connection.close()
            thread.join()
        }
    }

    @Test func deadline() throws {
        let connection = try memory()
        let start = ProgressGuard.now()
        let guardian = ProgressGuard(deadline: start + 30_000_000)
        try connection.installProgressGuard(guardian)
        #expect(failure { try connection.prepare(endless).step() }.name == "SQLITE_INTERRUPT")
        #expect(guardian.outcome == .deadline)
        #expect(ProgressGuard.now() - start >= 30_000_000)
        // Past the deadline a long statement is stopped again; armed anew or removed, none is.
        #expect(failure { try connection.prepare(endless).step() }.name == "SQLITE_INTERRUPT")
        guardian.arm(deadline: nil)
        let long: Text =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT max(i) FROM n"
        #expect(try connection.integer(long) == 20_000)
        #expect(guardian.outcome == nil)
        guardian.arm(deadline: 1)
        connection.removeProgressGuard()
        #expect(try connection.integer(long) == 20_000)
        #expect(guardian.outcome == nil)
    }

    /// The counter of operations runs on across statements: the first look is never late.
    @Test func shortStatementsPass() throws {
        let connection = try memory()
        let guardian = ProgressGuard()
        try connection.installProgressGuard(guardian, every: 50)
        let statement = try connection.prepare("SELECT 1")
        for _ in 0..<200 {
            guardian.arm(deadline: 1)
            #expect(try statement.step())
            statement.reset()
        }
        #expect(guardian.outcome == nil)
    }

    @Test func cancelling() throws {
        let connection = try memory()
        let flag = CancelFlag()
        let guardian = ProgressGuard(cancelFlag: flag)
        try connection.installProgressGuard(guardian, every: 100)
        let thread = TestThread {
            usleep(30_000)
            flag.cancel()
        }
        #expect(failure { try connection.prepare(endless).step() }.name == "SQLITE_INTERRUPT")
        thread.join()
        #expect(guardian.outcome == .cancelled)
    }
}
