import NoormmeCore
import NoormmeSQLite
import NoormmeText

// A transaction has a connection for itself from BEGIN to COMMIT or ROLLBACK. One that writes has the only
// writer, and others wait for it; one that reads has a reader outside the pool's lane, and nobody waits.
//
// It ends once, in one of five ways: commit, rollback, SQLite ended it by itself, its handle was freed, the
// database was closed. Whichever it is, the connection goes back to the pool, which throws one away that is
// still in a transaction.

/// A transaction. One call runs in it at a time: a second one from another thread is refused, submitted ones
/// stand in a queue.
public final class Transaction: @unchecked Sendable {
    // Unchecked: `monitor` guards every variable below it; `session` is used by whoever set `isBusy`.
    let database: Database
    public let mode: TransactionOptions.Mode
    let session: Session
    private let isDetached: Bool
    private let monitor = Monitor()
    private var isBusy = false
    private var queue: [Call] = []
    private var chores: [(Session) -> Void] = []
    /// Why it is over.
    private var end: NoormmeError?
    /// Why it is to be over when the call that runs is done.
    private var wantedEnd: NoormmeError?
    private var isCommitted = false
    private var savepoints: [Int64] = []
    private var lastSavepoint: Int64 = 0

    /// What a transaction may be told besides requests.
    public enum Action: Sendable {
        case commit, rollback
        /// Answers its number.
        case savepoint
        /// Keeps what was done since; those set later go too.
        case release(Int64)
        /// Undoes what was done since; it stays, those set later go.
        case rollbackTo(Int64)
    }

    init(_ database: Database, _ mode: TransactionOptions.Mode, _ session: Session, isDetached: Bool) {
        self.database = database
        self.mode = mode
        self.session = session
        self.isDetached = isDetached
    }

    // MARK: - On the calling thread

    /// Runs a spec and answers JSON text.
    ///
    /// - Throws: what `Database.answer` throws; `.concurrentUse`, `.transactionEnded`, `.transactionAborted`.
    ///
    public func answer(_ spec: [UInt8]) throws(NoormmeError) -> AnswerBytes {
        try run { (session) throws(NoormmeError) in try self.answer(spec, session, false) }
    }

    /// The same as a row block (docs/row-block.md).
    public func rows(_ spec: [UInt8], _ request: RowsRequest) throws(NoormmeError) -> RowsAnswer {
        request.hand(
            try run { (session) throws(NoormmeError) in try self.answer(spec, session, true, request.parts) })
    }

    public func perform(_ action: Action) throws(NoormmeError) -> AnswerBytes {
        try run { (session) throws(NoormmeError) in try self.perform(action, session) }
    }

    /// Ends it with COMMIT.
    ///
    /// - Throws: `.busy` and `.foreignKey` among others. It is rolled back then.
    public func commit() throws(NoormmeError) { _ = try perform(.commit) }

    /// Undoes everything and ends it.
    public func rollback() throws(NoormmeError) { _ = try perform(.rollback) }

    /// Sets a savepoint and answers its number.
    public func savepoint() throws(NoormmeError) -> Int64 {
        guard let number = Text(try perform(.savepoint).bytes()).int64 else {
            throw NoormmeError(.internalError, "a savepoint has no number")
        }
        return number
    }

    /// See `Action.release`.
    public func release(_ savepoint: Int64) throws(NoormmeError) { _ = try perform(.release(savepoint)) }

    /// See `Action.rollbackTo`.
    public func rollback(to savepoint: Int64) throws(NoormmeError) { _ = try perform(.rollbackTo(savepoint)) }

    /// See `Database.newTicket`.
    public func newTicket() -> UInt64 { database.newTicket() }

    /// Runs anything on the transaction's connection.
    func run<R>(_ body: (Session) throws(NoormmeError) -> R) throws(NoormmeError) -> R {
        try enter()
        defer { leave(telling: session.takeEvents()) }
        session.beginLease()
        return try body(session)
    }

