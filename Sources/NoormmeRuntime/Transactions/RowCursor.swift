import NoormmeCore
import NoormmeSQLite
import NoormmeText

// A cursor gives the rows of a request some at a time, so that a program can go through more of them than it has
// memory for. It lives in a transaction, most often one that only reads and has a connection of its own: what it gives
// is one state of the database, however long that takes, and nobody waits for it. Prefetched rows come chunk by chunk,
// as with Django's iterator.

/// Rows of a request, some at a time, as row blocks.
///
/// Its statement belongs to the transaction's connection: it is finalized when its rows are at an end, when the cursor
/// is given up, and at the latest before the transaction gives its connection back.
public final class RowCursor: @unchecked Sendable {
    // Unchecked because everything below `spec` is touched only by calls that run in the transaction, one at a time.
    private let transaction: Transaction
    private let spec: [UInt8]
    private var started: Started?
    private var isOver = false

    private struct Started {
        let statement: Statement
        let plan: RowsPlan
        let prefetches: [PrefetchPlan]
        let block: BlockPlan
        let schema: Schema
        /// The description has been given.
        var isKnown = false
        /// For listeners, when there were any at the start.
        var watch: StatementWatch?
        let subject: QuerySubject
    }

    init(_ transaction: Transaction, _ spec: [UInt8]) {
        self.transaction = transaction
        self.spec = spec
    }

    /// The next rows: fewer than asked for when they are the last.
    public func next(_ count: Int) throws(NoormmeError) -> AnswerBytes {
        try transaction.run { (session) throws(NoormmeError) in try self.next(count, session) }
    }

    @discardableResult
    public func submitNext(
        _ count: Int, options: CallOptions = CallOptions(), ticket: UInt64? = nil,
        completion: @escaping Database.Completion
    ) throws(NoormmeError) -> UInt64 {
        try transaction.submit(options, ticket, completion) { (session) throws(NoormmeError) in
            try self.next(count, session)
        }
    }

    public func newTicket() -> UInt64 { transaction.newTicket() }

    /// Gives it up. After the end of its transaction nothing is left to do.
    public func abandon() {
        transaction.tidy { self.finish($0) }
    }

    /// Called by whoever has the transaction's connection.
    func end(_ session: Session, _ error: NoormmeError? = nil) {
        isOver = true
        if let started, let watch = started.watch {
            session.subject = started.subject
            session.endWatch(watch, started.plan.statement.sql, started.statement, error)
        }
        started?.statement.finalize()
        started = nil
    }

    private func finish(_ session: Session, _ error: NoormmeError? = nil) {
        end(session, error)
        session.cursors.removeAll { $0 === self }
    }

    private func next(_ count: Int, _ session: Session) throws(NoormmeError) -> AnswerBytes {
        if isOver { throw NoormmeError(.programmingError, "the cursor is at its end") }
        let began = session.isWatched ? ProgressGuard.now() : 0
        do throws(NoormmeError) {
            var current: Started
            if let started { current = started } else { current = try start(session) }
            // What is prefetched is told as it comes.
            session.subject = current.subject
            var executor = Executor(session: session, schema: current.schema)
            executor.isPositional = current.block.isPositional
            let rows =
                !current.block.isSelect ? try json(count, current, executor) : try block(count, current, executor)
            current.isKnown = true
            current.watch?.spend(since: began)
            started = current
            if rows < count { finish(session) }
            return session.blocks.release()
        } catch {
            started?.watch?.spend(since: began)
            finish(session, error)
            throw error
        }
    }

    private func start(_ session: Session) throws(NoormmeError) -> Started {
        let database = transaction.database
        var attempts = 0
        var found: PreparedRequest?
        while found == nil {
            found = try database.request(spec, session, attempts: attempts, asBlock: true)
            attempts += 1
        }
        guard let request = found, let block = request.block, case .rows(let plan) = request.plan.operation,
            case .many = plan.expectation, request.layout == .asPlanned, !plan.shape.followsStatement
        else {
            throw NoormmeError(
                .notSupported, "a cursor is for the rows of a query in an order that can be followed, not backwards")
        }
        let executor = Executor(session: session, schema: request.snapshot.schema)
        session.count()
        session.setSubject(request)
        var watch = session.isWatched ? session.makeWatch() : nil
        let statement: Statement
        do throws(SQLiteError) {
            statement = try session.connection.prepare(plan.statement.sql)
            if let begun = watch { watch = session.watching(statement, begun) }
            try statement.bind(plan.statement.parameters)
        } catch {
            let failure = executor.failure(error)
            if let watch { session.endWatch(watch, plan.statement.sql, nil, failure) }
            throw failure
        }
        session.cursors.append(self)
        return Started(
            statement: statement, plan: plan, prefetches: request.plan.prefetches, block: block,
            schema: request.snapshot.schema, watch: watch, subject: session.subject)
    }

    private func block(_ count: Int, _ current: Started, _ executor: Executor) throws(NoormmeError) -> Int {
        let writer = executor.session.blocks
        writer.begin(current.block, known: current.isKnown ? current.block.id : 0)
        while writer.count < count, try executor.step(current.statement) { writer.append(current.statement) }
        let rows = writer.count
        writer.finish()
        return rows
    }

    /// Rows with others related to them.
    private func json(_ count: Int, _ current: Started, _ executor: Executor) throws(NoormmeError) -> Int {
        var notes = SpliceNotes(prefetches: current.prefetches.count)
        let encoder = executor.encoder(current.plan.shape, current.prefetches)
        var rows = RowBlock()
        while rows.count < count, try executor.step(current.statement) {
            encoder.encode(current.statement, into: &rows.bytes, &notes)
            rows.endRow()
        }
        let taken = rows.count
        let filled = try Prefetcher(executor: executor).fill(rows, notes, current.prefetches)
        let answer = filled.array()
        let writer = executor.session.blocks
        writer.begin(current.block, known: current.isKnown ? current.block.id : 0)
        answer.withBytes { writer.finish(json: $0) }
        return taken
    }
}

extension Transaction {
    /// The rows of a request, some at a time. Nothing runs before the first are asked for.
    public func cursor(_ spec: [UInt8]) -> RowCursor { RowCursor(self, spec) }
}
