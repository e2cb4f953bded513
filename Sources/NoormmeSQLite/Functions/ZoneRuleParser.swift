/// Reads the footer of a TZif file: `std offset[dst[offset],start[/time],end[/time]]`, where
/// names are letters or `<...>` and times may run from -167 to 167 hours.
struct ZoneRuleParser {
    private let bytes: [UInt8]
    private var index = 0

    static func tail(_ bytes: [UInt8]) -> Zone.Tail? {
        var parser = ZoneRuleParser(bytes: bytes)
        return parser.tail()
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    private mutating func tail() -> Zone.Tail? {
        guard name(), let west = time(hours: 24) else { return nil }
        if index == bytes.count { return .fixed(-west) }
        guard name() else { return nil }
        var daylight = -west + 3_600
        if next != 0x2C {
            guard let west = time(hours: 24) else { return nil }
            daylight = -west
        }
        guard skip(0x2C), let start = day(), skip(0x2C), let end = day(), index == bytes.count else { return nil }
        return .rule(ZoneRule(standard: -west, daylight: daylight, start: start, end: end))
    }

    private mutating func name() -> Bool {
        let start = index
        if skip(0x3C) {
            while let byte = next, byte != 0x3E { index += 1 }
            return skip(0x3E) && index - start > 2
        }
        while let byte = next, (byte | 0x20) &- 97 < 26 { index += 1 }
        return index > start
    }

    /// `[+-]h[hh][:mm[:ss]]` in seconds.
    private mutating func time(hours limit: Int64) -> Int64? {
        let negative = skip(0x2D)
        if !negative { _ = skip(0x2B) }
        guard let hours = number(3), hours <= limit else { return nil }
        var total = hours * 3_600
        for unit in [Int64(60), 1] where skip(0x3A) {
            guard let value = number(2), value < 60 else { return nil }
            total += value * unit
        }
        return negative ? -total : total
    }

    private mutating func day() -> ZoneRule.Day? {
        let kind: ZoneRule.Day.Kind
        if skip(0x4D) {
            guard let month = number(2), (1...12).contains(month), skip(0x2E), let week = number(1),
                (1...5).contains(week), skip(0x2E), let day = number(1), (0...6).contains(day)
            else { return nil }
            kind = .weekday(month: Int(month), week: Int(week), day: Int(day))
        } else if skip(0x4A) {
            guard let number = number(3), (1...365).contains(number) else { return nil }
            kind = .julian(Int(number))
        } else {
            guard let number = number(3), (0...365).contains(number) else { return nil }
            kind = .ordinal(Int(number))
        }
        var seconds: Int64 = 7_200
        if skip(0x2F) {
            guard let time = time(hours: 167) else { return nil }
            seconds = time
        }
        return ZoneRule.Day(kind: kind, seconds: seconds)
    }

    /// One to `width` decimal digits.
    private mutating func number(_ width: Int) -> Int64? {
        let start = index
        var value: Int64 = 0
        while let digit = next.map({ $0 &- 48 }), digit < 10, index - start < width {
            value = value * 10 + Int64(digit)
            index += 1
        }
        return index > start ? value : nil
    }
}
