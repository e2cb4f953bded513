import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension Database {
    /// Runs a plan and answers JSON text.
    ///
    /// - Parameter schema: the one the plan was made for.
    public func run(
        _ plan: QueryPlan, schema: Schema, layout: RowsLayout = .asPlanned
    ) throws(NoormmeError) -> AnswerBytes {
        // Of no generation, so that nothing is concluded from it about the schema that is cached.
        let snapshot = SchemaSnapshot(schema: schema, versions: [], generation: -1)
        let request = PreparedRequest(plan: plan, layout: layout, snapshot: snapshot)
        switch try run(request, attempts: 1) {
        case .answer(let answer): return answer
        case .failure(let error): throw error
        case .stale, .misplaced: throw NoormmeError(.internalError, "a plan was not run")
        }
    }

    /// Runs a request on the calling thread, which waits for its turn. Writes that wait share a transaction,
    /// and whichever of their threads gets the connection runs them all.
    ///
    /// - Parameter attempts: how often it was tried before; only the first can be `stale`.
    func run(_ request: PreparedRequest, attempts: Int) throws(NoormmeError) -> Call.Outcome {
        if case .constant(let json) = request.plan.operation {
            try pool.checkOpen()
            return .answer(BlockWriter.answer(json, request))
        }
        // Most get_or_create calls find their row: no need to keep other writers waiting for that.
        if request.looksFirst {
            let outcome = try read(request, attempts)
            if case .misplaced = outcome { return try write(request, attempts) }
            return outcome
        }
        return try request.plan.isWrite ? write(request, attempts) : read(request, attempts)
    }

    private func read(_ request: PreparedRequest, _ attempts: Int) throws(NoormmeError) -> Call.Outcome {
        let session = try pool.acquire(.reader, joins: request.plan.joinsSnapshot)
        defer { pool.release(session, .reader) }
        return try perform(request, on: session, attempts: attempts, hasLooked: false)
    }

    private func write(_ request: PreparedRequest, _ attempts: Int) throws(NoormmeError) -> Call.Outcome {
        if let session = try pool.acquireIdle(.writer) {
            defer { pool.release(session, .writer) }
            return try perform(request, on: session, attempts: attempts, hasLooked: true)
        }
        let call = Call(self, .prepared(request), isWrite: true)
        call.attempts = attempts
        call.hasLooked = true
        let session: Session
        switch try pool.acquire(.writer, for: call) {
        case .done(let outcome): return outcome
        case .session(let lent): session = lent
        }
        // No more than what waits now: the caller is not to work for others for ever.
        let others = pool.takeCalls(
            .writer, most: min(pool.writersWaiting, WriteBatch.mostCalls - 1), alone: false)
        let outcomes = WriteBatch(database: self, session: session, calls: [call] + others).run()
        pool.release(session, .writer)
        for (other, outcome) in zip(others, outcomes.dropFirst()) {
            if other.completion == nil {
                pool.finish(other, outcome)
            } else {
                // Callbacks of the host run on threads of the library.
                pool.crew.run { self.deliver(other, outcome, .writer) }
            }
        }
        return outcomes[0]
    }

    /// Runs a request on a connection.
    ///
    /// - Parameter hasLooked: a `get_or_create` need not look on a reader first.
    func perform(
        _ request: PreparedRequest, on session: Session, attempts: Int, hasLooked: Bool
    ) throws(NoormmeError) -> Call.Outcome {
        // What was made for a schema of yesterday runs once more, and asks for nothing a third time.
        let executor = Executor(
            session: session, schema: request.snapshot.schema, versions: attempts == 0 ? request.snapshot.versions : [])
        session.setSubject(request)
        do throws(NoormmeError) {
            let answer: AnswerBytes
            if !hasLooked, case .getOrCreate(let plan) = request.plan.operation, !plan.updates {
                guard let found = try executor.existing(plan) else { return .misplaced(.writer) }
                answer = executor.answer(found, request)
            } else {
                answer = try executor.answer(request)
            }
            // A write is done; only its columns may be yesterday's.
            if session.sawReprepare, schemas.hasChanged(request.snapshot, session), !request.plan.isWrite,
                attempts == 0
            {
                return .stale
            }
            return .answer(answer)
        } catch {
            // A call that was stopped has seen it, too, and the next one will not.
            let mayBeStale = session.sawReprepare || error.isAboutMissingName
            guard mayBeStale, schemas.hasChanged(request.snapshot, session), error.isAboutMissingName, attempts == 0
            else { throw error }
            return .stale
        }
    }
}

extension QueryPlan {
    /// It may run in a transaction that is not its own. SQL that the application wrote might end it.
    var joinsSnapshot: Bool {
        switch operation {
        case .rows(let rows):
            !rows.shape.followsStatement || StatementHead(rows.statement.sql).joinsSnapshot
        default: true
        }
    }
}

extension PreparedRequest {
    /// A `get_or_create`, which looks for the row on a reader before it writes.
    var looksFirst: Bool {
        if case .getOrCreate(let plan) = plan.operation { return !plan.updates }
        return false
    }
}
