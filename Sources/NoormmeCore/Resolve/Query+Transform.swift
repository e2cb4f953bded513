import NoormmeSQL
import NoormmeText

/// The parts a date or time can be asked for.
enum TemporalUnit: UInt8 {
    case year, isoYear, quarter, month, week, day, weekDay, isoWeekDay, hour, minute, second, date, time

    init?(_ name: Text) {
        switch name {
        case "year": self = .year
        case "iso_year": self = .isoYear
        case "quarter": self = .quarter
        case "month": self = .month
        case "week": self = .week
        case "day": self = .day
        case "week_day": self = .weekDay
        case "iso_week_day": self = .isoWeekDay
        case "hour": self = .hour
        case "minute": self = .minute
        case "second": self = .second
        case "date": self = .date
        case "time": self = .time
        default: return nil
        }
    }

    var name: StaticString {
        switch self {
        case .year: "year"
        case .isoYear: "iso_year"
        case .quarter: "quarter"
        case .month: "month"
        case .week: "week"
        case .day: "day"
        case .weekDay: "week_day"
        case .isoWeekDay: "iso_week_day"
        case .hour: "hour"
        case .minute: "minute"
        case .second: "second"
        case .date: "date"
        case .time: "time"
        }
    }

    /// A part of the time of day.
    var isClock: Bool {
        switch self {
        case .hour, .minute, .second: true
        default: false
        }
    }

    /// A part that takes a date.
    var isCalendar: Bool {
        switch self {
        case .hour, .minute, .second, .time: false
        default: true
        }
    }

    var needsTime: Bool {
        switch self {
        case .hour, .minute, .second, .time, .date: true
        default: false
        }
    }
}

extension Query {
    /// Applies one transform: a JSON key, a part of a date or time, or a function of one argument.
    func transformed(_ value: Resolved, _ name: Text, _ names: [Text]) throws(NoormmeError) -> Resolved {
        if value.type == .json { return key(name, of: value) }
        if let unit = TemporalUnit(name), let part = extract(unit, value, zone: nil) { return part }
        if name == "round" { return Resolved(.call("ROUND", [value.sql]), value.type) }
        if let function = ScalarFunction.named(transform: name) {
            return Resolved(.call(Text(function.sql), [value.sql]), function.output.type(of: [value]))
        }
        let rest = names.firstIndex(of: name).map { [Text](names[$0...]) } ?? [name]
        throw unsupportedLookup(rest, typeName(value))
    }

    private func typeName(_ value: Resolved) -> Text {
        var text = value.type.name
        text += " field"
        return text
    }

    /// The column behind `year`, when a range of the column itself says the same.
    func yearBase(_ value: Resolved) -> (SQLExpression, FieldType)? {
        guard let base = value.yearOf else { return nil }
        return (base.sql, base.type)
    }

