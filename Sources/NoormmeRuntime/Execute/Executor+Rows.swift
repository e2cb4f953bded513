import NoormmeCore
import NoormmeJSON
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

extension Executor {
    func rows(
        _ given: RowsPlan, _ prefetches: [PrefetchPlan], _ layout: RowsLayout
    ) throws(NoormmeError) -> ByteBuffer {
        let plan = given.shape.followsStatement ? try named(given) : given
        switch plan.expectation {
        case .many, .manyReversed:
            if layout == .table { return try table(plan, prefetches) }
            if prefetches.isEmpty, !plan.expectation.isReversed { return try stream(plan) }
            return try block(plan, prefetches).array(isReversed: plan.expectation.isReversed)
        case .firstOrNull, .exactlyOne, .firstOrError, .item, .rowOrError:
            return try block(plan, prefetches).row(0)
        }
    }

    /// Rows of SQL that the application wrote: the statement itself says what its columns are.
    private func named(_ plan: RowsPlan) throws(NoormmeError) -> RowsPlan {
        var copy = plan
        copy.shape.columns = try withStatement(plan.statement.sql, runs: false) { (statement) throws(NoormmeError) in
            var columns: [ShapeColumn] = []
            for index in 0..<statement.columnCount {
                let type = statement.columnDeclaredType(index).map { FieldType(declared: $0) } ?? .any
                columns.append(ShapeColumn(name: statement.columnName(index), index: Int32(index), type: type))
            }
            return columns
        }
        return copy
    }

    /// `[[key, row], …]`, each key once: of several rows with one key, the last answers for it.
    func keyed(
        _ plan: RowsPlan, key: ShapeColumn, _ prefetches: [PrefetchPlan]
    ) throws(NoormmeError) -> ByteBuffer {
        let rows = try block(plan, prefetches, key: key)
        return rows.chosen.count < rows.count ? rows.array(of: rows.chosen) : rows.array()
    }

    /// Rows straight into the answer.
    private func stream(_ plan: RowsPlan) throws(NoormmeError) -> ByteBuffer {
        var out = ByteBuffer(capacity: 4096)
        try stream(plan, encoder(plan.shape), into: &out)
        return out
    }

    private func stream(
        _ plan: RowsPlan, _ encoder: RowEncoder, into out: inout ByteBuffer
    ) throws(NoormmeError) {
        try withStatement(plan.statement.sql, plan.statement.parameters) { statement throws(NoormmeError) in
            out.append("[")
            var notes = SpliceNotes(prefetches: 0)
            var isFirst = true
            while try step(statement) {
                if !isFirst { out.append(0x2C) }
                isFirst = false
                encoder.encode(statement, into: &out, &notes)
            }
            out.append("]")
        }
    }

    /// Rows each by itself, with what is prefetched for them.
    ///
    /// - Parameter key: makes each row the array of this column and the row.
    func block(
        _ plan: RowsPlan, _ prefetches: [PrefetchPlan], key: ShapeColumn? = nil
    ) throws(NoormmeError) -> RowBlock {
        var notes = SpliceNotes(prefetches: prefetches.count)
        if prefetches.isEmpty { return try block(plan, prefetches, key: key, &notes) }
        return try snapshot { () throws(NoormmeError) -> RowBlock in
            let rows = try block(plan, prefetches, key: key, &notes)
            let chosen = rows.chosen
            var filled = try Prefetcher(executor: self).fill(rows, notes, prefetches)
            filled.chosen = chosen
            return filled
        }
    }

    private func block(
        _ plan: RowsPlan, _ prefetches: [PrefetchPlan], key: ShapeColumn?, _ notes: inout SpliceNotes
    ) throws(NoormmeError) -> RowBlock {
        let encoder = self.encoder(plan.shape, prefetches)
        let limit = plan.expectation.isMany ? Int.max : 1
        return try withStatement(
            plan.statement.sql, plan.statement.parameters
        ) { statement throws(NoormmeError) -> RowBlock in
            var rows = RowBlock()
            var keys = KeyList()
            while rows.count < limit, try step(statement) {
                if let key {
                    let value = statement.value(at: Int(key.index))
                    rows.choose(RowKey(value).map { keys.insert($0).position })
                    rows.bytes.append("[")
                    encoder.encode(value, as: key, into: &rows.bytes)
                    rows.bytes.append(",")
                }
                encoder.encode(statement, into: &rows.bytes, &notes)
                if key != nil { rows.bytes.append("]") }
                rows.endRow()
            }
            try check(plan.expectation, hasRow: rows.count > 0, statement)
            return rows
        }
    }

    /// Compares what came with what was demanded; Django's words, by which programs know these errors.
    func check(
        _ expectation: Expectation, hasRow: Bool, _ statement: Statement
    ) throws(NoormmeError) {
        switch expectation {
        case .many, .manyReversed, .firstOrNull: return
        case .rowOrError(let error):
            if !hasRow { throw error }
        case .item:
            if !hasRow { throw NoormmeError(.indexError, "list index out of range") }
        case .firstOrError(let label):
            if !hasRow { throw .doesNotExist(label) }
        case .exactlyOne(let label):
            if !hasRow { throw .doesNotExist(label) }
            var count: Int64 = 1
            while count < NoormmeError.countedRows, try step(statement) { count += 1 }
            if count > 1 { throw .multipleObjects(label, count) }
        }
    }

    /// `{"columns": [names], "types": [types], "rows": [[…]]}`
    private func table(_ plan: RowsPlan, _ prefetches: [PrefetchPlan]) throws(NoormmeError) -> ByteBuffer {
        guard prefetches.isEmpty, plan.shape.children.isEmpty else {
            throw NoormmeError(
                .notSupported, "rows as arrays cannot hold related rows: ask for objects", path: "$.rows")
        }
        var out = ByteBuffer(capacity: 4096)
        out.append("{\"columns\":[")
        for (position, column) in plan.shape.columns.enumerated() {
            if position > 0 { out.append(",") }
            out.writeString(column.name)
        }
        out.append("],\"types\":[")
        for (position, column) in plan.shape.columns.enumerated() {
            if position > 0 { out.append(",") }
            out.writeString(column.type.name)
        }
        out.append("],\"rows\":")
        var flat = plan
        flat.shape.form = .array
        if plan.expectation.isReversed {
            let rows = try block(flat, []).array(isReversed: true)
            out.append(rows, 0..<rows.count)
        } else {
            try stream(flat, encoder(flat.shape), into: &out)
        }
        out.append("}")
        return out
    }
}

extension Expectation {
    var isMany: Bool {
        switch self {
        case .many, .manyReversed: true
        default: false
        }
    }

    var isReversed: Bool {
        if case .manyReversed = self { return true }
        return false
    }
}

extension NoormmeError {
    /// How many rows of a `get` are looked at before "more than 20" is said.
    static var countedRows: Int64 { 21 }

    static func doesNotExist(_ label: Text) -> NoormmeError {
        NoormmeError(.doesNotExist, label + " matching query does not exist.", model: label)
    }

    static func multipleObjects(_ label: Text, _ count: Int64) -> NoormmeError {
        var message: Text = "Multiple objects returned: get() returned more than one "
        message += label
        message += " -- it returned "
        if count < countedRows { message.bytes.appendDecimal(count) } else { message += "more than 20" }
        return NoormmeError(.multipleObjectsReturned, message + "!", model: label)
    }
}
