import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// What a submitted call may ask for besides its request.
public struct CallOptions: Sendable {
    /// How long the call may take from now, waiting included, in milliseconds; nil or less than 1 for as long as
    /// it takes.
    public var timeout: Int64?

    /// The answer is a row block (docs/row-block.md) instead of JSON.
    public var asBlock: Bool

    public init(timeout: Int64? = nil, asBlock: Bool = false) {
        self.timeout = timeout
        self.asBlock = asBlock
    }

    /// On the clock of `ProgressGuard.now`.
    var deadline: UInt64? {
        guard let timeout, timeout > 0 else { return nil }
        let (nanoseconds, overflow) = UInt64(timeout).multipliedReportingOverflow(by: 1_000_000)
        let (sum, carried) = ProgressGuard.now().addingReportingOverflow(nanoseconds)
        return overflow || carried ? nil : sum
    }
}

extension Database {
    /// Receives what became of a submitted call.
    public typealias Completion = @Sendable (Result<AnswerBytes, NoormmeError>) -> Void

    /// Runs a spec on a thread of the library. Calls of a kind (reading, writing) begin in the order in which
    /// they were submitted.
    ///
    /// - Parameters:
    ///   - ticket: one from `newTicket`, used once; nil to make one.
    ///   - completion: called exactly once, on a thread of the library, unless this method throws. It may call
    ///     anything, also `close`.
    /// - Returns: a ticket for `cancel`.
    /// - Throws: `.closed`, `.readOnly`, `.operational` when no thread can be started.
    @discardableResult
    public func submit(
        _ spec: [UInt8], options: CallOptions = CallOptions(), ticket: UInt64? = nil,
        completion: @escaping Completion
    ) throws(NoormmeError) -> UInt64 {
        let call = Call(
            self, .spec(spec), isWrite: TerminalPeek.isWrite(spec), ticket: ticket ?? newTicket(),
            deadline: options.deadline, completion: completion)
        call.asBlock = options.asBlock
        try pool.submit(call)
        return call.ticket
    }

    /// The same for anything that runs on one connection; with `isWrite` in a transaction of its own or of
    /// several writes. The body may run again when that transaction failed for another's sake.
    @discardableResult
    func submit(
        isWrite: Bool, options: CallOptions = CallOptions(), ticket: UInt64? = nil,
        body: @escaping @Sendable (Session) throws(NoormmeError) -> AnswerBytes,
        completion: @escaping Completion
    ) throws(NoormmeError) -> UInt64 {
        let call = Call(
            self, .body(body), isWrite: isWrite, ticket: ticket ?? newTicket(), deadline: options.deadline,
            completion: completion)
        try pool.submit(call)
        return call.ticket
    }

    /// A number that no other call of this database has, for a call to be submitted: so it is known before the
    /// call can be done.
    public func newTicket() -> UInt64 { pool.newTicket() }

    /// Stops a submitted call: one that waits is completed with `.interrupted`, one that runs is interrupted,
    /// which comes too late for one that is about to be done. Nothing happens for one that is done.
    public func cancel(_ ticket: UInt64) {
        pool.cancel(ticket)
    }

    /// How many calls wait for a connection.
    public var queueLength: (reads: Int, writes: Int) {
        // A database in memory has one queue.
        (pool.source.isShared ? 0 : pool.waiting(.reader), pool.waiting(.writer))
    }
}

extension Database {
    /// Runs anything on a thread of the library, or on this one where none can be started.
    public func perform(_ body: @escaping @Sendable () -> Void) {
        if !pool.crew.tryRun(body) { body() }
    }
}
