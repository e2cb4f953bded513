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
            return Resolved(.prefix(.negate, operands[0].sql), operands[0]).declaring(declared)
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
        return try combine(sign, operands[0], operands[1], value).declaring(declared)
    }

    private func combine(
        _ sign: JSONValue, _ left: Resolved, _ right: Resolved, _ source: JSONValue
    ) throws(NoormmeError) -> Resolved {
        guard let arithmetic = Arithmetic(sign.text) else {
            throw sign.error(.malformedSpec, "Unknown operator.")
        }
        if left.type.family == .duration || right.type.family == .duration,
            left.type.family != right.type.family
        {
            return try durationOperation(arithmetic, left, right, source)
        }
        if arithmetic == .subtract, let difference = try difference(left, right) { return difference }
        let a = left.sql.asValue
        let b = right.sql.asValue
        let sql: SQLExpression
        switch arithmetic {
        case .add: sql = .binary(.add, a, b)
        case .subtract: sql = .binary(.subtract, a, b)
        case .multiply: sql = .binary(.multiply, a, b)
        case .divide: sql = .binary(.divide, a, b)
        case .modulo: sql = .binary(.modulo, a, b)
        case .power: sql = .call("POWER", [a, b])
        case .bitAnd: sql = .binary(.bitAnd, a, b)
        case .bitOr: sql = .binary(.bitOr, a, b)
        case .bitXor: sql = .binary(.subtract, .binary(.bitOr, a, b), .binary(.bitAnd, a, b))
        case .shiftLeft: sql = .binary(.shiftLeft, a, b)
        case .shiftRight: sql = .binary(.shiftRight, a, b)
        }
        if let type = arithmetic.resultType(left, right) { return Resolved(sql, type) }
        return untyped(sql, arithmetic, left, right, source)
    }

    /// The operation's type is unknown, which matters only to those who ask for it.
    private func untyped(
        _ sql: SQLExpression, _ arithmetic: Arithmetic, _ left: Resolved, _ right: Resolved, _ source: JSONValue
    ) -> Resolved {
        var result = Resolved(sql, .any)
        if let fault = left.fault ?? right.fault {
            result.fault = fault
            return result
        }
        var message: Text = "Cannot infer type of '"
        message += arithmetic.name
        message += "' expression involving these types: "
        message += left.type.name
        message += ", "
        message += right.type.name
        message += ". You must set output_field."
        result.fault = TypeFault(source.error(.fieldError, message))
        return result
    }

    /// A duration, which is a whole number of microseconds, with something else.
    private func durationOperation(
        _ arithmetic: Arithmetic, _ left: Resolved, _ right: Resolved, _ source: JSONValue
    ) throws(NoormmeError) -> Resolved {
        let isLeftDuration = left.type.family == .duration
        let other = isLeftDuration ? right : left
        switch arithmetic {
        case .add, .subtract:
            let sign = SQLExpression.string(arithmetic.name)
            let sql = SQLExpression.call("noormme_format_dtdelta", [sign, left.sql, right.sql])
            // A date moved by a duration is a date and time. Nothing is taken from a duration but another.
            switch other.type.family {
            case .date, .datetime:
                if arithmetic == .add || !isLeftDuration { return Resolved(sql, .datetime) }
            case .time:
                if arithmetic == .add || !isLeftDuration { return Resolved(sql, .time) }
            default: break
            }
            return untyped(sql, arithmetic, left, right, source)
        case .multiply, .divide:
            switch other.type.family {
            case .any, .integer, .real, .decimal: break
            default: throw source.error(.databaseError, "Invalid arguments for operator " + arithmetic.name + ".")
            }
            let sql: SQLExpression =
                arithmetic == .multiply
                ? .binary(.multiply, left.sql, right.sql) : .binary(.divide, .cast(left.sql, "REAL"), right.sql)
            var result = untyped(sql, arithmetic, left, right, source)
            result.isFractional = true
            return result
        default:
            throw source.error(.databaseError, "Invalid connector for timedelta: " + arithmetic.name + ".")
        }
    }

    /// The duration between two dates, times or both; nil when the operands are none. A literal without a type
    /// of its own is read as what stands on the other side.
    private func difference(_ left: Resolved, _ right: Resolved) throws(NoormmeError) -> Resolved? {
        func isMoment(_ value: Resolved) -> Bool {
            switch value.type.family {
            case .date, .datetime, .time: true
            default: false
            }
        }
        guard isMoment(left) || isMoment(right) else { return nil }
        if isMoment(left) && isMoment(right) {
            guard (left.type == .time) == (right.type == .time) else { return nil }
        } else if isMoment(left) ? right.literal == nil : left.literal == nil {
            return nil
        }
        let type = isMoment(left) ? left.type : right.type
        let name: Text = type == .time ? "noormme_time_diff" : "noormme_timestamp_diff"
        let a = isMoment(left) ? left.sql : try typed(left, type)
        let b = isMoment(right) ? right.sql : try typed(right, type)
        return Resolved(.call(name, [a, b]), .duration)
    }
}
