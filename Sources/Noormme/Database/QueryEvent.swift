import NoormmeCore
import NoormmeRuntime
import NoormmeText

/// One SQL statement that has run. docs/events.md says which are told.
public struct QueryEvent: Sendable {
    /// What the statement was for: `select`, `count`, `exists`, `explain`, `insert`, `update`, `delete`, `save`,
    /// `get_or_create`, `prefetch`, `sql`, `script`, `begin`, `commit`, `rollback`, `savepoint`, `release`.
    public let operation: String
    /// The model the request is about; nil for SQL text and for transactions.
    public let model: String?
    /// With placeholders.
    public let sql: String
    /// The placeholders' values as a JSON array, when they were asked for; of the last run where a statement ran
    /// several times.
    public let parameters: String?
    /// How long it took until its last row was written, compiling included.
    public let duration: Duration
    /// How long its call had waited for a connection; told with the first statement of a call.
    public let waited: Duration
    /// Rows it gave.
    public let rows: Int
    /// Rows it inserted, updated and deleted, those of triggers and cascades included.
    public let changes: Int
    /// What it came to; nil for success.
    public let error: ErrorCode?
    /// SQLite's extended result code; 0 where SQLite had no error.
    public let sqliteCode: Int
    /// It ran on the connection that writes, not on one that reads.
    public let isOnWriter: Bool
    /// Which connection of the database, counted from 1.
    public let connection: Int
    /// The request's plan came from the cache.
    public let isPlanCached: Bool
    /// The statement was prepared already.
    public let isStatementCached: Bool
    /// It ran in a transaction of the program's.
    public let isInTransaction: Bool

    init(_ event: NoormmeRuntime.QueryEvent) {
        operation = String(Text(event.operation.name))
        model = event.model.isEmpty ? nil : String(event.model)
        sql = String(event.sql)
        parameters = event.parameters.map { String($0) }
        duration = .nanoseconds(Int64(clamping: event.duration))
        waited = .nanoseconds(Int64(clamping: event.waited))
        rows = Int(event.rows)
        changes = Int(event.changes)
        error = event.error
        sqliteCode = Int(event.sqliteCode)
        isOnWriter = event.isWriter
        connection = Int(event.connection)
        isPlanCached = event.isPlanKnown
        isStatementCached = event.isPrepared
        isInTransaction = event.isInTransaction
    }
}

/// Somebody who is told of statements, until `cancel`.
public struct QueryListener: Sendable {
    let runtime: NoormmeRuntime.Database
    let number: UInt64

    /// Waits for the listener where it runs on other threads; it is not called any more when this returns. The listener
    /// itself may call it. A second time nothing happens.
    public func cancel() {
        runtime.removeListener(number)
    }
}

extension Database {
    /// Calls `listener` for each SQL statement that runs on the database from now on, by whomever: on the thread that
    /// ran it, before its call returns, perhaps on several threads at once. It may use the database. While nobody
    /// listens, statements cost nothing more.
    ///
    /// ```swift
    /// let slow = database.onQuery(slowerThan: .milliseconds(100)) { print($0.duration, $0.sql) }
    /// ```
    ///
    /// - Parameters:
    ///   - parameters: tells the values of parameters too. They may be secrets.
    ///   - slowerThan: only statements that took so long, and those that failed.
    ///   - listener: is called with each event.
    /// - Returns: what ends it. Closing the database does too; on a closed one nobody is called.
    @discardableResult
    public func onQuery(
        parameters: Bool = false, slowerThan: Duration = .zero, _ listener: @escaping @Sendable (QueryEvent) -> Void
    ) -> QueryListener {
        let options = QueryListenerOptions(parameters: parameters, slowerThan: slowerThan.nanoseconds)
        let number = runtime.addListener(options) { listener(QueryEvent($0)) }
        return QueryListener(runtime: runtime, number: number)
    }

    /// The same as a sequence: `for await event in database.queryEvents()`. It ends with its loop or its task.
    ///
    /// - Parameters:
    ///   - parameters: tells the values of parameters too. They may be secrets.
    ///   - slowerThan: only statements that took so long, and those that failed.
    ///   - capacity: events that may wait for the loop; when there are more, the oldest are dropped.
    public func queryEvents(
        parameters: Bool = false, slowerThan: Duration = .zero, capacity: Int = 1000
    ) -> AsyncStream<QueryEvent> {
        let (stream, continuation) = AsyncStream<QueryEvent>.makeStream(
            bufferingPolicy: .bufferingNewest(max(1, capacity)))
        let listener = onQuery(parameters: parameters, slowerThan: slowerThan) { continuation.yield($0) }
        continuation.onTermination = { _ in listener.cancel() }
        return stream
    }
}

extension Duration {
    /// Whole nanoseconds; 0 for what is negative, the largest number when there are too many.
    fileprivate var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        if seconds < 0 || attoseconds < 0 { return 0 }
        let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carried) = product.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
        return overflow || carried ? .max : sum
    }
}
