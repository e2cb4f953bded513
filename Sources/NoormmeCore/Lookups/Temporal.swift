import NoormmeText

/// Dates and times as text: reading ISO 8601 and writing the forms Django stores on SQLite.
struct Temporal {
    var year: Int64 = 1970
    var month: Int64 = 1
    var day: Int64 = 1
    var hour: Int64 = 0
    var minute: Int64 = 0
    var second: Int64 = 0
    var microsecond: Int64 = 0
    /// Minutes east of UTC; nil when the text names no offset.
    var offset: Int64?
    var hasDate = false
    var hasTime = false

    /// Reads `YYYY-MM-DD`, `HH:MM[:SS[.ffffff]]`, or both with `T` or a space between, and an offset.
    init?(_ text: Text) {
        var reader = Reader(bytes: text.bytes)
        if reader.bytes.count >= 8, let colonAt = reader.bytes.firstIndex(of: 0x3A), colonAt <= 2 {
            guard reader.readTime(into: &self) else { return nil }
        } else if reader.bytes.count < 8 {
            guard reader.readTime(into: &self) else { return nil }
        } else {
            guard reader.readDate(into: &self) else { return nil }
            if let next = reader.peek, next == 0x54 || next == 0x20 || next == 0x74 {
                reader.index += 1
                guard reader.readTime(into: &self) else { return nil }
            }
        }
        guard reader.readOffset(into: &self), reader.index == reader.bytes.count else { return nil }
    }

    /// Milliseconds since 1970-01-01 UTC.
    init(milliseconds: Int64) {
        var days = milliseconds / 86_400_000
        var rest = milliseconds % 86_400_000
        if rest < 0 {
            rest += 86_400_000
            days -= 1
        }
        setDate(daysSinceEpoch: days)
        hour = rest / 3_600_000
        minute = rest / 60_000 % 60
        second = rest / 1000 % 60
        microsecond = rest % 1000 * 1000
        hasTime = true
        offset = 0
    }

    private mutating func setDate(daysSinceEpoch days: Int64) {
        // Days since 0000-03-01, split by the 400-year cycle of 146,097 days.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hasDate = true
    }

    var daysSinceEpoch: Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The same instant with offset 0.
    var inUTC: Temporal {
        guard let offset, offset != 0, hasDate else { return self }
        var copy = self
        let minutes = daysSinceEpoch * 1440 + hour * 60 + minute - offset
        let days = (minutes >= 0 ? minutes : minutes - 1439) / 1440
        copy.setDate(daysSinceEpoch: days)
        copy.hour = (minutes - days * 1440) / 60
        copy.minute = (minutes - days * 1440) % 60
        copy.offset = 0
        return copy
    }

    var milliseconds: Int64 {
        let moment = inUTC
        let seconds = moment.daysSinceEpoch * 86_400 + moment.hour * 3600 + moment.minute * 60 + moment.second
        return seconds * 1000 + microsecond / 1000
    }

    var dateText: Text {
        var bytes: [UInt8] = []
        appendDate(&bytes)
        return Text(bytes)
    }

    var timeText: Text {
        var bytes: [UInt8] = []
        appendTime(&bytes)
        return Text(bytes)
    }

    /// `YYYY-MM-DD HH:MM:SS[.ffffff]` in UTC.
    var datetimeText: Text {
        let moment = inUTC
        var bytes: [UInt8] = []
        moment.appendDate(&bytes)
        bytes.append(0x20)
        moment.appendTime(&bytes)
        return Text(bytes)
    }

    private func appendDate(_ bytes: inout [UInt8]) {
        Temporal.append(year, width: 4, &bytes)
        bytes.append(0x2D)
        Temporal.append(month, width: 2, &bytes)
        bytes.append(0x2D)
        Temporal.append(day, width: 2, &bytes)
    }

    private func appendTime(_ bytes: inout [UInt8]) {
        Temporal.append(hour, width: 2, &bytes)
        bytes.append(0x3A)
        Temporal.append(minute, width: 2, &bytes)
        bytes.append(0x3A)
        Temporal.append(second, width: 2, &bytes)
        if microsecond != 0 {
            bytes.append(0x2E)
            Temporal.append(microsecond, width: 6, &bytes)
        }
    }

    private static func append(_ value: Int64, width: Int, _ bytes: inout [UInt8]) {
        let digits = Text(value)
        for _ in 0..<max(0, width - digits.count) { bytes.append(48) }
        bytes.append(contentsOf: digits.bytes)
    }

    static func daysIn(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}

private struct Reader {
    let bytes: [UInt8]
    var index = 0

    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    mutating func digits(_ least: Int, _ most: Int) -> Int64? {
        var value: Int64 = 0
        var count = 0
        while count < most, let byte = peek, byte &- 48 < 10 {
            value = value * 10 + Int64(byte &- 48)
            count += 1
            index += 1
        }
        return count >= least ? value : nil
    }

    mutating func readDate(into value: inout Temporal) -> Bool {
        guard let year = digits(4, 4), take(0x2D), let month = digits(1, 2), take(0x2D), let day = digits(1, 2),
            year >= 1, (1...12).contains(month), day >= 1, day <= Temporal.daysIn(month: month, year: year)
        else { return false }
        value.year = year
        value.month = month
        value.day = day
        value.hasDate = true
        return true
    }

    mutating func readTime(into value: inout Temporal) -> Bool {
        guard let hour = digits(1, 2), take(0x3A), let minute = digits(2, 2), hour < 24, minute < 60 else {
            return false
        }
        value.hour = hour
        value.minute = minute
        value.hasTime = true
        guard take(0x3A) else { return true }
        guard let second = digits(2, 2), second < 60 else { return false }
        value.second = second
        guard peek == 0x2E || peek == 0x2C else { return true }
        index += 1
        let start = index
        guard var fraction = digits(1, 6) else { return false }
        for _ in (index - start)..<6 { fraction *= 10 }
        while let byte = peek, byte &- 48 < 10 { index += 1 }
        value.microsecond = fraction
        return true
    }

    mutating func readOffset(into value: inout Temporal) -> Bool {
        guard value.hasTime, let byte = peek else { return true }
        if byte == 0x5A || byte == 0x7A {
            index += 1
            value.offset = 0
            return true
        }
        guard byte == 0x2B || byte == 0x2D else { return true }
        index += 1
        guard let hours = digits(2, 2), hours < 24 else { return false }
        _ = take(0x3A)
        let minutes = digits(2, 2) ?? 0
        guard minutes < 60 else { return false }
        value.offset = (hours * 60 + minutes) * (byte == 0x2D ? -1 : 1)
        return true
    }
}
