import NoormmeCore
import NoormmeSQLite
import NoormmeText
import Synchronization

// The pool's connections are shared: nobody may leave a transaction or a setting behind on one. Drivers written for
// SQLite itself want that very thing, a connection of their own on which BEGIN is a statement like any other. This is
// one, outside of any database, used by one caller at a time.

/// A connection that one host holds alone.
public final class HeldConnection: @unchecked Sendable {
    // Unchecked because `isInUse` lets one call in at a time, and `lock` guards `discarded`.
    let connection: Connection
    private let isInUse = Atomic<Bool>(false)
    private let hasDiscarded = Atomic<Bool>(false)
    private let lock = Lock()
    private var discarded: [Statement] = []

    /// - Parameter path: as for a `Database`.
    /// - Throws: `.invalidOption` for a URL that cannot be read, any 500.
    public init(path: Text, options: DatabaseOptions) throws(NoormmeError) {
        let location = try DatabaseLocation.parse(path)
        var connectionOptions = location.connectionOptions(options)
        connectionOptions.attachments = try Attachments(options.attach, main: location).heldOptions(options)
        do {
            connection = try Connection.open(
                path: location.openPath(options), mode: location.openMode(options), options: connectionOptions)
            if let handle = connection.unsafeHandle { try SQLFunctions.register(on: handle) }
        } catch {
            throw NoormmeError(error, schema: nil)
        }
    }

    /// Runs `body` while nobody else is at the connection.
    ///
    /// - Throws: `.concurrentUse`, `.closed`, and what SQLite said.
    func use<R>(_ body: (Connection) throws(SQLiteError) -> R) throws(NoormmeError) -> R {
        guard isInUse.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            throw NoormmeError(
                .concurrentUse, "the connection is in use, by another thread or by the call this one was made from")
        }
        defer { isInUse.store(false, ordering: .releasing) }
        if hasDiscarded.load(ordering: .relaxed) { finalizeDiscarded() }
        guard !connection.isClosed else { throw NoormmeError(.closed, "the connection is closed") }
        do throws(SQLiteError) {
            return try body(connection)
        } catch {
            throw NoormmeError(held: error)
        }
    }

    /// Takes a statement nobody needs any more. A garbage collector gives it at any moment, so that it may have to
    /// wait for the next call to be finalized.
    func discard(_ statement: Statement) {
        lock.withLock { discarded.append(statement) }
        hasDiscarded.store(true, ordering: .relaxed)
        _ = try? use { (_) throws(SQLiteError) in }
    }

    private func finalizeDiscarded() {
        hasDiscarded.store(false, ordering: .relaxed)
        let statements = lock.withLock {
            defer { discarded = [] }
            return discarded
        }
        for statement in statements { statement.finalize() }
    }

    /// - Throws: `.concurrentUse`; then it stays open.
    public func close() throws(NoormmeError) {
        do {
            try use { (connection) throws(SQLiteError) in connection.close() }
        } catch {
            if error.code != .closed { throw error }
        }
    }

    public func run(script: Text) throws(NoormmeError) {
        try use { (connection) throws(SQLiteError) in try connection.execute(script) }
    }

    /// The name `sqlite3.h` has for a result code, such as `SQLITE_CONSTRAINT_UNIQUE`.
    public static func name(ofCode code: Int32) -> StaticString { ResultCode(rawValue: code).name }

    /// From any thread.
    public func interrupt() {
        connection.interrupt()
    }

    public struct State {
        public var changes: Int64
        public var totalChanges: Int64
        public var lastInsertRowID: Int64
        public var isInTransaction: Bool
        public var isReadOnly: Bool
    }

    public func state() throws(NoormmeError) -> State {
        try use { (connection) throws(SQLiteError) in
            State(
                changes: connection.changes, totalChanges: connection.totalChanges,
                lastInsertRowID: connection.lastInsertRowID, isInTransaction: connection.isInTransaction,
                isReadOnly: connection.isReadOnly)
        }
    }

    public func prepare(_ sql: Text) throws(NoormmeError) -> HeldStatement {
        HeldStatement(
            try use { (connection) throws(SQLiteError) in try connection.prepare(sql, persistent: true) }, on: self)
    }
}

extension NoormmeError {
    /// An error of SQL that the host wrote: a misuse is the host's, not ours.
    init(held error: SQLiteError) {
        self.init(error, schema: nil)
        // SQLITE_MISUSE, SQLITE_RANGE
        if error.code == 21 || error.code == 25 { code = .programmingError }
    }
}
