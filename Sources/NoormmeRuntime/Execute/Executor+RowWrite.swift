import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

// Rows that stand in several tables: see RowWrite.
extension Executor {
    func writeRow(_ plan: RowWrite) throws(NoormmeError) -> Answer {
        try transaction { () throws(NoormmeError) in try writeAll(plan) }
    }

    /// - Parameter given: values known before, for the first numbers.
    func writeAll(_ plan: RowWrite, given: [RowKey?] = []) throws(NoormmeError) -> Answer {
        var known = given
        var changes: Int64 = 0
        for table in plan.tables {
            if let update = table.update, try run(update, &known, &changes) { continue }
            if let error = table.insertError { throw error }
            guard let insert = table.insert else {
                throw NoormmeError(
                    .notUpdated, plan.label + ": the forced update did not affect any rows.", model: plan.label)
            }
            guard try run(insert, &known, &changes) else {
                throw NoormmeError(
                    .integrity, plan.label + ": a trigger left the row of a parent or the row itself out.",
                    model: plan.label)
            }
        }
        var row = ByteBuffer()
        var linked: [RowKey?] = []
        try withValues(plan.row.statement, known) { statement throws(NoormmeError) in
            guard try step(statement) else {
                // A trigger took it away.
                row.append("null")
                return
            }
            encoder(plan.row.shape).encode(statement, into: &row)
            for link in plan.links { linked.append(RowKey(statement.value(at: Int(link.column)))) }
        }
        for (index, key) in linked.enumerated() { try run(plan.links[index].statement, key: key) }
        return Answer(row, changes: changes)
    }

    /// Runs a statement to its end; the first row it returns is known from then on. Whether there was one.
    private func run(
        _ statement: CompiledStatement, _ known: inout [RowKey?], _ changes: inout Int64
    ) throws(NoormmeError) -> Bool {
        var returned: [RowKey?]?
        try withValues(statement, known) { statement throws(NoormmeError) in
            while try step(statement) {
                if returned != nil { continue }
                returned = [RowKey(statement.value(at: 0))]
            }
        }
        changes += self.changes
        guard let returned else { return false }
        known.append(contentsOf: returned)
        return true
    }

    /// Runs `body` with a statement whose parameters in the slot `keys` are known values by their number.
    private func withValues(
        _ compiled: CompiledStatement, _ known: [RowKey?], _ body: (Statement) throws(NoormmeError) -> Void
    ) throws(NoormmeError) {
        try withStatement(compiled.sql, compiled.parameters) { statement throws(NoormmeError) in
            for (index, parameter) in compiled.parameters.enumerated() where parameter.slot == Parameter.keys {
                let number = Int(parameter.conversion)
                do throws(SQLiteError) {
                    try statement.bind(number < known.count ? known[number] : nil, at: index + 1)
                } catch {
                    throw failure(error)
                }
            }
            try body(statement)
        }
    }

    // MARK: - Rows of several tables found by their keys

    /// The values of each column of a SELECT, without NULL.
    func lists(_ select: CompiledStatement) throws(NoormmeError) -> [[RowKey]] {
        var lists: [[RowKey]] = []
        try withStatement(select.sql, select.parameters) { statement throws(NoormmeError) in
            lists = [[RowKey]](repeating: [], count: statement.columnCount)
            while try step(statement) {
                for column in lists.indices {
                    if let key = RowKey(statement.value(at: column)) { lists[column].append(key) }
                }
            }
        }
        return lists
    }

    /// Runs a statement with the list of the number its parameter in the slot `keys` has, if it has one.
    func run(_ compiled: CompiledStatement, _ lists: [[RowKey]]) throws(NoormmeError) {
        let slot = compiled.parameters.first { $0.slot == Parameter.keys }
        guard let slot, Int(slot.conversion) < lists.count else {
            return try run(compiled.sql, compiled.parameters)
        }
        try withKeys(compiled.sql, compiled.parameters, keys: lists[Int(slot.conversion)][...]) {
            statement throws(NoormmeError) in
            while try step(statement) {}
        }
    }
}
