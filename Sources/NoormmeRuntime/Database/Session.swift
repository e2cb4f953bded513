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
    let echoes = EchoCache()
    /// The versions of the files' schemas when a statement of an echo was last compiled.
    var echoedVersions: [Int64] = []
    /// Statements that a transaction stands in the middle of.
    var streams: [SQLStream] = []
    var cursors: [RowCursor] = []
    private let statements: StatementCount
    let listeners: QueryListeners
    let isWriter: Bool
    /// Which connection of its database, counted from 1.
    let number: Int32
    /// What listeners are told of statements, as long as there are any.
    var subject = QuerySubject()
    /// Statements that run now, one inside another.
    var watches: [StatementWatch] = []
    var events: [QueryEvent] = []
    /// How long the call that runs waited for the connection.
    var waited: UInt64 = 0
    /// A transaction of the program's has it.
    var isHeld = false
    /// The thread that has it is the program's.
    var isOnCallingThread = true
    /// Statements of this connection among them.
    private(set) var statementsRun: Int64 = 0
    let blocks = BlockWriter()
    /// A cached statement was compiled anew while it ran: perhaps the schema is another.
    var sawReprepare = false
    /// Only for readers of a file that is written to.
    var snapshot = KeptSnapshot()
    var keepsSnapshots: Bool
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

    init(
        _ connection: Connection, busyTimeout: Int32, isWriter: Bool, keepsSnapshots: Bool, number: Int32,
        _ statements: StatementCount, _ listeners: QueryListeners
    ) {
        self.keepsSnapshots = keepsSnapshots
        self.connection = connection
        self.busyTimeout = busyTimeout
        self.isWriter = isWriter
        self.number = number
        self.statements = statements
        self.listeners = listeners
    }

    /// Nothing of an earlier lease concerns the next one, but for a snapshot that a read may join.
    func beginLease(joining pool: ConnectionPool? = nil) {
        stops.store(0, ordering: .relaxed)
        connection.busyHandler.resume()
        sawReprepare = false
        waited = 0
        isOnCallingThread = true
        if let pool {
            joinSnapshot(ProgressGuard.now(), pool)
        } else {
            endSnapshot()
        }
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
    ///
    /// - Parameter isTold: whether listeners are; not when the schema was read, of which they know nothing.
    func rollBack(isTold: Bool = true) {
        let told = events.count
        defer { if !isTold { events.removeSubrange(told...) } }
        var attempts = 0
        while connection.isInTransaction {
            guard attempts < Self.mostAttempts else {
                isBroken = true
                return
            }
            attempts += 1
            do throws(SQLiteError) {
                try runControl(.rollback)
            } catch {
                continue
            }
        }
    }

    /// What has run since there were so many, the first of this lease, was undone and runs again: it is neither counted
    /// nor told twice.
    func uncount(since number: Int64) {
        statements.add(number - statementsRun)
        statementsRun = number
        events.removeAll()
    }

    static let mostAttempts = 100

    /// One more statement runs for a request.
    func count() {
        statements.add()
        statementsRun += 1
    }

    /// Runs `body` with a cached statement that a request asks for.
    ///
    /// - Parameter runs: false when the statement is only looked at.
    func withStatement<R: ~Copyable>(
        _ key: StatementKey, runs: Bool = true, failure: (SQLiteError) -> NoormmeError,
        _ body: (Statement) throws(NoormmeError) -> R
    ) throws(NoormmeError) -> R {
        if runs { count() }
        let isWatched = runs && self.isWatched
        if isWatched { beginWatch() }
        let statement: Statement
        do {
            statement = try connection.statements.checkOut(key)
        } catch {
            let failure = failure(error)
            if isWatched { endWatch(key.sql, nil, failure) }
            throw failure
        }
        defer {
            if statement.status(.reprepares, reset: true) > 0 {
                sawReprepare = true
                statement.derived = nil
                // Should nobody look now (the call was stopped, say), the next one does.
                echoedVersions = []
            }
            connection.statements.checkIn(statement)
        }
        if isWatched { watch(statement) }
        do {
            let result = try body(statement)
            if isWatched { endWatch(key.sql, statement, nil) }
            return result
        } catch {
            if isWatched { endWatch(key.sql, statement, error) }
            throw error
        }
    }

    /// Runs a statement that begins or ends a transaction or a savepoint.
    func runControl(_ key: StatementKey, isTold: Bool = true) throws(SQLiteError) {
        let watch = isTold && isWatched ? makeWatch(QueryEvent.Operation(control: key.sql)) : nil
        do throws(SQLiteError) {
            try connection.withStatement(key) { statement throws(SQLiteError) in try statement.run() }
            if var watch {
                watch.isPrepared = connection.statements.hits > watch.hits
                endWatch(watch, key.sql, nil, nil)
            }
        } catch {
            if let watch { endWatch(watch, key.sql, nil, failure(error, schema: nil)) }
            throw error
        }
    }
}
