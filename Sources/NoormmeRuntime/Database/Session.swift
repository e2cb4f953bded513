import NoormmeCore
import NoormmeSQLite
import NoormmeText
import Synchronization

/// A connection with what the runtime knows of it.
final class Session: @unchecked Sendable {
    // Unchecked because the pool lends a session to one thread at a time, under its lock; only what stops it
    // is touched by others: `stops`, which is atomic, and `current`, under `lock`.
    let connection: Connection
    let shapes = ShapeCache()
    /// Statements that a transaction stands in the middle of.
    var streams: [SQLStream] = []
    var cursors: [RowCursor] = []
    private let statements: StatementCount
    /// Statements of this connection among them.
    private(set) var statementsRun: Int64 = 0
    let blocks = BlockWriter()
    /// A cached statement was compiled anew while it ran: perhaps the schema is another.
    var sawReprepare = false
    /// It must not be used again: a transaction could not be ended.
    var isBroken = false
    private let stops = Atomic<UInt8>(0)
    private let lock = Lock()
    private var current: Call?

    /// Everything that runs shall stop.
    private static let all: UInt8 = 1
    /// The call that runs shall stop.
    private static let one: UInt8 = 2

    private let timeGuard = ProgressGuard()
    private let busyTimeout: Int32

    init(_ connection: Connection, busyTimeout: Int32, _ statements: StatementCount = StatementCount()) {
        self.connection = connection
        self.busyTimeout = busyTimeout
        self.statements = statements
    }

    /// Nothing of an earlier lease concerns the next one.
    func beginLease() {
        stops.store(0, ordering: .relaxed)
        connection.busyHandler.resume()
        sawReprepare = false
    }

    /// Stops the statement that runs, and those that would follow in this lease: SQLite forgets an
    /// interruption that comes between two statements.
    func interrupt() {
        stops.bitwiseOr(Self.all, ordering: .relaxed)
        connection.busyHandler.giveUp()
        connection.interruptHandle.interrupt()
    }

    /// The call that runs, which a stop of its own concerns; nil when none does.
    func setCurrent(_ call: Call?) {
        lock.withLock { current = call }
        sawReprepare = false
        if call == nil {
            stops.bitwiseAnd(~Self.one, ordering: .relaxed)
        } else if !isAllInterrupted {
            // Another call's stop keeps this one from waiting for a lock no more.
            connection.busyHandler.resume()
        }
    }

    /// A call was stopped, perhaps while this session runs it.
    func noticeStop(of call: Call) {
        lock.withLock {
            guard current === call else { return }
            stops.bitwiseOr(Self.one, ordering: .relaxed)
            connection.busyHandler.giveUp()
            connection.interruptHandle.interrupt()
        }
    }

    var isInterrupted: Bool { stops.load(ordering: .relaxed) != 0 }

    /// Not one call alone: everything.
    var isAllInterrupted: Bool { stops.load(ordering: .relaxed) & Self.all != 0 }

    /// Lets a read run this long, and wait for no lock.
    func limitTime(to nanoseconds: UInt64) {
        timeGuard.arm(deadline: ProgressGuard.now() &+ nanoseconds)
        do throws(SQLiteError) {
            // Looking at the clock often costs nothing that can be measured.
            try connection.installProgressGuard(timeGuard, every: 100)
        } catch {}
        connection.busyHandler.setTimeout(milliseconds: 0)
    }

    func unlimitTime() {
        connection.removeProgressGuard()
        connection.busyHandler.setTimeout(milliseconds: busyTimeout)
    }

    var ranOutOfTime: Bool { timeGuard.outcome == .deadline }

    /// What an error of this session's connection means.
    ///
    /// SQLite does not always say SQLITE_INTERRUPT: while it reads the schema, an interruption comes out as a
    /// general error (a table it has not read yet does not exist), and a read beside an interrupted write as
    /// SQLITE_ABORT, and waiting for a lock ends with SQLITE_BUSY.
    func failure(_ error: SQLiteError, schema: Schema?) -> NoormmeError {
        let isVague = error.code == 1 || error.code == 4 || error.code == 5
        if isVague, isInterrupted {
            return NoormmeError(.interrupted, "interrupted", sqliteCode: error.extendedCode)
        }
        return NoormmeError(error, schema: schema)
    }

    /// Ends the transaction, unless SQLite has ended it already; what cannot be ended ends with its connection.
    ///
    /// A database in memory would end with it too: so an interruption, which can stop even a ROLLBACK, is
    /// outlasted.
    func rollBack() {
        var attempts = 0
        while connection.isInTransaction {
            guard attempts < Self.mostAttempts else {
                isBroken = true
                return
            }
            attempts += 1
            do throws(SQLiteError) {
                try connection.withStatement(Self.rollback) { statement throws(SQLiteError) in try statement.run() }
            } catch {
                continue
            }
        }
    }

    /// What has run since there were so many was undone and runs again: it is not counted twice.
    func uncount(since number: Int64) {
        statements.add(number - statementsRun)
        statementsRun = number
    }

    private static let rollback = StatementKey("ROLLBACK")
    static let mostAttempts = 100

    /// Runs `body` with a cached statement.
    ///
    /// - Parameter counts: false for what begins and ends transactions, which no request asks for.
    func withStatement<R: ~Copyable, E: Error>(
        _ key: StatementKey, counts: Bool = true, failure: (SQLiteError) -> E, _ body: (Statement) throws(E) -> R
    ) throws(E) -> R {
        if counts {
            statements.add()
            statementsRun += 1
        }
        let statement: Statement
        do {
            statement = try connection.statements.checkOut(key)
        } catch {
            throw failure(error)
        }
        defer {
            if statement.status(.reprepares, reset: true) > 0 { sawReprepare = true }
            connection.statements.checkIn(statement)
        }
        return try body(statement)
    }
}
