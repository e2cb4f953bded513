import NoormmeCore
import NoormmeJSON
import NoormmeRuntime

/// One call: what to ask the database, and how its answer is read. Reading is part of it, so that large
/// answers are read where they came, on a thread of the database.
struct Request<Answer: Sendable>: Sendable {
    let isWrite: Bool
    let run: @Sendable (NoormmeRuntime.Database) throws(NoormmeError) -> Answer

    init(isWrite: Bool, run: @escaping @Sendable (NoormmeRuntime.Database) throws(NoormmeError) -> Answer) {
        self.isWrite = isWrite
        self.run = run
    }

    /// - Parameter spec: JSON text, as docs/wire-format.md has it.
    init(
        spec: [UInt8], isWrite: Bool, read: @escaping @Sendable (JSONValue) throws(NoormmeError) -> Answer
    ) {
        self.init(isWrite: isWrite) { (runtime) throws(NoormmeError) in
            try read(try Answers.parse(try runtime.execute(spec)))
        }
    }
}

extension Database {
    /// Runs a call on a thread of the database.
    ///
    /// - Throws: `.interrupted` when the task is cancelled before the call begins; what has begun is finished.
    func run<Answer>(_ request: Request<Answer>) async throws(NoormmeError) -> Answer {
        let workers = request.isWrite ? writer : readers
        let runtime = runtime
        return try await workers.result { () throws(NoormmeError) in try request.run(runtime) }.get()
    }

    func runNow<Answer>(_ request: Request<Answer>) throws(NoormmeError) -> Answer {
        try request.run(runtime)
    }
}
