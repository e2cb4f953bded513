import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

// Group commit. What a commit costs (a sync of the disk, locks, the log's index) is nearly the same for one
// row and for hundreds. So writes that wait for the writer are run in one transaction, each in a savepoint of
// its own, and none is acknowledged before the COMMIT. Nobody waits for a batch to fill: it is what stood in
// the queue when the writer came free.
//
// - A write that fails is rolled back to its savepoint, alone.
// - If SQLite ends the whole transaction (RAISE(ROLLBACK), ON CONFLICT ROLLBACK, a full disk, an interrupted
//   write), or the COMMIT fails (a deferred foreign key), no write is acknowledged: each is run again in a
//   transaction of its own, in the same order, and gets its own result.
// - If the transaction cannot begin, nothing has run, and every member gets that error.

/// Writes that waited together, on the writing connection.
struct WriteBatch {
    let database: Database
    let session: Session
    let calls: [Call]

    static let mostCalls = 512
    /// Past it the batch is committed, and the rest makes the next one: nobody shall wait long for others.
    private static let longest: UInt64 = 20_000_000

    /// - Returns: one outcome for each call.
    func run() -> [Call.Outcome] {
        var outcomes: [Call.Outcome?] = calls.map { database.prepare($0, session) }
        var first = 0
        while first < calls.count {
            let waiting = (first..<calls.count).filter { outcomes[$0] == nil }
            guard let start = waiting.first else { break }
            if waiting.count == 1 {
                outcomes[start] = alone(calls[start])
                break
            }
            first = together(from: start, &outcomes)
        }
        return outcomes.map { $0 ?? .failure(NoormmeError(.internalError, "a write was lost")) }
    }

    /// Runs calls in one transaction until its time is over.
    ///
    /// - Returns: the index of the first call that was not run.
    private func together(from start: Int, _ outcomes: inout [Call.Outcome?]) -> Int {
        do throws(NoormmeError) {
            try session.begin(.immediate, busyTimeout: database.options.busyTimeout, deadline: nil)
        } catch {
            for index in start..<calls.count where outcomes[index] == nil { outcomes[index] = .failure(error) }
            return calls.count
        }
        var ran: [Int] = []
        let began = ProgressGuard.now()
        var next = start
        while next < calls.count {
            guard outcomes[next] == nil else {
                next += 1
                continue
            }
            outcomes[next] = member(calls[next])
            ran.append(next)
            next += 1
            guard session.connection.isInTransaction, !session.isAllInterrupted else { break }
            if ProgressGuard.now() - began > Self.longest { break }
        }
        guard let failure = commit() else { return next }
        // Nothing of it is in the file.
        session.rollBack()
        database.forgetUndoneSchema(session)
        guard !session.isBroken else {
            let error = NoormmeError(.operational, "the transaction could not be ended")
            for index in start..<calls.count where ran.contains(index) || outcomes[index] == nil {
                outcomes[index] = .failure(error)
            }
            return calls.count
        }
        if session.isAllInterrupted {
            let error = NoormmeError(.interrupted, "interrupted")
            for index in start..<calls.count where ran.contains(index) || outcomes[index] == nil {
                outcomes[index] = .failure(error)
            }
            return calls.count
        }
        // The time to wait for somebody else's lock has been spent: each tries once.
        let isSpent = failure.code == .busy
        for index in ran { outcomes[index] = alone(calls[index], waits: !isSpent) }
        return next
    }

    /// Runs one call in a savepoint.
    private func member(_ call: Call) -> Call.Outcome {
        guard call.stopReason == nil else { return .failure(call.stopError) }
        let outcome: Call.Outcome
        do throws(NoormmeError) {
            try session.control("SAVEPOINT noormme_member")
            outcome = database.performOrRepeat(call, session)
            guard session.connection.isInTransaction else { return outcome }
            if isToBeUndone(outcome) { try session.control("ROLLBACK TO noormme_member") }
            try session.control("RELEASE noormme_member")
        } catch {
            // Without its savepoint the transaction is worth nothing.
            session.rollBack()
            return .failure(call.error(error))
        }
        return outcome
    }

    /// A constraint that refuses a statement undoes it, in SQLite itself, or keeps what it did before, with ON CONFLICT
    /// FAIL and RAISE(FAIL): that stays as it is for a statement alone. A request of several statements has undone what
    /// it did.
    private func isToBeUndone(_ outcome: Call.Outcome) -> Bool {
        switch outcome {
        case .answer: false
        case .failure(let error): !error.isIntegrityError
        case .stale, .misplaced: true
        }
    }

    /// - Returns: why the transaction is not in the file; nil when it is.
    private func commit() -> NoormmeError? {
        guard session.connection.isInTransaction, !session.isAllInterrupted else {
            return NoormmeError(.interrupted, "the transaction ended early")
        }
        do throws(NoormmeError) {
            try session.control(.commit)
            return nil
        } catch {
            return error
        }
    }

    /// Runs a call in a transaction of its own.
    private func alone(_ call: Call, waits: Bool = true) -> Call.Outcome {
        if !waits { session.connection.busyHandler.setTimeout(milliseconds: 0) }
        defer { if !waits { session.connection.busyHandler.setTimeout(milliseconds: database.options.busyTimeout) } }
        let outcome = database.performOrRepeat(call, session)
        if session.connection.isInTransaction { session.rollBack() }
        return outcome
    }
}
