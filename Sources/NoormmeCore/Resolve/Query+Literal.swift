import NoormmeJSON
import NoormmeSQL
import NoormmeText

// Literals among expressions, and the types that operands give each other.
extension Query {
    /// A literal as an expression of its own.
    func literal(_ value: JSONValue) throws(NoormmeError) -> Resolved {
        var declared: FieldType?
        if value.kind == .object {
            try value.checkKeys([
                "$value", "$int", "$float", "$decimal", "$blob", "$date", "$datetime", "$time",
                "$duration", "$uuid", "$json_null", "type",
            ])
            declared = try outputType(value)
        }
        let literal = try Literal.read(value)
        let type: FieldType =
            switch literal {
            case .null: .any
            case .jsonNull, .json: .json
            case .bool: .boolean
            case .integer, .hugeInteger: .integer
            case .real: .real
            case .decimal: .decimal(digits: 0, places: 0)
            case .text: .text
            case .blob: .blob
            case .date: .date
            case .datetime: .datetime
            case .time: .time
            case .duration: .duration
            case .uuid: .uuidHex
            }
        var result = Resolved(.null, declared ?? type)
        switch literal {
        case .null where declared == .json: result.sql = .string("null")
        case .null:
            if declared == nil {
                result.fault = TypeFault(
                    value.error(.fieldError, "Cannot resolve expression type, unknown output_field"), isMissing: true)
            }
        case .bool(let flag) where result.type == .boolean:
            result.sql = .literal(flag ? "1" : "0")
            result.isCondition = true
        case .integer(let number) where declared == nil && (-9...9).contains(number):
            // Small integers of an expression are part of its shape, as in F('n') + 1.
            result.sql = .literal(Text(number))
        default:
            result.sql = try parameter(value.wrappedScalar ?? value, Conversion(result.type, .store)).sql
        }
        // A literal without a type of its own takes that of what it meets.
        if declared == nil { result.literal = value }
        return result
    }

    func outputType(_ value: JSONValue) throws(NoormmeError) -> FieldType? {
        guard let member = value.member("type") else { return nil }
        guard member.kind == .string, let type = FieldType.parse(member.text) else {
            throw member.error(.malformedSpec, "Unknown type.")
        }
        return type
    }

    /// The SQL of an operand once its neighbours decided its type.
    func typed(_ value: Resolved, _ type: FieldType) throws(NoormmeError) -> SQLExpression {
        if let literal = value.literal, value.type != type, type != .any, !literal.isNull {
            switch type {
            case .date, .datetime, .time, .datetimeMilliseconds, .uuidHex, .json:
                return try parameter(literal, Conversion(type, .store)).sql
            default: return value.sql.asValue
            }
        }
        return value.sql.asValue
    }

    /// The one type of several operands, on a value without SQL. Where they disagree and nothing decides, that
    /// is a fault of the type.
    func commonType(_ values: [Resolved], _ source: JSONValue) -> Resolved {
        var result = Resolved(.null, .any)
        var isLiteral = true
        var missing: TypeFault?
        for value in values {
            if let fault = value.fault {
                if fault.isMissing { missing = fault } else { result.fault = fault }
            }
            if value.type == .any || (value.literal != nil && result.type != .any) { continue }
            if result.type.family != value.type.family && !isLiteral {
                var message: Text = "Expression contains mixed types: "
                message += result.type.name
                message += ", "
                message += value.type.name
                message += ". You must set output_field."
                result.fault = TypeFault(source.error(.fieldError, message))
            }
            if isLiteral { result.type = value.type }
            if value.literal == nil { isLiteral = false }
        }
        if result.fault == nil && result.type == .any { result.fault = missing }
        if result.fault != nil { result.type = .any }
        return result
    }
}
