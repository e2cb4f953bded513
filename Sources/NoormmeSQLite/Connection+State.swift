import CSQLite
import NoormmeText

extension Connection {
    /// Rows that the last finished INSERT, UPDATE or DELETE changed, without those of triggers and foreign keys.
    public var changes: Int64 {
        shared.database.map { sqlite3_changes64($0) } ?? 0
    }

    /// Rows changed since the connection was opened, triggers and foreign keys included.
    public var totalChanges: Int64 {
        shared.database.map { sqlite3_total_changes64($0) } ?? 0
    }

    /// The rowid of the last successful INSERT into a rowid table, or 0.
    public var lastInsertRowID: Int64 {
        shared.database.map { sqlite3_last_insert_rowid($0) } ?? 0
    }

    /// A transaction was begun and not yet ended. An error of SQLite (`SQLITE_FULL`, `SQLITE_IOERR`,
    /// an interrupted write …) may have rolled it back by itself: ask after an error.
    public var isInTransaction: Bool {
        shared.database.map { sqlite3_get_autocommit($0) == 0 } ?? false
    }

    /// The main database takes no writes.
    public var isReadOnly: Bool {
        shared.database.map { sqlite3_db_readonly($0, "main") == 1 } ?? true
    }

    /// Whether foreign keys are enforced.
    public func foreignKeys() throws(SQLiteError) -> Bool {
        let statement = try shared.prepare("PRAGMA foreign_keys", flags: 0)
        return try statement.step() && statement.int64(at: 0) != 0
    }

    /// Without effect inside a transaction.
    public func setForeignKeys(_ enforced: Bool) throws(SQLiteError) {
        try shared.execute(enforced ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF")
    }

    /// How long a statement waits for a lock from now on, in milliseconds; 0 or less does not wait.
    public func setBusyTimeout(_ milliseconds: Int32) throws(SQLiteError) {
        _ = try shared.open()
        shared.busyHandler.setTimeout(milliseconds: milliseconds)
    }

    /// What waits for locks; it may outlive the connection.
    public var busyHandler: BusyHandler { shared.busyHandler }

    /// A number that every change of the schema, by any process, moves (`PRAGMA schema_version`).
    /// Outside a transaction the question takes and gives back a read lock.
    public func schemaVersion() throws(SQLiteError) -> Int64 {
        try number(Self.schemaVersionKey)
    }

    /// The same of the file and of each attached database.
    public func schemaVersions() throws(SQLiteError) -> [Int64] {
        var versions = [try schemaVersion()]
        for name in attached { versions.append(try number(StatementKey("PRAGMA " + name.quoted + ".schema_version"))) }
        return versions
    }

    private func number(_ key: StatementKey) throws(SQLiteError) -> Int64 {
        try withStatement(key) { statement throws(SQLiteError) in
            try statement.step() ? statement.int64(at: 0) : 0
        }
    }

    /// Bytes of a page of the file; 0 when it cannot be told.
    public var pageSize: Int {
        do throws(SQLiteError) {
            return try withStatement(StatementKey("PRAGMA page_size")) { statement throws(SQLiteError) in
                try statement.step() ? Int(statement.int64(at: 0)) : 0
            }
        } catch {
            return 0
        }
    }

    /// Whether a setting (`PRAGMA name`) is a word; false when it cannot be told.
    func isSet(_ name: Text, to word: Text) -> Bool {
        do throws(SQLiteError) {
            return try withStatement(StatementKey("PRAGMA " + name)) { statement throws(SQLiteError) in
                try statement.step() && statement.text(at: 0) == word
            }
        } catch {
            return false
        }
    }

    private static let schemaVersionKey = StatementKey("PRAGMA schema_version")

    /// What a limit of SQLite is on this connection; 0 after `close`.
    public func limit(_ limit: Limit) -> Int {
        shared.database.map { Int(sqlite3_limit($0, limit.rawValue, -1)) } ?? 0
    }

    /// Lowers or raises a limit; SQLite cuts it to its compiled maximum. A negative value changes nothing.
    public func setLimit(_ limit: Limit, to value: Int32) throws(SQLiteError) {
        sqlite3_limit(try shared.open(), limit.rawValue, value)
    }

    /// The limits of `sqlite3_limit`.
    public enum Limit: Int32, Sendable, CaseIterable {
        /// Bytes of a text, a blob or a row.
        case length = 0
        case sqlLength = 1
        case columns = 2
        case expressionDepth = 3
        case compoundSelect = 4
        case virtualMachineOperations = 5
        case functionArguments = 6
        case attached = 7
        case likePatternLength = 8
        /// The highest parameter number.
        case parameters = 9
        case triggerDepth = 10
        case workerThreads = 11
    }
}
