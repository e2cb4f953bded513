import CSQLite

/// Stops what a connection is doing, from any thread, also while the connection is being closed.
public final class InterruptHandle: @unchecked Sendable {
    // Unchecked because `lock` guards `database`: closing waits until no interruption is under way.
    private let lock = Lock()
    private var database: OpaquePointer?

    init(_ database: OpaquePointer) {
        self.database = database
    }

    /// Running statements end with `SQLITE_INTERRUPT`; a write in an explicit transaction rolls
    /// that transaction back. Nothing happens when no statement runs or the connection is closed.
    public func interrupt() {
        lock.withLock {
            if let database { sqlite3_interrupt(database) }
        }
    }

    func clear() {
        lock.withLock { database = nil }
    }
}
