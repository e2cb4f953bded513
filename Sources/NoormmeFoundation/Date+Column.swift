@_exported import Foundation
@_exported import Noormme

// Foundation's values as columns. This target is apart from Noormme so that programs without Foundation stay
// without it: it is larger than all the rest together.

/// A moment, to the microsecond. Written as the columns' types want it; read from ISO 8601 text (in UTC when it has
/// no offset) and from milliseconds since 1970.
extension Date: ColumnConvertible, FieldValue {
    public var operandTerm: Term { Expression.datetime(isoText).operandTerm }

    public var jsonValue: Value { .text(isoText) }

    public init?(column value: Value) {
        switch value {
        case .text(let text):
            guard let date = Date(isoText: text) else { return nil }
            self = date
        case .integer(let milliseconds):
            self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
        default: return nil
        }
    }

    /// `2020-01-31T12:30:00.5Z`
    var isoText: String {
        // In whole microseconds: a Date is a Double, which near today tells them apart.
        let microseconds = (timeIntervalSince1970 * 1_000_000).rounded()
        guard let total = Int64(exactly: microseconds) else { return "" }
        let seconds = total >= 0 ? total / 1_000_000 : -((-total + 999_999) / 1_000_000)
        let fraction = total - seconds * 1_000_000
        let days = seconds >= 0 ? seconds / 86400 : -((-seconds + 86399) / 86400)
        let time = seconds - days * 86400
        let (year, month, day) = Calendar.civil(days)
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
        text += "\(padded(time / 3600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))"
        if fraction > 0 {
            var digits = padded(fraction, 6)
            while digits.last == "0" { digits.removeLast() }
            text += ".\(digits)"
        }
        return text + "Z"
    }

    /// `2020-01-31`, `2020-01-31 12:30[:00[.5]]`, with `T` as well, and `Z` or `±hh[:mm]` after a time.
    init?(isoText text: String) {
        var scanner = Scanner(Array(text.utf8))
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
            let day = scanner.number(2), (1...12).contains(month), (1...Calendar.days(year, month)).contains(day)
        else { return nil }
        var seconds = Calendar.days(year, month, day) * 86400
        var fraction = 0.0
        if !scanner.isAtEnd {
            guard scanner.skip("T") || scanner.skip(" "), let hour = scanner.number(2), scanner.skip(":"),
                let minute = scanner.number(2), hour < 24, minute < 60
            else { return nil }
            seconds += hour * 3600 + minute * 60
            if scanner.skip(":") {
                guard let second = scanner.number(2), second < 60 else { return nil }
                seconds += second
                if scanner.skip(".") {
                    guard let digits = scanner.fraction() else { return nil }
                    fraction = digits
                }
            }
            guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
            seconds -= offset
        }
        self.init(timeIntervalSince1970: Double(seconds) + fraction)
    }
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Days of the Gregorian calendar, by Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
private enum Calendar {
    /// Year, month and day of a count of days since 1970-01-01.
    static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// How many days a month has.
    static func days(_ year: Int64, _ month: Int64) -> Int64 {
        days(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - days(year, month, 1)
    }
}

/// Reads the parts of a moment's text.
private struct Scanner {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    /// A number of just so many digits.
    mutating func number(_ width: Int) -> Int64? {
        guard at + width <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[at..<(at + width)] {
            guard byte &- 48 < 10 else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        at += width
        return value
    }

    mutating func fraction() -> Double? {
        var digits = "0."
        while at < bytes.count, bytes[at] &- 48 < 10 {
            digits.unicodeScalars.append(Unicode.Scalar(bytes[at]))
            at += 1
        }
        return digits.utf8.count > 2 ? Double(digits) : nil
    }

    /// In seconds; 0 where none is written.
    mutating func offset() -> Int64? {
        if isAtEnd || skip("Z") { return 0 }
        let isNegative = skip("-")
        guard isNegative || skip("+"), let hours = number(2), hours < 24 else { return nil }
        _ = skip(":")
        let minutes = isAtEnd ? 0 : number(2)
        guard let minutes, minutes < 60 else { return nil }
        return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
    }
}