    private func enter() throws(NoormmeError) {
        monitor.lock()
        defer { monitor.unlock() }
        if let end = end ?? wantedEnd { throw end }
        guard !isBusy, queue.isEmpty else {
            throw NoormmeError(.concurrentUse, "another call runs in this transaction")
        }
        isBusy = true
    }

    /// Tidies up on the transaction's connection: at once, or when the call that runs is done. It is over when
    /// this returns or belongs to that call, so that nobody finds the transaction in use because of it. After the end
    /// there is nothing left to tidy.
    func tidy(_ chore: @escaping (Session) -> Void) {
        monitor.lock()
        guard end == nil, wantedEnd == nil else { return monitor.unlock() }
        chores.append(chore)
        guard !isBusy else { return monitor.unlock() }
        isBusy = true
        monitor.unlock()
        leave()
    }

    /// A call is done: looks what it left, lets the next one come, and tells who listens.
    private func leave(telling events: [QueryEvent] = []) {
        defer { database.pool.source.listeners.tell(events) }
        monitor.lock()
        while !chores.isEmpty {
            let chore = chores.removeFirst()
            monitor.unlock()
            chore(session)
            monitor.lock()
        }
        isBusy = false
        if let wantedEnd { return conclude(wantedEnd) }
        if !session.connection.isInTransaction { return conclude(.transactionAborted) }
        if !queue.isEmpty { fetchThread() }
        monitor.unlock()
    }

    // MARK: - Submitted

    /// Runs a spec on a thread of the library, after those submitted before.
    @discardableResult
    public func submit(
        _ spec: [UInt8], options: CallOptions = CallOptions(), ticket: UInt64? = nil,
        completion: @escaping Database.Completion
    ) throws(NoormmeError) -> UInt64 {
        try submit(options, ticket, completion) { (session) throws(NoormmeError) in
            try self.answer(spec, session, options.asBlock)
        }
    }

    /// The same for an action; its answer is the number of a savepoint, else null.
    @discardableResult
    public func submit(
        _ action: Action, options: CallOptions = CallOptions(), ticket: UInt64? = nil,
        completion: @escaping Database.Completion
    ) throws(NoormmeError) -> UInt64 {
        try submit(options, ticket, completion) { (session) throws(NoormmeError) in try self.perform(action, session) }
    }

    /// The same for anything that runs on the transaction's connection.
    @discardableResult
    func submit(
        _ options: CallOptions, _ ticket: UInt64?, _ completion: @escaping Database.Completion,
        body: @escaping (Session) throws(NoormmeError) -> AnswerBytes
    ) throws(NoormmeError) -> UInt64 {
        let call = Call(
            database, .body(body), isWrite: true, ticket: ticket ?? newTicket(), deadline: options.deadline,
            completion: completion)
        call.transaction = self
        call.since = database.pool.source.listeners.isWanted ? ProgressGuard.now() : 0
        if let deadline = call.deadline, !database.pool.timekeeper.add(call, at: deadline) { throw .noThread }
        monitor.lock()
        defer { monitor.unlock() }
        if let end = end ?? wantedEnd {
            database.pool.timekeeper.remove(call)
            throw end
        }
        database.pool.remember(call)
        queue.append(call)
        if !isBusy, queue.count == 1 { fetchThread() }
        return call.ticket
    }

    /// Called under the lock.
    private func fetchThread() {
        database.pool.crew.run { self.serve() }
    }

    /// Runs the first call of the queue.
    private func serve() {
        monitor.lock()
        guard !isBusy, end == nil, !queue.isEmpty else { return monitor.unlock() }
        let call = queue.removeFirst()
        isBusy = true
        monitor.unlock()
        session.beginLease()
        session.isOnCallingThread = false
        let outcome = database.perform(call, session)
        leave(telling: session.takeEvents())
        // A callback may take its time: the next call runs meanwhile, on another thread.
        database.deliver(call, outcome, .writer)
    }

    /// A call was stopped, perhaps before its turn.
    func withdraw(_ call: Call) {
        monitor.withLock { queue.removeAll { $0 === call } }
    }

