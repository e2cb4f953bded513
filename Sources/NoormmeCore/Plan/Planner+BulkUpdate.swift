import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// bulk_update(): of the rows that the query set has, those whose keys are given.
///
/// Mostly that is one prepared UPDATE for each row, in one transaction. Where the query set or a value looks at other
/// rows as well, an earlier row's new values must not decide about a later one: one UPDATE then sets them all.
extension Planner {
    /// Keys of several columns are an OR, and SQLite's expressions are no deeper than 1,000.
    private static var mostCompositeKeys: Int { 500 }

    private struct Row {
        var keys: [SQLExpression]
        var values: [Assignment]
    }

    mutating func bulkUpdate(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        let model = query.model
        guard terminal.arguments.count >= 2, terminal.arguments[0].kind == .array,
            terminal.arguments[1].kind == .array
        else { throw terminal.source.error(.malformedSpec, "bulk_update takes rows and names of fields.") }
        if terminal.arguments.count > 2, !terminal.arguments[2].isNull {
            try terminal.arguments[2].checkKeys(["batch_size"])
            try checkBatchSize(terminal.arguments[2])
        }
        let names = terminal.arguments[1]
        if names.count == 0 {
            throw names.error(.valueError, "Field names must be given to bulk_update().")
        }
        let fields = try fieldColumns(names, model)
        for field in fields where model.primaryKey.contains(field) {
            throw names.error(.valueError, "bulk_update() cannot be used with primary key fields.")
        }
        if query.isSliced {
            throw terminal.source.error(.typeError, "Cannot filter a query once a slice has been taken.")
        }
        let keys = try query.primaryKey(of: model)
        if model.inherits { return try bulkUpdateRows(terminal, fields, query) }
        let target = try writeTarget(query)
        var rows: [Row] = []
        for object in terminal.arguments[0].elements {
            let row = try self.row(object, fields, keys, target.source, query)
            if !row.values.isEmpty { rows.append(row) }
        }
        if rows.isEmpty || query.isKnownEmpty { return QueryPlan(operation: .constant("0")) }
        var statements: [CompiledStatement] = []
        var looksAround = target.condition.containsSubquery
        for row in rows {
            for value in row.values where value.value.containsSubquery { looksAround = true }
        }
        if looksAround {
            let width = keys.count * (fields.count + 1) + fields.count
            var most = max(1, context.options.bulkParameters / width)
            if keys.count > 1 { most = min(most, Self.mostCompositeKeys) }
            var start = 0
            while start < rows.count {
                let end = min(start + most, rows.count)
                statements.append(update(rows[start..<end], fields, target, query))
                start = end
            }
        } else {
            for row in rows {
                let conditions = (target.condition.isAlways ? [] : [target.condition]) + row.keys
                statements.append(compile(row.values, (target.source, .all(conditions)), query))
            }
        }
        return QueryPlan(operation: .update(UpdatePlan(statements: statements)))
    }

    /// The conditions for the key and the values for the fields of one object.
    private func row(
        _ object: JSONValue, _ fields: [Int32], _ keys: [Int32], _ source: TableSource, _ query: Query
    ) throws(NoormmeError) -> Row {
        guard object.kind == .object, object.tag == nil else {
            throw object.error(.typeError, "A row must be an object {column: value}.")
        }
        var row = Row(keys: [], values: [])
        for member in object.members {
            let index = try writableColumn(member.key.text, member.value, query)
            let column = query.model.columns[Int(index)]
            if keys.contains(index) {
                guard !member.value.isNull else {
                    throw member.value.error(.valueError, "All bulk_update() objects must have a primary key set.")
                }
                row.keys.append(
                    .binary(
                        .equal, .column(source, column.column),
                        try query.parameter(member.value, Conversion(column.type)).sql))
            } else if fields.contains(index) {
                var sql: SQLExpression
                if member.value.kind == .object, !member.value.isTaggedLiteral {
                    sql = try query.expression(member.value, ExpressionScope(allowsJoins: false)).sql.asValue
                } else {
                    sql = try storedLiteral(member.value, column, query)
                }
                row.values.append(Assignment(column: column.column, value: sql))
            }
        }
        guard row.keys.count == keys.count else {
            throw object.error(.valueError, "All bulk_update() objects must have a primary key set.")
        }
        return row
    }

    /// `UPDATE … SET f = CASE WHEN key = ? THEN ? … ELSE f END WHERE condition AND key IN (…)`. Of a row that is
    /// given twice the last counts, as with one UPDATE after the other.
    private mutating func update(
        _ rows: ArraySlice<Row>, _ fields: [Int32], _ target: (source: TableSource, condition: SQLExpression),
        _ query: Query
    ) -> CompiledStatement {
        var assignments: [Assignment] = []
        for field in fields {
            let name = query.model.columns[Int(field)].column
            var branches: [WhenThen] = []
            for row in rows.reversed() {
                for value in row.values where value.column == name {
                    branches.append(WhenThen(condition: .all(row.keys), result: value.value))
                }
            }
            if branches.isEmpty { continue }
            assignments.append(
                Assignment(column: name, value: .caseWhen(branches, otherwise: .column(target.source, name))))
        }
        var list: [SQLExpression] = []
        var alternatives: [SQLExpression] = []
        var column: SQLExpression = .null
        for row in rows {
            alternatives.append(.all(row.keys))
            if row.keys.count == 1, case .binary(_, let left, let right) = row.keys[0] {
                column = left
                list.append(right)
            }
        }
        let named: SQLExpression = list.count == rows.count ? .inList(column, list) : .or(alternatives)
        return compile(assignments, (target.source, .all([target.condition, named])), query)
    }
}
