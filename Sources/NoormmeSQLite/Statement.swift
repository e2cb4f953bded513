import CSQLite
import NoormmeText

/// One prepared statement.
///
/// It belongs to its connection's thread. When the connection is closed, or the cache that
/// owns the statement drops it, it is finalized: later calls throw `SQLITE_MISUSE`, and its
/// columns read as NULL.
public final class Statement {
    /// Nil once finalized; every SQLite function used here takes nil for a misuse, not a crash.
    // Unchecked exclusivity: the field is read at every column of every row, and no access
    // can overlap another on the one thread that uses the statement.
    @exclusivity(unchecked) @usableFromInline var pointer: OpaquePointer?
    @exclusivity(unchecked) @usableFromInline var position = Position.start
    let shared: ConnectionHandle
    /// Its place in the connection's list; -1 when it is not in it.
    var liveIndex = -1
    /// Its entry in the statement cache; -1 when it has none.
    var cacheEntry: Int32 = -1
    /// Lent by the statement cache.
    var isCheckedOut = false
    @exclusivity(unchecked) @usableFromInline var rowCount: Int64 = 0
    /// The values bound since this was set to an empty list; nil keeps none.
    public var recorded: [BoundValue]?
    /// What its user has made of its columns, to be dropped when it was compiled anew.
    public var derived: AnyObject?

    /// Where the last step left off.
    @usableFromInline enum Position: UInt8 {
        case start, row, end, failed
    }

    /// Takes over `pointer`.
    init(_ pointer: OpaquePointer, shared: ConnectionHandle) {
        self.pointer = pointer
        self.shared = shared
        shared.register(self)
    }

    deinit {
        finalize()
    }

    /// Frees the statement now; it is of no use afterwards.
    public func finalize() {
        guard let pointer else { return }
        self.pointer = nil
        shared.unregister(self)
        // Answers the error of the last step again, which was reported then.
        sqlite3_finalize(pointer)
    }

    public var isFinalized: Bool { pointer == nil }

    /// Rows stepped onto since it was prepared.
    public var rowsStepped: Int64 { rowCount }

    /// Moves to the next row; false when there is none (left).
    ///
    /// After the end it stays false, and after an error it throws `SQLITE_MISUSE`, until `reset`:
    /// SQLite itself would run the statement a second time.
    @inlinable
    public func step() throws(SQLiteError) -> Bool {
        if position.rawValue <= Position.row.rawValue {
            let code = sqlite3_step(pointer)
            if code == SQLITE_ROW {
                position = .row
                rowCount &+= 1
                return true
            }
            if code == SQLITE_DONE {
                position = .end
                return false
            }
            throw stepFailure(code)
        }
        return try stepFurther()
    }

    @usableFromInline
    func stepFailure(_ code: Int32) -> SQLiteError {
        position = .failed
        return failure(code)
    }

    @usableFromInline
    func stepFurther() throws(SQLiteError) -> Bool {
        if pointer == nil { throw failure(SQLITE_MISUSE) }
        if position == .end { return false }
        throw SQLiteError(extendedCode: SQLITE_MISUSE, message: "the statement failed and was not reset")
    }

    /// Runs to the end, discarding rows, and resets.
    public func run() throws(SQLiteError) {
        defer { reset() }
        while try step() {}
    }

    /// Back to the start, so that it can be bound and stepped anew. Bindings stay.
    public func reset() {
        // Answers the error of the last step again, which was reported then.
        sqlite3_reset(pointer)
        position = .start
    }

    /// Every parameter is NULL again, and borrowed bytes are no longer pointed to.
    public func clearBindings() {
        // Unlike its neighbours in the API, this function does not take nil.
        if let pointer { sqlite3_clear_bindings(pointer) }
    }

    /// The error of a call on this statement that has just returned `code`.
    @usableFromInline
    func failure(_ code: Int32) -> SQLiteError {
        if pointer == nil {
            return shared.database == nil ? .connectionClosed : .statementFinalized
        }
        return SQLiteError(handle: shared.database, result: code)
    }
}
