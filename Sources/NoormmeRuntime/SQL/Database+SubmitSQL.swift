import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension Database {
    /// Runs one statement of SQL on a thread of the library: see `sql(_:parameters:)` and `submit`.
    ///
    /// A statement of which only the compiled form tells whether it writes stands in the queue of the reads first.
    @discardableResult
    public func submit(
        sql: Text, parameters: [UInt8], options: CallOptions = CallOptions(), ticket: UInt64? = nil,
        completion: @escaping Completion
    ) throws(NoormmeError) -> UInt64 {
        let ticket = ticket ?? newTicket()
        let head = StatementHead(sql)
        let request: SQLRequest
        do throws(NoormmeError) {
            try check(head)
            request = try SQLRequest(sql, parameters, head)
        } catch {
            // What is wrong with the text comes to the callback, as with a spec.
            try pool.checkOpen()
            guard pool.crew.tryRun({ completion(.failure(error)) }) else { throw .noThread }
            return ticket
        }
        guard head.mayRead else { return try submit(write: request, options, ticket, completion) }
        let form = options.sqlForm
        return try submit(isWrite: false, options: options, ticket: ticket) { (session) throws(NoormmeError) in
            try self.read(request, form, session) ?? AnswerBytes(Text())
        } completion: { [self] result in
            guard case .success(let answer) = result, answer.count == 0 else { return completion(result) }
            do throws(NoormmeError) {
                try submit(write: request, options, ticket, completion)
            } catch {
                completion(.failure(error))
            }
        }
    }

    /// A script, which takes the writer for itself.
    @discardableResult
    public func submit(
        script: Text, options: CallOptions = CallOptions(), ticket: UInt64? = nil, completion: @escaping Completion
    ) throws(NoormmeError) -> UInt64 {
        try submitAlone(options, ticket ?? newTicket(), completion) { [self] (session) throws(NoormmeError) in
            try run(script: script, on: session)
            return AnswerBytes("null")
        }
    }

    @discardableResult
    private func submit(
        write request: SQLRequest, _ options: CallOptions, _ ticket: UInt64, _ completion: @escaping Completion
    ) throws(NoormmeError) -> UInt64 {
        let form = options.sqlForm
        let body: @Sendable (Session) throws(NoormmeError) -> AnswerBytes = { [self] (session) throws(NoormmeError) in
            guard
                let answer = try session.answer(
                    request.key, request.parameters, schema: schemas.known?.schema,
                    as: form)
            else { throw NoormmeError(.internalError, "the statement was not run") }
            return answer
        }
        if request.head.kind == .alone || request.head.kind == .pragma {
            return try submitAlone(options, ticket, completion) { [self] (session) throws(NoormmeError) in
                try leavingNothing(on: session) { () throws(NoormmeError) in try body(session) }
            }
        }
        let changesSchema = request.head.kind == .schema
        return try submit(isWrite: true, options: options, ticket: ticket, body: body) { [self] result in
            if changesSchema { schemas.forget() }
            completion(result)
        }
    }

    /// Lends the writer to one call, outside of any transaction with others.
    private func submitAlone(
        _ options: CallOptions, _ ticket: UInt64, _ completion: @escaping Completion,
        _ body: @escaping @Sendable (Session) throws(NoormmeError) -> AnswerBytes
    ) throws(NoormmeError) -> UInt64 {
        if pool.source.isReadOnly, !pool.source.isShared {
            throw NoormmeError(.readOnly, "the database was opened read-only")
        }
        let call = Call(
            self, .alone(body), isWrite: true, ticket: ticket, deadline: options.deadline, completion: completion)
        try pool.submit(call)
        return call.ticket
    }
}

/// One statement with what it is given.
struct SQLRequest: Sendable {
    let key: StatementKey
    let parameters: StatementParameters
    let head: StatementHead

    init(_ sql: Text, _ parameters: [UInt8], _ head: StatementHead) throws(NoormmeError) {
        key = StatementKey(sql)
        self.parameters = try StatementParameters(parameters)
        self.head = head
    }
}
