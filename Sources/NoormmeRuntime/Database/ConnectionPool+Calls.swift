import NoormmeCore
import NoormmeSQLite

extension ConnectionPool {
    /// Puts a call into the queue of its role, whose turn a thread of the crew will serve.
    ///
    /// - Throws: `.closed`; `.readOnly`; `.operational` when no thread can be started. Then the call was not
    ///   taken and is not completed.
    func submit(_ call: Call) throws(NoormmeError) {
        if call.isWrite, !source.isShared, source.isReadOnly {
            // A request that only looks like a write is refused for what is wrong with it first.
            guard case .spec = call.work else {
                throw NoormmeError(.readOnly, "the database was opened read-only")
            }
            call.isWrite = false
        }
        if let deadline = call.deadline, !timekeeper.add(call, at: deadline) { throw .noThread }
        let role = lane(call.isWrite ? .writer : .reader)
        monitor.lock()
        if isClosed {
            monitor.unlock()
            timekeeper.remove(call)
            throw .databaseClosed
        }
        let waiter = Waiter(signal: nil, call: call, since: ProgressGuard.now())
        call.waiter = waiter
        lanes[role.rawValue].waiters.append(waiter)
        if call.ticket != 0 { calls[call.ticket] = call }
        var isServed = true
        if let session = takeIdle(role) {
            isServed = fetchThread(for: waiter, session, role)
            if !isServed { layDown(session, role) }
        } else if takePlace(role) {
            isServed = fetchThread(for: waiter, nil, role)
            if !isServed { layDownPlace(role) }
        } else if role == .writer {
            watchPatience(role, from: waiter)
        }
        if !isServed {
            lanes[role.rawValue].waiters.remove(waiter)
            call.waiter = nil
            calls[call.ticket] = nil
        }
        monitor.unlock()
        guard isServed else {
            timekeeper.remove(call)
            throw .noThread
        }
    }

    /// Called under the lock: somebody of the crew comes for the connection, or the right to open one.
    ///
    /// - Returns: false when nobody can.
    func fetchThread(for waiter: Waiter, _ session: Session?, _ role: Role) -> Bool {
        guard let database = waiter.call?.database else { return false }
        return crew.tryRun { database.serve(session, role) }
    }

    /// Takes calls from the front of the queue for whoever has the connection: one that wants the connection
    /// for itself comes alone, and is not passed by.
    ///
    /// - Parameters:
    ///   - before: only those that were queued before this time.
    ///   - submitted: only those that no thread waits for.
    func takeCalls(
        _ role: Role, most: Int, before: UInt64 = .max, submitted: Bool = false, alone: Bool = true
    ) -> [Call] {
        let role = lane(role)
        return monitor.withLock {
            var taken: [Call] = []
            while taken.count < most, let first = lanes[role.rawValue].waiters.first, let call = first.call,
                first.since < before, !submitted || first.signal == nil
            {
                if call.isAlone {
                    guard taken.isEmpty, alone else { break }
                    _ = lanes[role.rawValue].waiters.popFirst()
                    call.waiter = nil
                    call.since = first.since
                    return [call]
                }
                _ = lanes[role.rawValue].waiters.popFirst()
                // Kept for nobody else: the two would keep each other.
                call.taken = first.signal == nil ? nil : first
                call.waiter = nil
                call.since = first.since
                taken.append(call)
            }
            return taken
        }
    }

    /// Wakes the thread that waits for a call which somebody else has run.
    func finish(_ call: Call, _ outcome: Call.Outcome) {
        monitor.withLock {
            guard let waiter = call.taken else { return }
            call.taken = nil
            waiter.grant = .done(outcome)
            waiter.signal?.send()
        }
    }

    /// - Returns: a number no other call of this database has.
    func newTicket() -> UInt64 {
        monitor.withLock {
            lastTicket += 1
            return lastTicket
        }
    }

    /// From now on `cancel` finds it.
    func remember(_ call: Call) {
        monitor.withLock { calls[call.ticket] = call }
    }

    func forget(_ ticket: UInt64) {
        monitor.withLock { _ = calls.removeValue(forKey: ticket) }
    }

    /// Stops a call: one that does not run yet is completed at once, one that runs is interrupted.
    func stop(_ call: Call, _ reason: Call.StopReason) {
        monitor.withLock {
            guard let waiter = call.waiter else { return }
            lanes[lane(call.isWrite ? .writer : .reader).rawValue].waiters.remove(waiter)
            call.waiter = nil
        }
        call.transaction?.withdraw(call)
        guard call.stop(reason) else { return }
        crew.run { call.complete(.failure(call.stopError)) }
    }

    /// Stops a submitted call; one that is done, or never was, is left alone.
    func cancel(_ ticket: UInt64) {
        if let call = monitor.withLock({ calls[ticket] }) { stop(call, .cancelled) }
    }
}

/// Looks whether submitted calls have waited for the writer for too long.
final class PatienceAlarm: Alarm, @unchecked Sendable {
    // Unchecked: `pool` and `role` never change.
    private let pool: ConnectionPool
    private let role: ConnectionPool.Role

    init(_ pool: ConnectionPool, _ role: ConnectionPool.Role) {
        self.pool = pool
        self.role = role
    }

    override func ring() {
        pool.refuseImpatient(role)
    }
}

extension ConnectionPool {
    /// Called under the lock: sees to it that a submitted call does not wait for ever.
    func watchPatience(_ role: Role, from waiter: Waiter) {
        guard lanes[role.rawValue].patience == nil else { return }
        let alarm = PatienceAlarm(self, role)
        // Without a thread to watch the time, the calls wait for as long as it takes.
        if timekeeper.add(alarm, at: patience(of: waiter, role)) { lanes[role.rawValue].patience = alarm }
    }

    fileprivate func refuseImpatient(_ role: Role) {
        monitor.lock()
        lanes[role.rawValue].patience = nil
        let now = ProgressGuard.now()
        var waiters = lanes[role.rawValue].waiters
        let gone = waiters.removeAll { $0.signal == nil && patience(of: $0, role) <= now }
        lanes[role.rawValue].waiters = waiters
        for waiter in gone { waiter.call?.waiter = nil }
        if let next = lanes[role.rawValue].waiters.firstSubmitted { watchPatience(role, from: next) }
        monitor.unlock()
        for waiter in gone {
            guard let call = waiter.call else { continue }
            crew.run { call.complete(.failure(.connectionStayedTaken)) }
        }
    }
}

extension WaitQueue {
    fileprivate var firstSubmitted: Waiter? {
        firstWaiter { $0.signal == nil }
    }
}

extension NoormmeError {
    static var noThread: NoormmeError { NoormmeError(.operational, "no thread could be started") }
}
