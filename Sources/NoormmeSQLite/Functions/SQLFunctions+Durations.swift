import CSQLite

/// Differences of dates and times, and arithmetic with durations, which are integers of microseconds.
extension SQLFunctions {
    /// `noormme_timestamp_diff(a, b)`: a - b in microseconds. Text that is no date is an error.
    static func timestampDiff(_ call: FunctionCall) throws(FunctionFailure) {
        if call.hasNull { return call.resultNull() }
        guard let left = call.moment(0), let right = call.moment(1) else {
            throw FunctionFailure("not a date and time")
        }
        call.result(left.microseconds - right.microseconds)
    }

    /// `noormme_time_diff(a, b)`: a - b in microseconds, negative when a is earlier in the day.
    static func timeDiff(_ call: FunctionCall) throws(FunctionFailure) {
        if call.hasNull { return call.resultNull() }
        guard let left = call.time(0), let right = call.time(1) else {
            throw FunctionFailure("not a time of day")
        }
        call.result(left.microseconds - right.microseconds)
    }

    /// `noormme_format_dtdelta(op, lhs, rhs)`: `+` and `-` between dates (text) and durations (integers), `*`
    /// and `/` between durations and numbers.
    ///
    /// A date and a duration give a date in Django's text form, two dates or two durations the text of a
    /// duration, `*` and `/` a number. What is neither a date nor a duration gives NULL for `+` and `-`.
    static func formatDelta(_ call: FunctionCall) throws(FunctionFailure) {
        if call.hasNull { return call.resultNull() }
        guard let name = call.text(0), let sign = operatorSign(name) else {
            throw FunctionFailure("unsupported operator")
        }
        if sign == UInt8(ascii: "*") || sign == UInt8(ascii: "/") {
            return try scale(call, divide: sign == UInt8(ascii: "/"))
        }
        guard let left = operand(call, 1), let right = operand(call, 2) else { return call.resultNull() }
        var text = ShortText()
        switch (left, sign, right) {
        case (.moment(let moment), _, .duration(let duration)):
            text.append(try shift(moment, by: duration, negative: sign == UInt8(ascii: "-")))
        case (.duration(let duration), UInt8(ascii: "+"), .moment(let moment)):
            text.append(try shift(moment, by: duration, negative: false))
        case (.moment(let first), UInt8(ascii: "-"), .moment(let second)):
            text.append(durationOf: Int128(first.microseconds - second.microseconds))
        case (.duration(let first), _, .duration(let second)):
            text.append(
                durationOf: Int128(first) + (sign == UInt8(ascii: "-") ? -Int128(second) : Int128(second)))
        default:
            throw FunctionFailure("unsupported operands of a date operator")
        }
        call.result(text: text)
    }

    private enum Operand {
        case moment(Moment)
        case duration(Int64)
    }

    private static func operand(_ call: FunctionCall, _ index: Int) -> Operand? {
        switch call.type(index) {
        case SQLITE_INTEGER: .duration(call.int64(index))
        case SQLITE_TEXT: call.moment(index).map(Operand.moment)
        default: nil
        }
    }

    /// The operator without the blanks around it.
    private static func operatorSign(_ name: UnsafeBufferPointer<UInt8>) -> UInt8? {
        var sign: UInt8?
        for byte in name where byte != 0x20 {
            guard sign == nil, byte == 0x2B || byte == 0x2D || byte == 0x2A || byte == 0x2F else { return nil }
            sign = byte
        }
        return sign
    }

    /// A date alone moves by whole days: a duration's hours are dropped, downwards.
    private static func shift(
        _ moment: Moment, by duration: Int64, negative: Bool
    ) throws(FunctionFailure) -> Moment {
        // Nothing longer than all the years can be added; the check also keeps the steps below in range.
        guard duration.magnitude <= UInt64(Moment.range.upperBound - Moment.range.lowerBound) else {
            throw FunctionFailure("date out of range")
        }
        let whole = moment.isDate ? Moment.floor(duration, Moment.perDay) * Moment.perDay : duration
        guard let result = moment.adding(microseconds: negative ? -whole : whole) else {
            throw FunctionFailure("date out of range")
        }
        return result
    }

    private static func scale(_ call: FunctionCall, divide: Bool) throws(FunctionFailure) {
        for index in 1...2 where call.type(index) != SQLITE_INTEGER && call.type(index) != SQLITE_FLOAT {
            throw FunctionFailure("a duration is scaled by a number only")
        }
        if divide {
            let divisor = call.double(2)
            if divisor == 0 { throw FunctionFailure("division by zero") }
            return call.result(call.double(1) / divisor)
        }
        guard let left = call.integer(1), let right = call.integer(2) else {
            return call.result(call.double(1) * call.double(2))
        }
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        if overflow { throw FunctionFailure("duration out of range") }
        call.result(product)
    }
}
