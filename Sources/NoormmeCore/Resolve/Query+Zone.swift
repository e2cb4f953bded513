import NoormmeJSON
import NoormmeSQL
import NoormmeText

// Stored dates with times are in UTC. One that a request gives without an offset is meant in the database's time
// zone, as Django means it in the current one. Where that is UTC nothing needs to be done; else the database moves
// it, for it alone knows the zones.
extension Query {
    /// A parameter that the statement moves to UTC; nil for what is no date with a time.
    func zoned(_ value: JSONValue, _ conversion: Conversion) throws(NoormmeError) -> BoundParameter? {
        switch conversion.operation {
        case .plain, .ceiling, .store: break
        default: return nil
        }
        switch conversion.type {
        case .datetime, .datetimeMilliseconds: if value.isNull { return nil }
        case .any, .date:
            guard let tag = value.tag, tag == "$datetime" else { return nil }
        default: return nil
        }
        var copy = conversion
        copy.keepsZone = true
        return BoundParameter(side: .sql(inUTC(try bound(value, copy).sql, conversion.type)))
    }

    private func inUTC(_ text: SQLExpression, _ type: FieldType) -> SQLExpression {
        let moved = SQLExpression.call("noormme_datetime_to_utc", [text, .string(context.options.timeZone)])
        // The day it is there.
        if type == .date {
            return .call("noormme_datetime_cast_date", [moved, .string(context.options.timeZone)])
        }
        guard type == .datetimeMilliseconds else { return moved }
        // Days since noon of 24 November 4714 before Christ; 1970 began 2,440,587.5 of them later.
        let days = SQLExpression.binary(.subtract, .call("JULIANDAY", [moved]), .literal("2440587.5"))
        return .cast(.call("ROUND", [.binary(.multiply, days, .literal("86400000.0"))]), "INTEGER")
    }

    /// A long list as one parameter.
    func longList(_ left: Resolved, _ array: JSONValue) throws(NoormmeError) -> SQLExpression {
        var conversion = Conversion(left.type, .list)
        guard left.type.family == .datetime, context.options.timeZone != "UTC" else {
            return .inJSON(left.sql, try bound(array, conversion).sql)
        }
        conversion.keepsZone = true
        return .inJSONForm(left.sql, try bound(array, conversion).sql, [inUTC(.literal("value"), left.type)])
    }
}
