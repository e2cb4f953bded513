import NoormmeSQL

extension Resolved {
    /// The value as it is read out, without a fraction that its type does not have: cut off for integers,
    /// rounded to the nearest microsecond, ties to even, for durations.
    func whole(_ sql: SQLExpression) -> SQLExpression {
        guard isFractional else { return sql }
        guard type.family == .duration else { return type.family == .integer ? .cast(sql, "INTEGER") : sql }
        let rounded = SQLExpression.cast(.call("ROUND", [sql]), "INTEGER")
        let isTie = SQLExpression.binary(
            .equal, .call("ABS", [.binary(.subtract, sql, rounded)]), .literal("0.5"))
        let isOdd = SQLExpression.binary(.notEqual, .binary(.modulo, rounded, .literal("2")), .literal("0"))
        let even = SQLExpression.binary(.subtract, rounded, .call("SIGN", [sql]))
        return .cast(
            .caseWhen([WhenThen(condition: .all([isTie, isOdd]), result: even)], otherwise: rounded), "INTEGER")
    }
}
