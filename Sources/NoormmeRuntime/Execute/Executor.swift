import NoormmeCore
import NoormmeJSON
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

/// What a plan came to.
struct Answer: ~Copyable {
    /// JSON text.
    var json: ByteBuffer
    /// Rows that were inserted, updated and deleted.
    var changes: Int64 = 0

    init(_ json: consuming ByteBuffer, changes: Int64 = 0) {
        self.json = json
        self.changes = changes
    }

    /// An integer as the answer, the number of rows changed.
    init(changes: Int64) {
        json = ByteBuffer(capacity: 64)
        json.writeInteger(changes)
        self.changes = changes
    }

    init(_ json: Text) {
        self.json = ByteBuffer(capacity: json.count)
        self.json.append(json)
    }
}

/// How an answer of many rows is laid out.
public enum RowsLayout: Sendable {
    case asPlanned
    /// `{"columns": […], "types": […], "rows": [[…]]}`
    case table
}

/// Runs plans on one connection, one after the other.
struct Executor {
    let session: Session
    let schema: Schema
    /// Of the schema, as the files count; none where that is not known or does not matter any more.
    var versions: [Int64] = []
    /// Rows are JSON arrays of what their objects would hold, in that order (docs/row-block.md).
    var isPositional = false

    func run(_ plan: QueryPlan, layout: RowsLayout = .asPlanned) throws(NoormmeError) -> Answer {
        switch plan.operation {
        case .constant(let json): return Answer(json)
        case .rows(let rows): return Answer(try self.rows(rows, plan.prefetches, layout))
        case .keyed(let rows, let key): return Answer(try keyed(rows, key: key, plan.prefetches))
        case .load(let load): return Answer(try self.load(load, plan.prefetches))
        case .scalar(let statement, let kind): return try scalar(statement, kind)
        case .explain(let statement): return try explain(statement)
        case .insert(let insert): return try self.insert(insert)
        case .update(let update): return try self.update(update)
        case .delete(let delete): return try DeleteCollector(self, delete).run()
        case .getOrCreate(let getOrCreate): return try self.getOrCreate(getOrCreate)
        case .save(let save): return try self.save(save)
        case .writeRow(let row): return try writeRow(row)
        case .sequence(let plans, let answer): return try sequence(plans, answer: answer)
        }
    }

    func encoder(_ shape: ResultShape, _ prefetches: [PrefetchPlan] = []) -> RowEncoder {
        RowEncoder(program: session.shapes.program(shape, prefetches, isPositional: isPositional))
    }

    func failure(_ error: SQLiteError) -> NoormmeError {
        session.failure(error, schema: schema)
    }

    /// Runs `body` with the statement prepared and bound, at its start.
    func withStatement<R: ~Copyable>(
        _ sql: Text, _ parameters: [Parameter] = [], runs: Bool = true, _ body: (Statement) throws(NoormmeError) -> R
    ) throws(NoormmeError) -> R {
        if session.isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
        return try session.withStatement(StatementKey(sql), runs: runs, failure: failure) {
            statement throws(NoormmeError) in
            if !parameters.isEmpty { try bind(parameters, to: statement) }
            return try body(statement)
        }
    }

    func bind(_ parameters: [Parameter], to statement: Statement) throws(NoormmeError) {
        do throws(SQLiteError) {
            try statement.bind(parameters)
        } catch {
            throw failure(error)
        }
    }

    /// Runs a statement to its end.
    func run(_ sql: Text, _ parameters: [Parameter] = []) throws(NoormmeError) {
        try withStatement(sql, parameters) { statement throws(NoormmeError) in
            while try step(statement) {}
        }
    }

    @inline(__always)
    func step(_ statement: Statement) throws(NoormmeError) -> Bool {
        do throws(SQLiteError) {
            return try statement.step()
        } catch {
            throw failure(error)
        }
    }

    /// Rows that the statement, now at its end, inserted, updated or deleted.
    var changes: Int64 { session.connection.changes }

    private func sequence(_ plans: [QueryPlan], answer index: Int32) throws(NoormmeError) -> Answer {
        try transaction { () throws(NoormmeError) -> Answer in
            var changes: Int64 = 0
            var chosen = ByteBuffer(capacity: 64)
            for (position, plan) in plans.enumerated() {
                session.setSubject(plan, schema, isPlanKnown: session.subject.isPlanKnown)
                let answer = try run(plan)
                changes += answer.changes
                if position == index { chosen = answer.json }
            }
            if index < 0 || index >= plans.count { return Answer(changes: changes) }
            return Answer(chosen, changes: changes)
        }
    }
}
