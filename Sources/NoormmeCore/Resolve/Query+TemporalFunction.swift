import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// The unit of an Extract or Trunc function: part of its name (`ExtractIsoYear`), or its `kind`.
struct RequestedUnit {
    let name: Text
    /// nil for a unit nobody knows: the database's function is left to refuse it.
    let unit: TemporalUnit?

    /// nil when the function is no member of the family.
    init?(_ request: FunctionRequest, prefix: StaticString) throws(NoormmeError) {
        guard request.name.hasPrefix(prefix) else { return nil }
        if request.name.count == prefix.utf8CodeUnitCount {
            guard let kind = try request.text("kind") else {
                throw request.source.error(.valueError, "\"kind\" must name a part of a date or time.")
            }
            name = kind
            unit = TemporalUnit(kind)
            return
        }
        var snake: [UInt8] = []
        for byte in request.name.bytes.dropFirst(prefix.utf8CodeUnitCount) {
            if byte &- 65 < 26 {
                if !snake.isEmpty { snake.append(0x5F) }
                snake.append(byte | 0x20)
            } else {
                snake.append(byte)
            }
        }
        name = Text(snake)
        unit = TemporalUnit(name)
        if unit == nil { return nil }
    }
}

extension Query {
    func extracted(
        _ unit: RequestedUnit, _ value: Resolved, _ request: FunctionRequest
    ) throws(NoormmeError) -> Resolved {
        try value.requireType()
        switch value.type.family {
        case .date, .datetime, .time: break
        case .duration:
            throw request.source.error(.valueError, "Extract requires native DurationField database support.")
        default:
            throw request.source.error(
                .valueError, "Extract input expression must be a date, a time, or a date and time.")
        }
        if value.type == .date, let known = unit.unit, known.isClock {
            throw request.source.error(
                .valueError, "Cannot extract time component '" + unit.name + "' from a date.")
        }
        let zone = try zone(request, value)
        if let known = unit.unit, known != .date, known != .time, let part = extract(known, value, zone: zone) {
            return part
        }
        return Resolved(native("extract", unit, value, zone, as: value.type), .integer)
    }

    func truncated(
        _ unit: RequestedUnit, _ value: Resolved, _ request: FunctionRequest, _ declared: FieldType?
    ) throws(NoormmeError) -> Resolved {
        try value.requireType()
        let isDatetime = value.type.family == .datetime
        guard isDatetime || value.type == .date || value.type == .time else {
            throw request.source.error(.typeError, "Only a date, a time, or a date and time can be truncated.")
        }
        var output = isDatetime ? FieldType.datetime : value.type
        if let declared { output = declared == .datetimeMilliseconds ? .datetime : declared }
        if request.name == "TruncDate" { output = .date }
        if request.name == "TruncTime" { output = .time }
        guard output == .date || output == .time || output == .datetime else {
            throw request.source.error(.valueError, "The type must be a date, a time, or a date and time.")
        }
        if value.type == .date && (output == .datetime || unit.unit?.isClock == true || unit.unit == .time) {
            throw refusal(value, output, request)
        }
        if value.type == .time && (output == .datetime || unit.unit?.isCalendar == true) {
            throw refusal(value, output, request)
        }
        let zone = try zone(request, value)
        if request.name == "TruncDate" || request.name == "TruncTime" {
            guard isDatetime else { return Resolved(value.sql, value.type) }
            return extract(output == .date ? .date : .time, value, zone: zone) ?? value
        }
        guard let known = unit.unit, output != .date || !known.isClock, output != .time || !known.isCalendar,
            let sql = truncate(known, value, zone: zone)
        else { return Resolved(native("trunc", unit, value, zone, as: output), output) }
        guard isDatetime else { return Resolved(sql, output) }
        switch output {
        case .date: return Resolved(day(sql), output)
        case .time: return Resolved(.call("SUBSTR", [sql, .literal("12")]), output)
        default: return Resolved(sql, output)
        }
    }

    /// The native function, which knows every unit, and fails on those that are none.
    private func native(
        _ verb: Text, _ unit: RequestedUnit, _ value: Resolved, _ zone: Text?, as type: FieldType
    ) -> SQLExpression {
        var name: Text
        switch type.family {
        case .date: name = "noormme_date_"
        case .time: name = "noormme_time_"
        default: name = "noormme_datetime_"
        }
        name += verb
        var arguments = [SQLExpression.string(unit.name), temporalText(value)]
        if verb == "trunc" || type.family == .datetime {
            let isDatetime = value.type.family == .datetime
            arguments.append(isDatetime ? .string(zone ?? context.options.timeZone) : .null)
        }
        return .call(name, arguments)
    }

    private func zone(_ request: FunctionRequest, _ value: Resolved) throws(NoormmeError) -> Text? {
        guard let zone = try request.text("tz") else { return nil }
        if value.type.family != .datetime {
            throw request.source.error(.valueError, "tzinfo can only be used with DateTimeField.")
        }
        return zone
    }

    private func refusal(_ value: Resolved, _ type: FieldType, _ request: FunctionRequest) -> NoormmeError {
        var message: Text = "Cannot truncate a "
        message += value.type.name
        message += " field to "
        message += type.name
        message += "."
        return request.source.error(.valueError, message)
    }
}
