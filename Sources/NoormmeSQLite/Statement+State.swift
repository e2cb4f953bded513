import CSQLite
import NoormmeText

extension Statement {
    /// It writes to no database file, not counting what functions and virtual tables do. BEGIN, COMMIT,
    /// SAVEPOINT and ATTACH count as read-only.
    public var isReadOnly: Bool { sqlite3_stmt_readonly(pointer) != 0 }

    /// It was stepped and neither ran to its end nor was reset.
    public var isBusy: Bool { sqlite3_stmt_busy(pointer) != 0 }

    /// Its SQL, as prepared.
    public var sql: Text { Text(cString: sqlite3_sql(pointer)) }

    /// Its SQL with the bound values written in. For an explanation on a developer's screen only: values do
    /// not belong in logs or errors. Empty when it would exceed the length limit.
    public var expandedSQL: Text {
        guard let copy = sqlite3_expanded_sql(pointer) else { return Text() }
        defer { sqlite3_free(copy) }
        return Text(cString: copy)
    }

    /// Counters of `sqlite3_stmt_status`.
    public enum Counter: Int32, Sendable {
        /// Rows stepped over in scans without an index.
        case fullScanSteps = 1
        case sorts = 2
        case automaticIndexRows = 3
        case virtualMachineSteps = 4
        /// How often a change of the schema, or of a binding, had it compiled again.
        case reprepares = 5
        case runs = 6
        case filterMisses = 7
        case filterHits = 8
        /// Bytes of heap.
        case memoryUsed = 99
    }

    /// A counter since the statement was prepared or the counter last reset.
    public func status(_ counter: Counter, reset: Bool = false) -> Int {
        guard let pointer else { return 0 }
        return Int(sqlite3_stmt_status(pointer, counter.rawValue, reset ? 1 : 0))
    }
}
