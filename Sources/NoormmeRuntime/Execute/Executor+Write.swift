import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

extension Executor {
    /// The UPDATE, and if it finds no row the INSERT.
    func save(_ plan: SavePlan) throws(NoormmeError) -> Answer {
        guard let update = plan.update else {
            if let error = plan.insertError { throw error }
            guard let insert = plan.insert else { return Answer(changes: 0) }
            return try self.insert(insert)
        }
        return try transaction { () throws(NoormmeError) -> Answer in
            var row = RowBlock()
            try checkView(plan.insert?.model, update.sql)
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
            return answer(try insertAll(insert), insert)
        }
    }

    func update(_ plan: UpdatePlan) throws(NoormmeError) -> Answer {
        if plan.statements.count <= 1 && plan.expected == nil && plan.keys == nil { return try updateAll(plan) }
        return try transaction { () throws(NoormmeError) in try updateAll(plan) }
    }

    private func updateAll(_ plan: UpdatePlan) throws(NoormmeError) -> Answer {
        var changes: Int64 = 0
        let keys = try plan.keys.map { (select) throws(NoormmeError) in try lists(select) } ?? []
        let counted = plan.counted.map { Int($0) } ?? plan.statements.count
        for (index, statement) in plan.statements.enumerated() {
            try run(statement, keys)
            if index < counted { changes += self.changes }
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
                let inserted = try made(plan)
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

    private func made(_ plan: GetOrCreatePlan) throws(NoormmeError) -> Answer {
        if let row = plan.insertRow { return try writeRow(row) }
        return answer(try insertAll(plan.insert), plan.insert)
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
        if let update = plan.updateRow {
            let written = try writeAll(update, given: keys)
            return Self.pair(written.json, created: false, changes: written.changes)
        }
        guard let update = plan.update else { return Self.pair(row, created: false, changes: 0) }
        try checkView(plan.insert.model, update.sql)
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
