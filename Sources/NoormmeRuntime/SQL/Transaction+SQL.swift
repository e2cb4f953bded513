import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension Transaction {
    /// Runs one statement of SQL in the transaction: see `Database.sql`.
    public func sql(_ sql: Text, parameters: [UInt8]) throws(NoormmeError) -> AnswerBytes {
        let request = try Self.request(sql, parameters)
        return try run { (session) throws(NoormmeError) in try self.answer(request, .json, session) }
    }

    /// The same, answered by a row block.
    public func sqlRows(
        _ sql: Text, parameters: [UInt8], _ request: RowsRequest
    ) throws(NoormmeError) -> RowsAnswer {
        let statement = try Self.request(sql, parameters)
        return request.hand(
            try run { (session) throws(NoormmeError) in
                try self.answer(statement, .block(request.parts, known: request.known), session)
            })
    }

    @discardableResult
    public func submit(
        sql: Text, parameters: [UInt8], options: CallOptions = CallOptions(), ticket: UInt64? = nil,
        completion: @escaping Database.Completion
    ) throws(NoormmeError) -> UInt64 {
        let form = options.sqlForm
        return try submit(options, ticket, completion) { (session) throws(NoormmeError) in
            try self.answer(Self.request(sql, parameters), form, session)
        }
    }

    /// Runs every statement of a text, all or, when one fails, none.
    public func run(script: Text) throws(NoormmeError) {
        try run { (session) throws(NoormmeError) in try self.run(script, session) }
    }

    @discardableResult
    public func submit(
        script: Text, options: CallOptions = CallOptions(), ticket: UInt64? = nil,
        completion: @escaping Database.Completion
    ) throws(NoormmeError) -> UInt64 {
        try submit(options, ticket, completion) { (session) throws(NoormmeError) in
            try self.run(script, session)
            return AnswerBytes("null")
        }
    }

    static func request(_ sql: Text, _ parameters: [UInt8]) throws(NoormmeError) -> SQLRequest {
        let head = StatementHead(sql)
        do throws(SQLiteError) {
            try head.check(.transaction)
        } catch {
            throw NoormmeError(held: error)
        }
        return try SQLRequest(sql, parameters, head)
    }

    private func answer(
        _ request: SQLRequest, _ form: SQLForm, _ session: Session
    ) throws(NoormmeError) -> AnswerBytes {
        let answer = try session.answer(
            request.key, request.parameters, schema: database.schemas.known?.schema, as: form,
            onlyIfReading: mode == .read)
        guard let answer else { throw NoormmeError(.readOnly, "a read transaction takes no writes") }
        if request.head.kind == .schema { database.schemas.forget() }
        return answer
    }

    private func run(_ script: Text, _ session: Session) throws(NoormmeError) {
        if mode == .read { throw NoormmeError(.readOnly, "a read transaction takes no writes") }
        let savepoint: Text = "noormme_script"
        try session.control("SAVEPOINT " + savepoint)
        do {
            try session.run(
                script: script, in: .transaction, foreignKeys: database.options.foreignKeys,
                schema: database.schemas.known?.schema)
        } catch {
            session.rollBack(to: savepoint)
            throw error
        }
        try session.control("RELEASE " + savepoint)
        database.schemas.forget()
    }
}
