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
