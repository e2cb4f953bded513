import CSQLite
import NoormmeText

/// One connection to a database, opened without SQLite's own mutexes.
///
/// A connection, its statements and its statement cache are used by one thread at a time.
/// This class does not see to it: it is not `Sendable`, and whoever moves a connection
/// between threads (a pool that lends each to one borrower at a time, under its lock) makes
/// that promise. `InterruptHandle` and `CancelFlag` alone may be touched from other threads.
///
/// After `close` every call answers an error or zero; nothing crashes.
public final class Connection {
    let shared: ConnectionHandle
    /// Statements kept prepared.
    public let statements: StatementCache
    /// As it was given to `open`.
    public let path: Text
    public let mode: OpenMode
    /// How a `readOnly` connection reads its file; `direct` in every other mode but `immutable`.
    public let access: ReadOnlyAccess
    let stamps: [SourceStamp]
    /// The names of the databases attached when it was opened.
    public let attached: [Text]
    var progressGuard: ProgressGuard?
    var deleteTally: DeleteTally?

    init(
        shared: ConnectionHandle, path: Text, mode: OpenMode, access: ReadOnlyAccess, stamps: [SourceStamp],
        attached: [Text] = [],
        statementCacheCapacity: Int
    ) {
        self.shared = shared
        self.path = path
        self.mode = mode
        self.access = access
        self.stamps = stamps
        self.attached = attached
        statements = StatementCache(shared: shared, capacity: statementCacheCapacity)
    }

    deinit {
        close()
    }

    /// Finalizes every statement and closes the file; an open transaction is rolled back.
    /// A second call does nothing.
    public func close() {
        statements.removeAll()
        shared.close()
        progressGuard = nil
    }

    public var isClosed: Bool { shared.database == nil }

    /// The `sqlite3 *`, for registering functions; nil after `close`. Whoever finalizes or closes
    /// through it breaks this class.
    public var unsafeHandle: OpaquePointer? { shared.database }

    /// Prepares one statement outside the cache.
    ///
    /// - Parameter persistent: tells SQLite that the statement will be kept for long.
    /// - Throws: SQLite's error, with the offset in the text where it has one; `SQLITE_MISUSE` for
    ///   text without a statement, with a NUL byte, or with more than white space, comments and
    ///   semicolons after the first statement.
    public func prepare(_ sql: Text, persistent: Bool = false) throws(SQLiteError) -> Statement {
        try shared.prepare(sql, flags: persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0)
    }

    /// Runs `body` with a statement from the cache, which goes back however `body` ends.
    public func withStatement<R>(
        _ key: StatementKey, _ body: (Statement) throws(SQLiteError) -> R
    ) throws(SQLiteError) -> R {
        let statement = try statements.checkOut(key)
        defer { statements.checkIn(statement) }
        return try body(statement)
    }

    /// Stops what this connection is doing; see `InterruptHandle`.
    public func interrupt() {
        shared.interruption.interrupt()
    }

    /// What other threads use to interrupt this connection; it may outlive the connection.
    public var interruptHandle: InterruptHandle { shared.interruption }
}