    /// Part of a date or time; nil when the type has no such part.
    ///
    /// Stored text has fixed places for its parts, so that cutting is exact where SQLite's own date functions
    /// round to milliseconds. A time zone other than UTC needs our native functions.
    func extract(_ unit: TemporalUnit, _ value: Resolved, zone: Text?) -> Resolved? {
        let zoneName = zone ?? context.options.timeZone
        switch value.type {
        case .datetime, .datetimeMilliseconds: break
        case .date where !unit.needsTime: break
        case .time where unit == .hour || unit == .minute || unit == .second: break
        default: return nil
        }
        var result = Resolved(.null, unit == .date ? .date : unit == .time ? .time : .integer)
        let text = temporalText(value)
        if value.type != .date && value.type != .time && zoneName != "UTC" {
            let zoneText = SQLExpression.string(zoneName)
            switch unit {
            case .date: result.sql = .call("noormme_datetime_cast_date", [text, zoneText])
            case .time: result.sql = .call("noormme_datetime_cast_time", [text, zoneText])
            default: result.sql = .call("noormme_datetime_extract", [.string(Text(unit.name)), text, zoneText])
            }
            return result
        }
        let isTime = value.type == .time
        func digits(_ start: StaticString, _ count: StaticString) -> SQLExpression {
            .cast(.call("SUBSTR", [text, .literal(Text(start)), .literal(Text(count))]), "INTEGER")
        }
        func weekday(_ modifiers: [SQLExpression]) -> SQLExpression {
            .call("DATE", [day(text)] + modifiers)
        }
        switch unit {
        case .year:
            result.sql = digits("1", "4")
            result.yearOf = YearBase(sql: value.sql, type: value.type)
        case .month: result.sql = digits("6", "2")
        case .day: result.sql = digits("9", "2")
        case .hour: result.sql = isTime ? digits("1", "2") : digits("12", "2")
        case .minute: result.sql = isTime ? digits("4", "2") : digits("15", "2")
        case .second: result.sql = isTime ? digits("7", "2") : digits("18", "2")
        case .quarter:
            result.sql = .binary(.divide, .binary(.add, digits("6", "2"), .literal("2")), .literal("3"))
        case .isoYear:
            // The Thursday of a week decides the year the week belongs to.
            result.sql = .cast(
                .call("SUBSTR", [thursday(text), .literal("1"), .literal("4")]), "INTEGER")
        case .week:
            let dayOfYear = SQLExpression.call("STRFTIME", [.string("%j"), thursday(text)])
            result.sql = .binary(
                .add, .binary(.divide, .binary(.subtract, dayOfYear, .literal("1")), .literal("7")), .literal("1"))
        case .weekDay:
            result.sql = .binary(.add, .call("STRFTIME", [.string("%w"), day(text)]), .literal("1"))
        case .isoWeekDay:
            let sunday = SQLExpression.call("STRFTIME", [.string("%w"), day(text)])
            result.sql = .binary(
                .add, .binary(.modulo, .binary(.add, sunday, .literal("6")), .literal("7")), .literal("1"))
        case .date: result.sql = day(text)
        case .time: result.sql = .call("SUBSTR", [text, .literal("12")])
        }
        return result
    }

    /// The stored text form: `YYYY-MM-DD HH:MM:SS…`, made from milliseconds where those are stored.
    func temporalText(_ value: Resolved) -> SQLExpression {
        guard value.type == .datetimeMilliseconds else { return value.sql }
        return .call(
            "STRFTIME",
            [
                .string("%Y-%m-%d %H:%M:%f"), .binary(.divide, value.sql, .literal("1000.0")), .string("unixepoch"),
            ])
    }

    func day(_ text: SQLExpression) -> SQLExpression {
        .call("SUBSTR", [text, .literal("1"), .literal("10")])
    }

    private func thursday(_ text: SQLExpression) -> SQLExpression {
        .call("DATE", [day(text), .string("-3 days"), .string("weekday 4")])
    }

    /// A date or time cut down to a unit; nil when the type cannot be.
    func truncate(_ unit: TemporalUnit, _ value: Resolved, zone: Text?) -> SQLExpression? {
        let zoneName = zone ?? context.options.timeZone
        let text = temporalText(value)
        if value.type == .datetime || value.type == .datetimeMilliseconds, zoneName != "UTC" {
            return .call("noormme_datetime_trunc", [.string(Text(unit.name)), text, .string(zoneName)])
        }
        func left(_ count: StaticString) -> SQLExpression {
            .call("SUBSTR", [text, .literal("1"), .literal(Text(count))])
        }
        func joined(_ start: SQLExpression, _ end: Text) -> SQLExpression {
            .binary(.concatenate, start, .string(end))
        }
        if value.type == .time {
            switch unit {
            case .hour: return joined(left("2"), ":00:00")
            case .minute: return joined(left("5"), ":00")
            case .second: return left("8")
            default: return nil
            }
        }
        let date: SQLExpression
        switch unit {
        case .year: date = joined(left("4"), "-01-01")
        case .month: date = joined(left("7"), "-01")
        case .quarter:
            let month = SQLExpression.cast(.call("SUBSTR", [text, .literal("6"), .literal("2")]), "INTEGER")
            let first = SQLExpression.binary(
                .add,
                .binary(
                    .multiply, .binary(.divide, .binary(.subtract, month, .literal("1")), .literal("3")),
                    .literal("3")), .literal("1"))
            date = .binary(.concatenate, left("5"), .call("PRINTF", [.string("%02d-01"), first]))
        case .week: date = .call("DATE", [day(text), .string("-6 days"), .string("weekday 1")])
        case .day: date = day(text)
        case .hour where value.type != .date: return joined(left("13"), ":00:00")
        case .minute where value.type != .date: return joined(left("16"), ":00")
        case .second where value.type != .date: return left("19")
        default: return nil
        }
        return value.type == .date ? date : joined(date, " 00:00:00")
    }
}
