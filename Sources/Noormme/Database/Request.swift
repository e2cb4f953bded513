import NoormmeCore
import NoormmeJSON
import NoormmeRuntime

/// One call: what to ask the database, and how its answer is read. Reading is part of it, so that large
/// answers are read where they came, on a thread of the database.
struct Request<Answer: Sendable>: Sendable {
    /// JSON text, as docs/wire-format.md has it.
    let spec: [UInt8]
    private let read: @Sendable (JSONValue) throws(NoormmeError) -> Answer

    init(spec: [UInt8], read: @escaping @Sendable (JSONValue) throws(NoormmeError) -> Answer) {
        self.spec = spec
        self.read = read
    }

    func result(of answer: Result<AnswerBytes, NoormmeError>) -> Result<Answer, NoormmeError> {
        Result { () throws(NoormmeError) in try read(try Answers.parse(try answer.get().bytes())) }
    }
}

extension Database {
    /// Runs a call on a thread of the database, in the transaction that the task is in.
    ///
    /// - Throws: `.interrupted` when the task is cancelled, before the call begins or while it runs; `.timeout`.
    func run<Answer>(_ request: Request<Answer>) async throws(NoormmeError) -> Answer {
        let transaction = context?.scope.transaction
        let options = callOptions
        return try await submitted { (ticket, done) throws(NoormmeError) in
            let completion: NoormmeRuntime.Database.Completion = { done(request.result(of: $0)) }
            if let transaction {
                try transaction.submit(request.spec, options: options, ticket: ticket, completion: completion)
            } else {
                try runtime.submit(request.spec, options: options, ticket: ticket, completion: completion)
            }
        }.get()
    }

    func runNow<Answer>(_ request: Request<Answer>) throws(NoormmeError) -> Answer {
        let answer = Result { () throws(NoormmeError) in
            if let transaction = context?.scope.transaction { return try transaction.answer(request.spec) }
            return try runtime.answer(request.spec)
        }
        return try request.result(of: answer).get()
    }

    /// Waits for something that is submitted with a ticket, without holding a thread. When the task is cancelled,
    /// so is the ticket.
    func submitted<R: Sendable>(
        _ submit: (UInt64, @escaping @Sendable (Result<R, NoormmeError>) -> Void) throws(NoormmeError) -> Void
    ) async -> Result<R, NoormmeError> {
        let ticket = CancellableTicket(runtime)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !ticket.isCancelled else { return continuation.resume(returning: .failure(.cancelled)) }
                do throws(NoormmeError) {
                    try submit(ticket.number) { continuation.resume(returning: $0) }
                    ticket.isSubmitted()
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        } onCancel: {
            ticket.cancel()
        }
    }

    /// Runs anything that blocks on a thread of the database, whatever becomes of the task.
    func perform<R: Sendable>(
        _ body: @escaping @Sendable () throws(NoormmeError) -> R
    ) async throws(NoormmeError) -> R {
        let result: Result<R, NoormmeError> = await withCheckedContinuation { continuation in
            runtime.perform { continuation.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }
}