    // MARK: - The end

    /// Rolls it back if it is not over: at once, or when the call that runs is done. Waiting calls and later
    /// ones fail with the reason.
    func abandon(_ reason: NoormmeError) {
        monitor.lock()
        guard end == nil else { return monitor.unlock() }
        if isBusy {
            wantedEnd = wantedEnd ?? reason
            return monitor.unlock()
        }
        conclude(reason)
    }

    /// Rolls it back, because its handle was given back.
    public func abandon() { abandon(.transactionEnded) }

    /// Called under the lock, which it gives up, when nothing runs.
    private func conclude(_ reason: NoormmeError) {
        end = reason
        let waiting = queue
        queue.removeAll()
        monitor.unlock()
        for call in waiting { database.pool.crew.run { call.complete(.failure(reason)) } }
        session.rollBack()
        if !isCommitted { database.forgetUndoneSchema(session) }
        giveBack()
    }

    private func giveBack() {
        database.transactions.remove(self)
        for stream in session.streams { stream.end(session) }
        session.streams.removeAll()
        for cursor in session.cursors { cursor.end(session) }
        session.cursors.removeAll()
        session.isHeld = false
        if isDetached {
            database.pool.releaseDetached(session)
        } else {
            database.pool.release(session, .writer)
        }
    }

    // MARK: - What a call does

    private func answer(
        _ spec: [UInt8], _ session: Session, _ asBlock: Bool, _ parts: RowParts? = nil
    ) throws(NoormmeError) -> AnswerBytes {
        var attempts = 0
        while true {
            let request = try database.request(spec, session, attempts: attempts, asBlock: asBlock)
            if var request {
                request.parts = parts
                if request.plan.isWrite, mode == .read {
                    throw NoormmeError(.readOnly, "a read transaction takes no writes")
                }
                if case .answer(let answer) = try database.perform(
                    request, on: session, attempts: attempts, hasLooked: true)
                {
                    return answer
                }
            }
            attempts += 1
        }
    }

    private func perform(_ action: Action, _ session: Session) throws(NoormmeError) -> AnswerBytes {
        switch action {
        case .commit:
            // The connection goes back when this call is done with it.
            defer { monitor.withLock { wantedEnd = .transactionEnded } }
            try session.commit(budget: database.options.busyTimeout)
            isCommitted = true
        case .rollback:
            session.rollBack()
            monitor.withLock { wantedEnd = .transactionEnded }
        case .savepoint:
            let number = lastSavepoint + 1
            try session.control(Self.statement("SAVEPOINT ", number))
            lastSavepoint = number
            savepoints.append(number)
            var answer = Text()
            answer.bytes.appendDecimal(number)
            return AnswerBytes(answer)
        case .release(let number):
            let place = try place(of: number)
            try session.control(Self.statement("RELEASE ", number))
            savepoints.removeSubrange(place...)
        case .rollbackTo(let number):
            let place = try place(of: number)
            try session.control(Self.statement("ROLLBACK TO ", number))
            savepoints.removeSubrange((place + 1)...)
            database.forgetUndoneSchema(session)
        }
        return AnswerBytes("null")
    }

    private func place(of savepoint: Int64) throws(NoormmeError) -> Int {
        guard let place = savepoints.firstIndex(of: savepoint) else {
            throw NoormmeError(.misuse, "the transaction has no such savepoint, or has it no more")
        }
        return place
    }

    private static func statement(_ verb: StaticString, _ number: Int64) -> Text {
        var sql = Text(verb) + "noormme_savepoint_"
        sql.bytes.appendDecimal(number)
        return sql
    }
}

extension NoormmeError {
    static var transactionEnded: NoormmeError {
        NoormmeError(.transactionEnded, "the transaction is over")
    }

    static var transactionAborted: NoormmeError {
        NoormmeError(
            .transactionAborted, "the transaction was rolled back by SQLite, and everything that was done in it")
    }
}
