import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// Rows of one statement, some at a time, in a transaction.
///
/// The statement belongs to the transaction's connection: it is finalized when its rows are at an end, when the stream
/// is given up, and at the latest before the transaction gives its connection back.
public final class SQLStream: @unchecked Sendable {
    // Unchecked because `statement` and `isOver` are touched only by calls that run in the transaction, one at a time.
    private let transaction: Transaction
    private let request: SQLRequest
    private var statement: Statement?
    /// For listeners, when there were any at the start.
    private var watch: StatementWatch?
    private var isOver = false

    init(_ transaction: Transaction, _ request: SQLRequest) {
        self.transaction = transaction
        self.request = request
    }

    /// The next rows: `{"columns":[…],"types":[…],"rows":[[…]],"done":…}`.
    ///
    /// - Parameter count: how many at most.
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
        if let watch { session.endWatch(watch, request.key.sql, statement, error) }
        watch = nil
        statement?.finalize()
        statement = nil
    }

    private func next(_ count: Int, _ session: Session) throws(NoormmeError) -> AnswerBytes {
        if isOver { throw NoormmeError(.programmingError, "the stream is at its end") }
        let schema = transaction.database.schemas.known?.schema
        let failure = { (error: SQLiteError) in session.sqlFailure(error, schema: schema) }
        do throws(NoormmeError) {
            let began = session.isWatched ? ProgressGuard.now() : 0
            let statement: Statement
            if let begun = self.statement { statement = begun } else { statement = try start(session, failure) }
            self.statement = statement
            var out = ByteBuffer()
            let hasMore = try session.writeRows(of: statement, most: count, into: &out, failure)
            out.append(hasMore ? ",\"done\":false}" : ",\"done\":true}")
            watch?.spend(since: began)
            if !hasMore { finish(session) }
            return AnswerBytes(out)
        } catch {
            finish(session, error)
            throw error
        }
    }

    private func start(
        _ session: Session, _ failure: (SQLiteError) -> NoormmeError
    ) throws(NoormmeError) -> Statement {
        session.count()
        watch = session.isWatched ? session.makeWatch(.sql) : nil
        let statement: Statement
        do throws(SQLiteError) {
            statement = try session.connection.prepare(request.key.sql)
        } catch {
            throw failure(error)
        }
        if let begun = watch { watch = session.watching(statement, begun) }
        guard statement.isReadOnly else {
            throw NoormmeError(.programmingError, "a stream is for statements that only read")
        }
        try request.parameters.bind(to: statement, failure: failure)
        session.streams.append(self)
        return statement
    }

    private func finish(_ session: Session, _ error: NoormmeError? = nil) {
        end(session, error)
        session.streams.removeAll { $0 === self }
    }
}

extension Transaction {
    /// Rows of a statement that only reads, some at a time. Nothing runs before the first are asked for.
    public func stream(_ sql: Text, parameters: [UInt8]) throws(NoormmeError) -> SQLStream {
        SQLStream(self, try Self.request(sql, parameters))
    }
}
