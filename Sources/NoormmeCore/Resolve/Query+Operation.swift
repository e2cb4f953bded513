import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Query {
    /// `{"$op": "+", "args": [left, right]}`: arithmetic, with Django's table of result types.
    func operation(_ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        try value.checkKeys(["$op", "args", "type"])
        guard let sign = value.member("$op"), sign.kind == .string, let arguments = value.member("args"),
            arguments.kind == .array, arguments.count >= 1, arguments.count <= 2
        else { throw value.error(.malformedSpec, "\"$op\" takes an operator and one or two \"args\".") }
        var operands: [Resolved] = []
        for argument in arguments.elements { operands.append(try expression(argument, scope)) }
        let declared = try outputType(value)
        if sign.stringEquals("neg") {
            guard operands.count == 1 else { throw value.error(.malformedSpec, "neg takes one argument.") }
            return Resolved(.prefix(.negate, operands[0].sql), declared ?? operands[0].type)
        }
        if sign.stringEquals("not") {
            guard operands.count == 1, operands[0].isCondition else {
                throw value.error(.typeError, "Cannot negate non-conditional expressions.")
            }
            var result = Resolved(operands[0].sql.negated, .boolean)
            result.isCondition = true
            return result
        }
        guard operands.count == 2 else { throw value.error(.malformedSpec, "The operator takes two arguments.") }
        let left = operands[0]
        let right = operands[1]
        if let temporal = try temporalOperation(sign.text, left, right, declared) { return temporal }
        let type: FieldType
        if let declared { type = declared } else { type = try resultType(sign.text, left, right, value) }
        let a = left.sql.asValue
        let b = right.sql.asValue
        let sql: SQLExpression
        switch sign.text {
        case "+": sql = .binary(.add, a, b)
        case "-": sql = .binary(.subtract, a, b)
        case "*": sql = .binary(.multiply, a, b)
        case "/": sql = .binary(.divide, a, b)
        case "%": sql = .binary(.modulo, a, b)
        case "**": sql = .call("POWER", [a, b])
        case "&": sql = .binary(.bitAnd, a, b)
        case "|": sql = .binary(.bitOr, a, b)
        case "#": sql = .binary(.subtract, .binary(.bitOr, a, b), .binary(.bitAnd, a, b))
        case "<<": sql = .binary(.shiftLeft, a, b)
        case ">>": sql = .binary(.shiftRight, a, b)
        default: throw sign.error(.malformedSpec, "Unknown operator.")
        }
        return Resolved(sql, type)
    }

    private func resultType(
        _ sign: Text, _ left: Resolved, _ right: Resolved, _ source: JSONValue
    ) throws(NoormmeError) -> FieldType {
        switch sign {
        case "&", "|", "#", "<<", ">>": return .integer
        default: break
        }
        if left.type == .any { return right.type == .any ? .any : right.type }
        if right.type == .any { return left.type }
        switch (left.type.family, right.type.family) {
        case (.integer, .integer): return .integer
        case (.integer, .real), (.real, .integer), (.real, .real): return .real
        case (.decimal, .decimal), (.decimal, .integer): return left.type
        case (.integer, .decimal): return right.type
        case (.decimal, .real) where right.literal != nil: return left.type
        case (.real, .decimal) where left.literal != nil: return right.type
        case (.duration, .integer), (.duration, .real), (.duration, .decimal): return .duration
        case (.integer, .duration), (.real, .duration), (.decimal, .duration): return .duration
        case (.boolean, .boolean): return .integer
        default: break
        }
        var message: Text = "Cannot infer type of '"
        message += sign
        message += "' expression involving these types: "
        message += left.type.name
        message += ", "
        message += right.type.name
        message += ". You must set output_field."
        throw source.error(.fieldError, message)
    }

    /// Dates, times and durations; nil when neither side is one.
    private func temporalOperation(
        _ sign: Text, _ left: Resolved, _ right: Resolved, _ declared: FieldType?
    ) throws(NoormmeError) -> Resolved? {
        guard sign == "+" || sign == "-" else { return nil }
        let signText = SQLExpression.string(sign)
        func isMoment(_ value: Resolved) -> Bool {
            switch value.type.family {
            case .date, .datetime, .time: true
            default: false
            }
        }
        if left.type == .duration || right.type == .duration {
            if left.type == .duration && right.type == .duration {
                return Resolved(
                    .call("noormme_format_dtdelta", [signText, left.sql, right.sql]), declared ?? .duration)
            }
            let moment = isMoment(left) ? left : right
            guard isMoment(moment) else {
                if left.type == .any || right.type == .any || declared != nil {
                    return Resolved(
                        .call("noormme_format_dtdelta", [signText, left.sql, right.sql]), declared ?? .datetime)
                }
                return nil
            }
            // A date moved by a duration is a date and time.
            let type: FieldType = moment.type == .time ? .time : .datetime
            return Resolved(.call("noormme_format_dtdelta", [signText, left.sql, right.sql]), declared ?? type)
        }
        if sign == "-", isMoment(left), isMoment(right) || right.isUntyped,
            left.type.family == right.type.family || right.isUntyped
        {
            let name: Text = left.type == .time ? "noormme_time_diff" : "noormme_timestamp_diff"
            return Resolved(.call(name, [left.sql, try typed(right, left.type)]), declared ?? .duration)
        }
        if sign == "-", isMoment(right), left.isUntyped {
            let name: Text = right.type == .time ? "noormme_time_diff" : "noormme_timestamp_diff"
            return Resolved(.call(name, [try typed(left, right.type), right.sql]), declared ?? .duration)
        }
        return nil
    }
}
