import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension Database {
    /// Runs one statement of SQL the program wrote.
    ///
    /// - Parameters:
    ///   - sql: one statement.
    ///   - parameters: JSON, an array by position or an object by name; empty for none.
    /// - Returns: `{"columns":[…],"types":[…],"rows":[[…]],"changes":n,"last_insert_rowid":n}`.
    /// - Throws: `.programmingError`, `.closed`, any 400 or 500.
    public func sql(_ sql: Text, parameters: [UInt8]) throws(NoormmeError) -> AnswerBytes {
        let head = StatementHead(sql)
        try check(head)
        return try answer(SQLRequest(sql, parameters, head), .json)
    }

    /// The same, answered by a row block.
    ///
    /// With a budget, reads and INSERT, UPDATE, DELETE and REPLACE are begun.
    public func sqlRows(
        _ sql: Text, parameters: [UInt8], _ request: RowsRequest
    ) throws(NoormmeError) -> RowsAnswer {
        let head = StatementHead(sql)
        try check(head)
        let statement = try SQLRequest(sql, parameters, head)
        guard let budget = request.budget else {
            return request.hand(try answer(statement, .block(request.parts, known: request.known)))
        }
        guard head.kind == .write || head.joinsSnapshot else { return .unavailable }
        return try short(head.kind == .write, joins: head.joinsSnapshot, budget, request) {
            (session) throws(NoormmeError) in
            try session.answer(
                statement.key, statement.parameters, schema: schemas.known?.schema,
                as: .block(nil, known: request.known), onlyIfReading: head.kind != .write)
        }
    }

    private func answer(_ request: SQLRequest, _ form: SQLForm) throws(NoormmeError) -> AnswerBytes {
        if request.head.mayRead {
            let answer = try withSession(.reader, joins: request.head.joinsSnapshot) { (session) throws(NoormmeError) in
                try read(request, form, session)
            }
            if let answer { return answer }
        }
        let answer = try withSession(.writer) { (session) throws(NoormmeError) in
            try leavingNothing(on: session) { () throws(NoormmeError) in
                try session.answer(request.key, request.parameters, schema: schemas.known?.schema, as: form)
            }
        }
        if request.head.kind == .schema { schemas.forget() }
        guard let answer else { throw NoormmeError(.internalError, "the statement was not run") }
        return answer
    }

    /// Nil when the statement writes.
    func read(_ request: SQLRequest, _ form: SQLForm, _ session: Session) throws(NoormmeError) -> AnswerBytes? {
        try session.answer(
            request.key, request.parameters, schema: schemas.known?.schema, as: form, onlyIfReading: true)
    }

    /// Runs every statement of a text on the writer.
    public func run(script: Text) throws(NoormmeError) {
        try withSession(.writer) { (session) throws(NoormmeError) in try run(script: script, on: session) }
    }

    func run(script: Text, on session: Session) throws(NoormmeError) {
        // Whatever became of it, its first statements may have changed the schema.
        defer {
            if let known = schemas.known { _ = schemas.hasChanged(known, session) }
        }
        try session.run(script: script, in: .script, foreignKeys: options.foreignKeys, schema: schemas.known?.schema)
    }

    /// What a statement is, without running it.
    public func describe(sql: Text) throws(NoormmeError) -> [UInt8] {
        try withSession(.reader) { (session) throws(NoormmeError) in
            let failure = { (error: SQLiteError) in session.sqlFailure(error, schema: nil) }
            return try session.withStatement(StatementKey(sql), runs: false, failure: failure) {
                (statement) throws(NoormmeError) in statement.description
            }
        }
    }

    func check(_ head: StatementHead) throws(NoormmeError) {
        do throws(SQLiteError) {
            try head.check(.shared)
        } catch {
            throw NoormmeError(held: error)
        }
    }

    private func withSession<R>(
        _ role: ConnectionPool.Role, joins: Bool = false, _ body: (Session) throws(NoormmeError) -> R
    ) throws(NoormmeError) -> R {
        let session = try pool.acquire(role, joins: joins)
        defer { pool.release(session, role) }
        return try body(session)
    }

    /// A transaction must not outlive the text that began it.
    func leavingNothing<R>(
        on session: Session, _ body: () throws(NoormmeError) -> R
    ) throws(NoormmeError) -> R {
        let result: R
        do {
            result = try body()
        } catch {
            session.rollBack()
            throw error
        }
        guard session.connection.isInTransaction else { return result }
        session.rollBack()
        throw .leftOpen
    }
}
