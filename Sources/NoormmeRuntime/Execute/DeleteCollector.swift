import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

// Deleting by the application's rules, as Django does it: before anything is deleted, everything that
// would go is collected. The work list holds batches of rows not yet looked at, the root's first. For each
// batch, every foreign key that refers to its model is asked for rows that refer to it; cascading ones
// join the collection (each row once, so that cycles end) and the work list. Then columns are set to NULL
// or their default, then rows are deleted, those that refer before those referred to, all in one
// transaction.

/// Runs a `DeletePlan`.
struct DeleteCollector {
    private let executor: Executor
    private let plan: DeletePlan
    private var collected: [CollectedRows]
    private var updates: [(edge: DeletePlan.Edge, keys: [RowKey])] = []
    private var restricted: [(edge: DeletePlan.Edge, keys: [RowKey])] = []
    /// Of the rows looked at last, those that PROTECT keeps.
    private var protected: [HoldingRows] = []

    /// Keys in one JSON parameter.
    private static var batchSize: Int { 10_000 }

    init(_ executor: Executor, _ plan: DeletePlan) {
        self.executor = executor
        self.plan = plan
        collected = plan.nodes.map { CollectedRows($0) }
    }

    consuming func run() throws(NoormmeError) -> Answer {
        if plan.cascades.isEmpty { return try deleted() }
        // The database deletes too, and says of which tables.
        let executor = executor
        let tables = plan.cascades
        let collector = self
        return try executor.transaction { () throws(NoormmeError) in
            let tally = DeleteTally()
            let before = try tables.map { (table) throws(NoormmeError) in try executor.rows(of: table) }
            let connection = executor.session.connection
            connection.installDeleteTally(tally)
            defer { connection.removeDeleteTally() }
            _ = try collector.deleted()
            var counts = DeleteCounts()
            for (index, table) in tables.enumerated() {
                let database = table.table.database.isEmpty ? "main" : table.table.database
                let gone =
                    table.isCounted
                    ? before[index] - (try executor.rows(of: table)) : tally.count(table.table.name, in: database)
                counts.add(gone, table.label)
            }
            return counts.answer()
        }
    }

    private consuming func deleted() throws(NoormmeError) -> Answer {
        if let fast = plan.fast, let root = plan.nodes.first {
            try executor.run(fast.sql, fast.parameters)
            var counts = DeleteCounts()
            counts.add(executor.changes, root.label)
            return counts.answer()
        }
        var collector = self
        return try collector.executor.transaction { () throws(NoormmeError) in
            try collector.collect()
            return try collector.delete()
        }
    }

    private mutating func collect() throws(NoormmeError) {
        guard !plan.nodes.isEmpty else { return }
        var work: [(node: Int, rows: Range<Int>)] = []
        let select = plan.select
        let root = try executor.withStatement(select.sql, select.parameters) { statement throws(NoormmeError) in
            try gather(statement, into: 0)
        }
        if !root.isEmpty { work.append((0, root)) }
        var next = 0
        while next < work.count {
            let (node, rows) = work[next]
            next += 1
            protected.removeAll()
            for edge in plan.nodes[node].edges {
                let found = try follow(edge, from: node, rows)
                if !found.isEmpty, edge.onDelete == .cascade { work.append((Int(edge.node), found)) }
            }
            if !protected.isEmpty { throw .protected(plan.nodes[node].label, by: protected) }
        }
        try checkRestricted()
    }

