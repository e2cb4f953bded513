import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

/// What an insertion came to.
struct Inserted: ~Copyable {
    /// Of the only statement, where what it bound says how the rows are stored.
    var stored: StoredRows?
    /// Else rows as JSON,
    var returned = RowBlock()
    /// and for each row of the caller, which of these is its own.
    var places: [Int32] = []
    /// Rows of the caller.
    var count = 0
    var changes: Int64 = 0

    mutating func note(_ row: Int, at position: Int) {
        while places.count <= position { places.append(-1) }
        places[position] = Int32(row)
    }
}

extension Executor {
    func insert(_ plan: InsertPlan, _ values: ValueRows? = nil) throws(NoormmeError) -> Answer {
        answer(try inserted(plan, values), plan)
    }

    /// - Parameter values: the rows of the plan's only statement, where they are not in the plan.
    func inserted(_ plan: InsertPlan, _ values: ValueRows? = nil) throws(NoormmeError) -> Inserted {
        var count = values?.count ?? 0
        if values == nil { for group in plan.groups { count += group.rows.count } }
        if count <= 1, plan.links.isEmpty, plan.groups.allSatisfy({ echo($0, plan) == nil }) {
            return try insertAll(plan, values)
        }
        return try transaction(isTold: count > 1) { () throws(NoormmeError) in try insertAll(plan, values) }
    }

    func insertAll(_ plan: InsertPlan, _ values: ValueRows? = nil) throws(NoormmeError) -> Inserted {
        var inserted = Inserted()
        let encoder = self.encoder(plan.shape)
        for group in plan.groups {
            try checkView(plan.model, group.sql)
            let values = values ?? ValueRows(group.rows)
            inserted.count += values.count
            if let echo = echo(group, plan), echo.isCertain(values) {
                let stored = try insert(values, echo, &inserted.changes)
                if plan.groups.count == 1 {
                    inserted.stored = stored
                    return inserted
                }
                let first = inserted.returned.count
                stored.json(encoder, into: &inserted.returned)
                for index in 0..<values.count {
                    inserted.note(
                        first + index, at: index < group.positions.count ? Int(group.positions[index]) : index)
                }
            } else {
                try insert(values, group, plan, encoder, &inserted)
            }
        }
        return inserted
    }

    /// SQLite prepares a change with RETURNING of any view, and then does nothing. Without RETURNING it refuses the views
    /// that have no INSTEAD OF trigger for it.
    func checkView(_ index: Int32?, _ sql: Text) throws(NoormmeError) {
        guard let index, index >= 0, Int(index) < schema.models.count else { return }
        let model = schema.model(index)
        guard model.isView, let sql = InsertEcho.withoutReturning(sql, model) else { return }
        try withStatement(sql, runs: false) { _ in }
    }

    /// Rows that the statement returns, one by one.
    private func insert(
        _ values: ValueRows, _ group: InsertPlan.Group, _ plan: InsertPlan, _ encoder: RowEncoder,
        _ inserted: inout Inserted
    ) throws(NoormmeError) {
        try withStatement(group.sql) { statement throws(NoormmeError) in
            for index in 0..<values.count {
                if session.isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
                try bind(values, index, to: statement)
                var linked: [RowKey?] = []
                if try step(statement) {
                    for link in plan.links { linked.append(RowKey(statement.value(at: Int(link.column)))) }
                    if plan.answer != .count {
                        encoder.encode(statement, into: &inserted.returned.bytes)
                        inserted.returned.endRow()
                        let position = index < group.positions.count ? Int(group.positions[index]) : index
                        inserted.note(inserted.returned.count - 1, at: position)
                    }
                    while try step(statement) {}
                }
                inserted.changes += self.changes
                statement.reset()
                for (index, key) in linked.enumerated() { try run(plan.links[index].statement, key: key) }
            }
        }
    }

    /// Rows of which is known how they are stored, in a transaction: should the table turn out to be another than the
    /// plan was made for, nothing has been done.
    private func insert(
        _ values: ValueRows, _ echo: InsertEcho, _ changes: inout Int64
    ) throws(NoormmeError) -> StoredRows {
        if session.isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
        var stored = StoredRows(echo: echo, values: values)
        stored.rowIDs.reserveCapacity(values.count)
        let connection = session.connection
        let known = connection.statements.misses
        try session.withStatement(echo.key, failure: failure) { statement throws(NoormmeError) in
            if connection.statements.misses != known || session.echoedVersions != versions { try checkSchema() }
            for index in 0..<values.count {
                if session.isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
                try bind(values, index, to: statement)
                while try step(statement) {}
                // Within the transaction nobody changes it later.
                if index == 0, statement.status(.reprepares) > 0 { try checkSchema() }
                // A trigger's changes are not counted.
                let count = connection.changes
                if count == 0 { stored.absent.append(index) }
                changes += count
                stored.rowIDs.append(connection.lastInsertRowID)
                statement.reset()
            }
        }
        return stored
    }

