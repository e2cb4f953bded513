import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// A statement that is being watched: how things stood when it began.
struct StatementWatch {
    let began: UInt64
    let changes: Int64
    let hits: Int
    let operation: QueryEvent.Operation
    let records: Bool
    /// Rows the statement had given, known once it is there.
    var rows: Int64 = 0
    /// It came from the statement cache.
    var isPrepared = false
    /// Nanoseconds it has run, for one that others come between; 0 for one that runs without a pause.
    var spent: UInt64 = 0

    /// Adds the time from then to now; 0 when nobody listened then.
    mutating func spend(since start: UInt64) {
        if start > 0 { spent += max(1, ProgressGuard.now() - start) }
    }
}

extension Session {
    var isWatched: Bool { listeners.isWanted }

    /// Notes what the next statements are about, if anybody listens.
    @inline(__always)
    func setSubject(_ plan: QueryPlan, _ schema: Schema, isPlanKnown: Bool) {
        if isWatched { setWatchedSubject(plan, schema, isPlanKnown) }
    }

    @inline(__always)
    func setSubject(_ request: PreparedRequest) {
        if isWatched { setWatchedSubject(request.plan, request.snapshot.schema, request.isPlanKnown) }
    }

    @inline(never)
    private func setWatchedSubject(_ plan: QueryPlan, _ schema: Schema, _ isPlanKnown: Bool) {
        subject = QuerySubject(plan, schema, isPlanKnown: isPlanKnown)
    }

    /// Notes that the next statements load related rows, if anybody listens.
    ///
    /// - Returns: what they were about before, to be put back.
    func beginPrefetch(_ plan: PrefetchPlan, _ schema: Schema) -> QuerySubject? {
        guard isWatched else { return nil }
        let before = subject
        subject.operation = .prefetch
        subject.model = QuerySubject.model(plan.models, schema)
        return before
    }

    /// Notes that the next statements are SQL the program wrote, if anybody listens.
    func setSubjectSQL() {
        if isWatched { subject = QuerySubject() }
    }

    /// A call has its turn that has waited since then; 0 when it has not.
    func noteWait(since: UInt64) {
        if since > 0, isWatched { waited = ProgressGuard.now() - since }
    }

    /// A statement begins, perhaps inside another.
    @inline(never)
    func beginWatch() {
        watches.append(makeWatch())
    }

    /// The statement that began last is there.
    @inline(never)
    func watch(_ statement: Statement) {
        if let begun = watches.popLast() { watches.append(watching(statement, begun)) }
    }

    /// The statement that began last is at its end.
    @inline(never)
    func endWatch(_ sql: Text, _ statement: Statement?, _ error: NoormmeError?) {
        if let watch = watches.popLast() { endWatch(watch, sql, statement, error) }
    }

    func makeWatch(_ operation: QueryEvent.Operation? = nil) -> StatementWatch {
        StatementWatch(
            began: ProgressGuard.now(), changes: connection.totalChanges, hits: connection.statements.hits,
            operation: operation ?? subject.operation, records: listeners.wantsParameters)
    }

    /// The same watch, of a statement that is there now.
    func watching(_ statement: Statement, _ begun: StatementWatch) -> StatementWatch {
        var watch = begun
        watch.rows = statement.rowsStepped
        watch.isPrepared = connection.statements.hits > watch.hits
        if watch.records { statement.recorded = [] }
        return watch
    }

    /// - Parameter statement: nil when it could not be compiled.
    func endWatch(_ watch: StatementWatch, _ sql: Text, _ statement: Statement?, _ error: NoormmeError?) {
        var event = QueryEvent()
        event.operation = watch.operation
        event.sql = sql
        event.began = watch.began
        event.duration = watch.spent > 0 ? watch.spent : ProgressGuard.now() - watch.began
        event.changes = connection.totalChanges - watch.changes
        event.isPrepared = watch.isPrepared
        if watch.operation.rawValue < QueryEvent.Operation.sql.rawValue {
            event.model = subject.model
            event.isPlanKnown = subject.isPlanKnown
        }
        if let statement {
            event.rows = statement.rowsStepped - watch.rows
            if let values = statement.recorded { event.parameters = Self.json(values) }
            statement.recorded = nil
        }
        event.error = error?.code
        event.sqliteCode = error?.sqliteCode ?? 0
        note(event)
    }

    private func note(_ event: QueryEvent) {
        var event = event
        event.waited = waited
        waited = 0
        event.isInTransaction = isHeld
        event.isOnCallingThread = isOnCallingThread
        event.isWriter = isWriter
        event.connection = number
        events.append(event)
    }

    /// What is to be told now.
    func takeEvents() -> [QueryEvent] {
        if events.isEmpty { return [] }
        defer { events.removeAll() }
        return events
    }

    /// What listeners get of values: a JSON array, as answers spell values.
    private static func json(_ values: [BoundValue]) -> Text {
        var out = ByteBuffer(capacity: 64)
        out.append("[")
        for (index, value) in values.enumerated() {
            if index > 0 { out.append(",") }
            switch value {
            case .null: out.append("null")
            case .integer(let integer): out.writeInteger(integer)
            case .real(let real): out.writeReal(real)
            case .text(let text): out.writeString(Text(text))
            case .blob(let blob): blob.withUnsafeBytes { out.writeBlob($0) }
            }
        }
        out.append("]")
        return Text(out.withBytes { [UInt8]($0) })
    }
}

extension QueryEvent.Operation {
    /// What a statement does that begins or ends a transaction or a savepoint.
    init(control sql: Text) {
        switch sql.bytes.first {
        case 0x42: self = .begin
        case 0x43: self = .commit
        case 0x53: self = .savepoint
        default: self = sql.hasPrefix("RELEASE") ? .release : .rollback
        }
    }
}
