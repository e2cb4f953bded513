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
        try run(plan, schema, layout) { (_, _) in }
    }

    /// - Parameter afterwards: sees the session when the plan has run, or failed with the error given.
    func run(
        _ plan: QueryPlan, _ schema: Schema, _ layout: RowsLayout,
        afterwards: (Session, NoormmeError?) -> Void
    ) throws(NoormmeError) -> AnswerBytes {
        if case .constant(let json) = plan.operation {
            try pool.checkOpen()
            return AnswerBytes(json)
        }
        // Most get_or_create calls find their row: no need to keep other writers waiting for that.
        if case .getOrCreate(let getOrCreate) = plan.operation, getOrCreate.update == nil {
            let found = try lend(.reader, schema, afterwards) { executor throws(NoormmeError) in
                guard let found = try executor.existing(getOrCreate) else { return AnswerBytes?.none }
                return AnswerBytes(found.json)
            }
            if let found { return found }
        }
        return try lend(plan.isWrite ? .writer : .reader, schema, afterwards) { executor throws(NoormmeError) in
            let answer = try executor.run(plan, layout: layout)
            return AnswerBytes(answer.json)
        }
    }

    private func lend<R>(
        _ role: ConnectionPool.Role, _ schema: Schema,
        _ afterwards: (Session, NoormmeError?) -> Void,
        _ body: (Executor) throws(NoormmeError) -> R
    ) throws(NoormmeError) -> R {
        let session = try pool.acquire(role)
        defer { pool.release(session, role) }
        let result: R
        do {
            result = try body(Executor(session: session, schema: schema))
        } catch {
            afterwards(session, error)
            throw error
        }
        afterwards(session, nil)
        return result
    }
}