    private func bind(_ values: ValueRows, _ row: Int, to statement: Statement) throws(NoormmeError) {
        do throws(SQLiteError) {
            try values.bind(row, to: statement)
        } catch {
            throw failure(error)
        }
    }

    private func checkSchema() throws(NoormmeError) {
        do throws(SQLiteError) {
            session.echoedVersions = try session.connection.schemaVersions()
        } catch {
            throw failure(error)
        }
        if session.echoedVersions != versions { throw NoormmeError(.operational, "no such schema any more") }
    }

    private func echo(_ group: InsertPlan.Group, _ plan: InsertPlan) -> InsertEcho? {
        guard !versions.isEmpty, plan.links.isEmpty, plan.answer != .count, plan.model >= 0,
            Int(plan.model) < schema.models.count
        else { return nil }
        return session.echoes.echo(group, schema.model(plan.model))
    }

    /// Runs a statement whose parameters in the slot `keys` are one value of another row.
    func run(_ linked: CompiledStatement, key: RowKey?) throws(NoormmeError) {
        try withStatement(linked.sql, linked.parameters) { statement throws(NoormmeError) in
            for (index, parameter) in linked.parameters.enumerated() where parameter.slot == Parameter.keys {
                do throws(SQLiteError) {
                    try statement.bind(key, at: index + 1)
                } catch {
                    throw failure(error)
                }
            }
            while try step(statement) {}
        }
    }

    /// The answer as JSON.
    func answer(_ given: consuming Inserted, _ plan: InsertPlan) -> Answer {
        var inserted = given
        let changes = inserted.changes
        if plan.answer == .count { return Answer(changes: changes) }
        if let stored = inserted.stored {
            stored.json(encoder(plan.shape), into: &inserted.returned)
            if plan.answer == .rows { return Answer(inserted.returned.array(), changes: changes) }
            return Answer(inserted.returned.row(0), changes: changes)
        }
        if plan.answer == .row { return Answer(inserted.returned.row(0), changes: changes) }
        return Answer(inserted.returned.array(places: inserted.places, count: inserted.count), changes: changes)
    }

    /// The answer as a row block, or as JSON behind a block's header where rows are missing.
    func block(_ given: consuming Inserted, _ plan: InsertPlan, _ request: PreparedRequest, _ block: BlockPlan)
        -> AnswerBytes
    {
        guard let stored = given.stored, stored.absent.isEmpty, block.cells != nil else {
            return answer(answer(given, plan), request)
        }
        session.blocks.begin(block, known: request.known)
        for index in 0..<stored.values.count { session.blocks.append(stored.row(index)) }
        session.blocks.finish()
        return session.blocks.release()
    }
}

extension RowBlock {
    /// A JSON array of `count` elements: at each position the row `places` says, or null.
    fileprivate func array(places: [Int32], count: Int) -> ByteBuffer {
        var out = ByteBuffer(capacity: bytes.count + count * 2 + 2)
        out.append("[")
        for position in 0..<max(count, places.count) {
            if position > 0 { out.append(0x2C) }
            if position < places.count, places[position] >= 0 {
                out.append(bytes, range(Int(places[position])))
            } else {
                out.append("null")
            }
        }
        out.append("]")
        return out
    }
}

/// What plans' statements store, as a connection met them lately: a plan that is found again comes with the same text,
/// known by where it lies (see `ShapeCache`).
final class EchoCache {
    private struct Entry {
        let sql: Text
        let model: Model
        let echo: InsertEcho?
    }

    private var entries = [Entry?](repeating: nil, count: EchoCache.size)
    private static let size = 32

    func echo(_ group: InsertPlan.Group, _ model: Model) -> InsertEcho? {
        let address = group.sql.bytes.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
        let slot = (address >> 4 ^ address >> 9) & (Self.size - 1)
        if let entry = entries[slot], entry.model === model,
            entry.sql.bytes.withUnsafeBufferPointer({ Int(bitPattern: $0.baseAddress) }) == address
        {
            return entry.echo
        }
        let echo = InsertEcho(group, model)
        entries[slot] = Entry(sql: group.sql, model: model, echo: echo)
        return echo
    }
}