    /// Asks for the rows that refer to some of a node's by one foreign key.
    ///
    /// - Returns: which of the dependent node's rows are new.
    private mutating func follow(
        _ edge: DeletePlan.Edge, from node: Int, _ rows: Range<Int>
    ) throws(NoormmeError) -> Range<Int> {
        let column = Int(edge.keyColumn)
        var values = KeyList()
        for row in rows {
            if let value = collected[node].value(row: row, column: column) { _ = values.insert(value) }
        }
        let child = Int(edge.node)
        let before = collected[child].count
        var holding = HoldingRows(foreignKey: edge.field)
        for batch in values.keys.batches(of: Self.batchSize) {
            var keys: [RowKey] = []
            try executor.withKeys(edge.select, keys: batch) { statement throws(NoormmeError) in
                if edge.onDelete == .cascade {
                    _ = try gather(statement, into: child)
                    return
                }
                while try executor.step(statement) {
                    guard edge.onDelete == .protect else {
                        if let key = RowKey(statement.value(at: 0)) { keys.append(key) }
                        continue
                    }
                    holding.add(statement.value(at: 0))
                    if holding.isFull { return }
                }
            }
            if keys.isEmpty { continue }
            if edge.onDelete == .restrict { restricted.append((edge, keys)) } else { updates.append((edge, keys)) }
        }
        if holding.count > 0 { protected.append(holding) }
        return before..<collected[child].count
    }

    /// Adds a statement's rows to a node's; the answer is which are new.
    private mutating func gather(_ statement: Statement, into node: Int) throws(NoormmeError) -> Range<Int> {
        let before = collected[node].count
        let width = statement.columnCount
        while try executor.step(statement) { collected[node].add(statement, width: width) }
        return before..<collected[node].count
    }

    /// RESTRICT lets a row go that is deleted anyway, on another way.
    private func checkRestricted() throws(NoormmeError) {
        var holding: [HoldingRows] = []
        for (edge, keys) in restricted {
            let node = collected[Int(edge.node)]
            for key in keys where !node.contains(key) {
                let known = holding.firstIndex { $0.foreignKey == edge.field }
                if known == nil { holding.append(HoldingRows(foreignKey: edge.field)) }
                holding[known ?? holding.count - 1].add(key)
            }
        }
        if !holding.isEmpty { throw .restricted(plan.nodes[0].label, by: holding) }
    }

    private mutating func delete() throws(NoormmeError) -> Answer {
        let order = deletionOrder()
        // Rows that refer to each other in a circle have no right order: the database looks when all is done.
        if order.count > 1 || collected.contains(where: { $0.count > Self.batchSize }) {
            try executor.control(StatementKey("PRAGMA defer_foreign_keys = ON"))
        }
        for (edge, keys) in updates {
            for batch in keys.batches(of: Self.batchSize) { try run(edge.update, batch) }
        }
        var changes = [Int64](repeating: 0, count: plan.nodes.count)
        for node in order {
            // Within a model, rows found later refer to rows found earlier.
            for batch in collected[node].keys.batches(of: Self.batchSize).reversed() {
                try run(plan.nodes[node].delete, batch)
                changes[node] += executor.changes
            }
        }
        var counts = DeleteCounts()
        for (node, count) in changes.enumerated() { counts.add(count, plan.nodes[node].label) }
        return counts.answer()
    }

    private func run(_ sql: Text, _ keys: ArraySlice<RowKey>) throws(NoormmeError) {
        try executor.withKeys(sql, keys: keys) { statement throws(NoormmeError) in
            while try executor.step(statement) {}
        }
    }

    /// Nodes with rows to delete, those that refer to others first.
    private func deletionOrder() -> [Int] {
        var left = plan.nodes.indices.filter { collected[$0].count > 0 }
        var order: [Int] = []
        while !left.isEmpty {
            let free = left.lastIndex { node in
                !plan.nodes[node].edges.contains { edge in
                    edge.onDelete == .cascade && !edge.isParent && Int(edge.node) != node
                        && left.contains(Int(edge.node))
                }
            }
            // In a circle any will do; the one collected last is the furthest from the root.
            order.append(left.remove(at: free ?? left.count - 1))
        }
        return order
    }
}

extension Executor {
    /// How many rows a table has, where SQLite does not say which of them it deletes; else 0.
    fileprivate func rows(of cascade: DeletePlan.Cascade) throws(NoormmeError) -> Int64 {
        guard cascade.isCounted else { return 0 }
        return try withStatement(cascade.count) { statement throws(NoormmeError) in
            try step(statement) ? statement.int64(at: 0) : 0
        }
    }
}

extension Array {
    /// Slices of at most `size` elements.
    fileprivate func batches(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
