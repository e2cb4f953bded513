import NoormmeCore
import NoormmeSQLite
import NoormmeText

// Submitted calls, seen from the thread that serves them: it comes with a connection, takes calls from the
// queue, runs them, gives the connection back, and only then tells who submitted them.

extension Database {
    /// Serves the queue of a role once.
    ///
    /// - Parameter given: a connection, or nil for the right to open one.
    func serve(_ given: Session?, _ role: ConnectionPool.Role) {
        let session: Session
        if let given {
            session = given
        } else {
            do {
                session = try pool.openSession(role)
            } catch {
                // Each call has its own try: the file may be there a moment later.
                let calls = pool.takeCalls(role, most: 1)
                pool.returnPlace(role)
                for call in calls { deliver(call, .failure(error), role) }
                return
            }
        }
        session.beginLease()
        session.isOnCallingThread = false
        let calls = take(role, for: session)
        if let first = calls.first, case .lease = first.work {
            if !first.complete(lease: session) { pool.release(session, role) }
            return
        }
        if let first = calls.first, first.isAlone {
            let outcome = perform(first, session)
            pool.release(session, role)
            return deliver(first, outcome, role)
        }
        var outcomes: [Call.Outcome] = []
        let isWrite = calls.contains { $0.isWrite }
        if isWrite || pool.source.isShared {
            outcomes = WriteBatch(database: self, session: session, calls: calls).run()
        } else {
            outcomes = ReadBatch(database: self, session: session, calls: calls).run()
        }
        pool.release(session, role)
        for (call, outcome) in zip(calls, outcomes) { deliver(call, outcome, role) }
    }

    private func take(_ role: ConnectionPool.Role, for session: Session) -> [Call] {
        if role == .writer { return pool.takeCalls(role, most: WriteBatch.mostCalls) }
        // Several readers share what waits.
        let waiting = pool.waiting(role)
        let share = (waiting + pool.source.options.readers - 1) / pool.source.options.readers
        return pool.takeCalls(role, most: max(1, min(share, ReadBatch.mostCalls)))
    }

    /// Tells who waits for a call, or puts it into a queue again.
    func deliver(_ call: Call, _ outcome: Call.Outcome, _ role: ConnectionPool.Role) {
        guard call.completion != nil || isLease(call) else { return pool.finish(call, outcome) }
        switch outcome {
        case .answer(let answer): call.complete(.success(answer))
        case .failure(let error): call.complete(.failure(error))
        case .stale: call.complete(.failure(NoormmeError(.internalError, "a call was not run")))
        case .misplaced(let role):
            call.isWrite = role == .writer
            // The plan of a `get_or_create` that looked and found nothing stays.
            if role == .writer, case .prepared(let request) = call.work, request.looksFirst { call.hasLooked = true }
            resubmit(call)
        }
    }

    private func isLease(_ call: Call) -> Bool {
        if case .lease = call.work { return true }
        return false
    }

    private func resubmit(_ call: Call) {
        call.beginAnew()
        do {
            try pool.submit(call)
        } catch {
            call.complete(.failure(error))
        }
    }

    /// Compiles a call's request, if that has not been done.
    ///
    /// - Returns: nil when it can run, else what became of it.
    func prepare(_ call: Call, _ session: Session) -> Call.Outcome? {
        guard case .spec(let spec) = call.work else { return nil }
        guard call.begin(on: session, forReal: false) else { return .failure(call.stopError) }
        defer { call.end(on: session) }
        do throws(NoormmeError) {
            while true {
                guard let request = try request(spec, session, attempts: call.attempts, asBlock: call.asBlock) else {
                    call.attempts += 1
                    continue
                }
                call.work = .prepared(request)
                let role = role(of: request.plan, for: call)
                call.isWrite = call.isWrite || pool.source.isShared && role == .writer
                let isRight = (role == .writer) == call.isWrite || pool.source.isShared
                return isRight ? nil : .misplaced(role)
            }
        } catch {
            return .failure(call.error(error))
        }
    }

    private func role(of plan: QueryPlan, for call: Call) -> ConnectionPool.Role {
        if case .getOrCreate(let getOrCreate) = plan.operation, !getOrCreate.updates, !call.hasLooked {
            // An `update_or_create` that has nothing to change has the writer already.
            if !call.isWrite { return .reader }
            call.hasLooked = true
        }
        return plan.isWrite ? .writer : .reader
    }

    /// Runs a call that is prepared, again if the schema turns out to be another.
    func performOrRepeat(_ call: Call, _ session: Session) -> Call.Outcome {
        let outcome = perform(call, session)
        guard case .stale = outcome, let spec = call.spec else { return outcome }
        call.attempts += 1
        call.work = .spec(spec)
        return prepare(call, session) ?? perform(call, session)
    }

    /// Runs a call that is prepared. What it wrote before it failed is for the caller to undo, when it is in a
    /// transaction.
    func perform(_ call: Call, _ session: Session) -> Call.Outcome {
        guard call.begin(on: session) else { return .failure(call.stopError) }
        defer { call.end(on: session) }
        session.noteWait(since: call.since)
        do throws(NoormmeError) {
            switch call.work {
            case .body(let body), .alone(let body): return .answer(try body(session))
            case .prepared(let request):
                return try perform(
                    request, on: session, attempts: call.attempts, hasLooked: call.hasLooked || pool.source.isShared)
            case .spec, .lease: throw NoormmeError(.internalError, "a call ran unprepared")
            }
        } catch {
            return .failure(call.error(error))
        }
    }
}

extension Call {
    /// What an error of this call means to whoever made it.
    func error(_ error: NoormmeError) -> NoormmeError {
        error.code == .interrupted && stopReason != nil ? stopError : error
    }
}
