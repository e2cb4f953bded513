import NoormmeCore
import NoormmeSQLite
import NoormmeText
import Synchronization

/// A connection with what the runtime knows of it.
final class Session: @unchecked Sendable {
    // Unchecked because the pool lends a session to one thread at a time, under its lock;
    // `isInterrupted` alone is touched by others.
    let connection: Connection
    let shapes = ShapeCache()
    /// A cached statement was compiled anew while it ran: perhaps the schema is another.
    var sawReprepare = false
    /// It must not be used again: a transaction could not be ended.
    var isBroken = false
    private let interrupted = Atomic<Bool>(false)

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Nothing of an earlier lease concerns the next one.
    func beginLease() {
        interrupted.store(false, ordering: .relaxed)
        sawReprepare = false
    }

    /// Stops the statement that runs, and those that would follow in this lease: SQLite forgets an
    /// interruption that comes between two statements.
    func interrupt() {
        interrupted.store(true, ordering: .relaxed)
        connection.interruptHandle.interrupt()
    }

    var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }

    /// What an error of this session's connection means.
    ///
    /// SQLite does not always say SQLITE_INTERRUPT: while it reads the schema, an interruption comes out as a
    /// general error (a table it has not read yet does not exist), and a read beside an interrupted write as
    /// SQLITE_ABORT.
    func failure(_ error: SQLiteError, schema: Schema?) -> NoormmeError {
        let isVague = error.code == 1 || error.code == 4
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

    private static let rollback = StatementKey("ROLLBACK")
    private static let mostAttempts = 100

    /// Runs `body` with a cached statement.
    func withStatement<R: ~Copyable, E: Error>(
        _ key: StatementKey, failure: (SQLiteError) -> E, _ body: (Statement) throws(E) -> R
    ) throws(E) -> R {
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
