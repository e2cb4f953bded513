import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

extension Executor {
    func insert(_ plan: InsertPlan) throws(NoormmeError) -> Answer {
        var count = 0
        for group in plan.groups { count += group.rows.count }
        if count <= 1 && plan.links.isEmpty { return try insertAll(plan) }
        return try transaction { () throws(NoormmeError) in try insertAll(plan) }
    }

    private func insertAll(_ plan: InsertPlan) throws(NoormmeError) -> Answer {
        var changes: Int64 = 0
        var returned = RowBlock()
        // For each row of the caller, which of the returned rows is its own.
        var places: [Int32] = []
        let encoder = self.encoder(plan.shape)
        for group in plan.groups {
            try withStatement(group.sql) { statement throws(NoormmeError) in
                for (index, row) in group.rows.enumerated() {
                    if session.isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
                    try bind(row, to: statement)
                    var linked: [RowKey?] = []
                    if try step(statement) {
                        for link in plan.links { linked.append(RowKey(statement.value(at: Int(link.column)))) }
                        if plan.answer != .count {
                            encoder.encode(statement, into: &returned.bytes)
                            returned.endRow()
                            let position = index < group.positions.count ? Int(group.positions[index]) : index
                            Self.note(returned.count - 1, at: position, in: &places)
                        }
                        while try step(statement) {}
                    }
                    changes += self.changes
                    statement.reset()
                    for (index, key) in linked.enumerated() { try run(plan.links[index].statement, key: key) }
                }
            }
        }
        switch plan.answer {
        case .count: return Answer(changes: changes)
        case .row: return Answer(returned.row(0), changes: changes)
        case .rows:
            var count = 0
            for group in plan.groups { count += group.rows.count }
            return Answer(returned.array(places: places, count: count), changes: changes)
        }
    }

    /// Runs a statement whose parameters in the slot `keys` are one value of another row.
    private func run(_ linked: CompiledStatement, key: RowKey?) throws(NoormmeError) {
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

    /// The UPDATE, and if it finds no row the INSERT.
    func save(_ plan: SavePlan) throws(NoormmeError) -> Answer {
        guard let update = plan.update else {
            if let error = plan.insertError { throw error }
            guard let insert = plan.insert else { return Answer(changes: 0) }
            return try self.insert(insert)
        }
        return try transaction { () throws(NoormmeError) -> Answer in
            var row = RowBlock()
            try withStatement(update.sql, update.parameters) { statement throws(NoormmeError) in
                let encoder = self.encoder(plan.shape)
                while try step(statement) {
                    encoder.encode(statement, into: &row.bytes)
                    row.endRow()
                }
            }
            if row.count > 0 { return Answer(row.row(0), changes: changes) }
            if let error = plan.insertError { throw error }
            guard let insert = plan.insert else {
                throw NoormmeError(
                    .notUpdated, plan.label + ": the forced update did not affect any rows.", model: plan.label)
            }
            return try insertAll(insert)
        }
    }

    private static func note(_ row: Int, at position: Int, in places: inout [Int32]) {
        while places.count <= position { places.append(-1) }
        places[position] = Int32(row)
    }

    func update(_ plan: UpdatePlan) throws(NoormmeError) -> Answer {
        if plan.statements.count <= 1 && plan.expected == nil { return try updateAll(plan) }
        return try transaction { () throws(NoormmeError) in try updateAll(plan) }
    }

    private func updateAll(_ plan: UpdatePlan) throws(NoormmeError) -> Answer {
        var changes: Int64 = 0
        for statement in plan.statements {
            try run(statement.sql, statement.parameters)
            changes += self.changes
        }
        if let expected = plan.expected, changes != expected, let error = plan.expectedError { throw error }
        if plan.answersNothing {
            var answer = Answer("null")
            answer.changes = changes
            return answer
        }
        return Answer(changes: changes)
    }

    /// `[row, created]`
    func getOrCreate(_ plan: GetOrCreatePlan) throws(NoormmeError) -> Answer {
        try transaction { () throws(NoormmeError) -> Answer in
            if let found = try existing(plan) { return found }
            if let error = plan.insertError { throw error }
            do throws(NoormmeError) {
                let inserted = try insertAll(plan.insert)
                return Self.pair(inserted.json, created: true, changes: inserted.changes)
            } catch {
                // Somebody else's trigger or constraint, or a row that the look-up did not match.
                guard error.isIntegrityError, session.connection.isInTransaction,
                    let found = try existing(plan)
                else { throw error }
                return found
            }
        }
    }

    /// The row that is there already, brought up to date; nil when there is none.
    func existing(_ plan: GetOrCreatePlan) throws(NoormmeError) -> Answer? {
        let select = plan.select.statement
        var keys: [RowKey?] = []
        var row = ByteBuffer()
        let isFound = try withStatement(select.sql, select.parameters) { statement throws(NoormmeError) -> Bool in
            guard try step(statement) else { return false }
            encoder(plan.select.shape).encode(statement, into: &row)
            for column in plan.keyColumns { keys.append(RowKey(statement.value(at: Int(column)))) }
            try check(plan.select.expectation, hasRow: true, statement)
            return true
        }
        guard isFound else { return nil }
        guard let update = plan.update else { return Self.pair(row, created: false, changes: 0) }
        let updated = try withStatement(update.sql, update.parameters) { statement throws(NoormmeError) -> ByteBuffer in
            let first = statement.parameterCount - keys.count + 1
            for (index, key) in keys.enumerated() {
                do throws(SQLiteError) {
                    try statement.bind(key, at: first + index)
                } catch {
                    throw failure(error)
                }
            }
            var out = ByteBuffer()
            if try step(statement) {
                encoder(plan.updateShape).encode(statement, into: &out)
                while try step(statement) {}
            } else {
                // A trigger took the row away.
                out.append("null")
            }
            return out
        }
        return Self.pair(updated, created: false, changes: changes)
    }

    private static func pair(_ row: borrowing ByteBuffer, created: Bool, changes: Int64) -> Answer {
        var json = ByteBuffer(capacity: row.count + 16)
        json.append("[")
        json.append(row, 0..<row.count)
        json.append(created ? ",true]" : ",false]")
        return Answer(json, changes: changes)
    }
}

extension RowBlock {
    /// A JSON array of `count` elements: at each position the row `places` says, or null.
    func array(places: [Int32], count: Int) -> ByteBuffer {
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
