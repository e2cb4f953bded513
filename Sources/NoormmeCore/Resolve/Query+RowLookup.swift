import NoormmeJSON
import NoormmeSQL
import NoormmeText

// Keys of several columns are compared as a whole, with arrays of values in the columns' order.
extension Query {
    func row(_ columns: [Int32], of join: Join) -> Resolved {
        var parts: [Resolved] = []
        for index in columns { parts.append(column(index, of: join)) }
        var value = Resolved(.row(parts.map { $0.sql }), .any)
        value.parts = parts
        return value
    }

    func rowLookup(_ kind: Lookup.Kind, _ left: Resolved, _ operand: Operand) throws(NoormmeError) -> BuiltLookup {
        switch kind {
        case .exact: return BuiltLookup(try rowEqual(left, operand))
        case .in:
            if case .query(let query) = operand, query.selectedWidth == left.parts.count || query.selection == nil {
                if query.isKnownEmpty { return BuiltLookup(.never) }
                if !query.isSliced { query.clearOrdering() }
                return BuiltLookup(.inSelect(left.sql, try query.subselect()))
            }
            guard case .list(let items, _) = operand else { throw notARow(left) }
            var tests: [SQLExpression] = []
            for item in items { tests.append(try rowEqual(left, item)) }
            return BuiltLookup(.any(tests))
        case .gt, .gte, .lt, .lte:
            let sign: BinaryOperator =
                kind == .gt ? .greater : kind == .gte ? .greaterOrEqual : kind == .lt ? .less : .lessOrEqual
            var values: [SQLExpression] = []
            for (index, item) in try items(of: operand, left).enumerated() {
                guard case .sql(let sql) = try rightSide(item, left.parts[index], .plain) else {
                    throw notARow(left)
                }
                values.append(sql)
            }
            return BuiltLookup(.binary(sign, left.sql, .row(values)))
        case .isnull:
            guard case .literal(let value) = operand, let flag = value.bool else {
                throw NoormmeError(.valueError, "The QuerySet value for an isnull lookup must be True or False.")
            }
            let tests = left.parts.map { SQLExpression.isNull($0.sql) }
            return BuiltLookup(flag ? .any(tests) : SQLExpression.any(tests).negated)
        default:
            throw NoormmeError(.unsupportedLookup, "The lookup is not for keys of several columns.")
        }
    }

    private func rowEqual(_ left: Resolved, _ operand: Operand) throws(NoormmeError) -> SQLExpression {
        var tests: [SQLExpression] = []
        for (index, item) in try items(of: operand, left).enumerated() {
            tests.append(try lookup(.exact, left.parts[index], item).sql)
        }
        return .all(tests)
    }

    private func items(of operand: Operand, _ left: Resolved) throws(NoormmeError) -> [Operand] {
        guard case .list(let items, _) = operand, items.count == left.parts.count else { throw notARow(left) }
        return items
    }

    private func notARow(_ left: Resolved) -> NoormmeError {
        NoormmeError(
            .valueError,
            "A key of several columns is compared with arrays of " + Text(Int64(left.parts.count)) + " values.")
    }
}
