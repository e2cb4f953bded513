import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// A plan with the schema it was made for.
struct PreparedRequest: Sendable {
    let plan: QueryPlan
    let layout: RowsLayout
    let snapshot: SchemaSnapshot
    /// The plan was there already.
    var isPlanKnown = false
    /// How a row block is made of the answer; nil for JSON.
    var block: BlockPlan?
    /// The number of the block's description, if whoever asks has it.
    var known: UInt32 = 0
    /// The rows of an INSERT that are too many to be parameters of the plan.
    var values: ValueRows?
    /// Who takes the rows of a large block as they come; of a read only, which runs on the thread that asks.
    var parts: RowParts?
}

/// A request on its way through a database's queues: what it asks, and what became of it.
///
/// One somebody waits for on a thread has no `completion`; the pool's waiter brings its outcome. A submitted
/// one has, and it is called exactly once, on a thread of the library, while no connection is held.
final class Call: Alarm, @unchecked Sendable {
    // Unchecked: `lock` guards `reason`, `session`, `hasRun` and `isDone`, the pool's monitor `waiter` and `taken`; the rest
    // belongs to the thread that has taken the call out of its queue.

    enum Work {
        /// A request as it came, to be compiled by whoever runs it.
        case spec([UInt8])
        case prepared(PreparedRequest)
        /// Anything else that runs on one connection and answers bytes; in a transaction if others wait.
        case body((Session) throws(NoormmeError) -> AnswerBytes)
        /// The same, but never in a transaction with others.
        case alone((Session) throws(NoormmeError) -> AnswerBytes)
        /// Takes the connection, to give it back itself; called on a thread of the library.
        case lease((Result<Session, NoormmeError>) -> Void)
    }

    enum Outcome {
        case answer(AnswerBytes)
        case failure(NoormmeError)
        /// The plan was made for a schema of yesterday; nothing was written.
        case stale
        /// It belongs into the queue of this role.
        case misplaced(ConnectionPool.Role)
    }

    enum StopReason {
        case cancelled, deadline
    }

    let database: Database
    let ticket: UInt64
    let deadline: UInt64?
    let completion: Database.Completion?
    var work: Work
    var isWrite: Bool
    /// The request itself, for a second attempt.
    let spec: [UInt8]?
    var attempts = 0
    /// The answer is to be a row block.
    var asBlock = false
    /// In whose queue it stands.
    var transaction: Transaction?
    /// A `get_or_create` that has looked and found nothing.
    var hasLooked = false
    /// Where it stands in a queue.
    var waiter: Waiter?
    /// Who waits for it while somebody else runs it.
    var taken: Waiter?
    /// When it began to wait, once it has been taken out of its queue.
    var since: UInt64 = 0

    private let lock = Lock()
    private var reason: StopReason?
    private var session: Session?
    private var hasRun = false
    private var isDone = false

    init(
        _ database: Database, _ work: Work, isWrite: Bool, ticket: UInt64 = 0, deadline: UInt64? = nil,
        completion: Database.Completion? = nil
    ) {
        self.database = database
        self.work = work
        self.isWrite = isWrite
        self.ticket = ticket
        self.deadline = deadline
        self.completion = completion
        if case .spec(let bytes) = work { spec = bytes } else { spec = nil }
    }

    /// Why it shall not run, or not go on.
    var stopReason: StopReason? { lock.withLock { reason } }

    /// What a stopped call throws.
    var stopError: NoormmeError {
        switch stopReason {
        case .deadline: NoormmeError(.timeout, "the call's time limit has passed")
        case .cancelled, nil: NoormmeError(.interrupted, "the call was cancelled")
        }
    }

    /// Stops it if it runs, keeps it from running if it does not; too late when it is done.
    ///
    /// - Returns: whether it never ran, and will not, so that it can be completed now.
    func stop(_ reason: StopReason) -> Bool {
        lock.withLock {
            guard !isDone, self.reason == nil else { return false }
            self.reason = reason
            session?.noticeStop(of: self)
            return !hasRun
        }
    }

    /// Marks it as the one that runs.
    ///
    /// - Parameter forReal: more than to be compiled.
    /// - Returns: false when it was stopped before.
    func begin(on session: Session, forReal: Bool = true) -> Bool {
        lock.withLock {
            guard reason == nil else { return false }
            if forReal { hasRun = true }
            self.session = session
            session.setCurrent(self)
            return true
        }
    }

    /// It will stand in a queue once more.
    func beginAnew() {
        lock.withLock { hasRun = false }
    }

    func end(on session: Session) {
        lock.withLock {
            self.session = nil
            session.setCurrent(nil)
        }
    }

    /// It shares a connection with no other call.
    var isAlone: Bool {
        switch work {
        case .lease, .alone: true
        case .spec, .prepared, .body: false
        }
    }

    /// Tells whoever submitted it what became of it; the second time nothing happens.
    func complete(_ result: Result<AnswerBytes, NoormmeError>) {
        guard finish() else { return }
        if case .lease(let take) = work {
            if case .failure(let error) = result { take(.failure(error)) }
        } else {
            completion?(result)
        }
    }

    /// Gives a session to a call that asked for one.
    ///
    /// - Returns: false when it does not want it any more.
    func complete(lease session: Session) -> Bool {
        guard case .lease(let take) = work, finish() else { return false }
        take(.success(session))
        return true
    }

    /// - Returns: whether it was the first time.
    private func finish() -> Bool {
        let isFirst = lock.withLock {
            defer { isDone = true }
            return !isDone
        }
        guard isFirst else { return false }
        if deadline != nil { database.pool.timekeeper.remove(self) }
        if ticket != 0 { database.pool.forget(ticket) }
        return true
    }

    /// Its deadline has passed.
    override func ring() {
        database.pool.stop(self, .deadline)
    }
}
