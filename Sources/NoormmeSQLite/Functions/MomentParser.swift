/// Reads dates and times from UTF-8 text without copying it.
///
/// Accepted: `Y-M-D`, and after it, behind blanks or a `T`, `H:M[:S[.fraction]]` with an optional
/// `Z` or offset `±HH[[:]MM[:SS]]`. Numbers may lack leading zeros, as Django's readers allow; digits
/// past the sixth of a fraction are dropped. A value with an offset is moved to UTC. Anything
/// else, such as a day that no month has, is nil.
struct MomentParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    static func moment(_ bytes: UnsafeBufferPointer<UInt8>) -> Moment? {
        var parser = MomentParser(bytes)
        return parser.moment()
    }

    /// A bare time of day, `H:M[:S[.fraction]]`.
    static func time(_ bytes: UnsafeBufferPointer<UInt8>) -> DayTime? {
        var parser = MomentParser(bytes)
        guard let time = parser.time(), parser.atEnd else { return nil }
        return time
    }

    /// Seconds east of UTC in `±HH[[:]MM[:SS]]` or `±H:MM`, the whole text.
    static func offset(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        var parser = MomentParser(bytes)
        guard let offset = parser.offset(), parser.atEnd else { return nil }
        return offset
    }

    private var atEnd: Bool { index == bytes.count }
    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    private mutating func moment() -> Moment? {
        guard let year = number(), skip(0x2D), let month = number(), skip(0x2D), let day = number(),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        if atEnd { return Moment(date: date, time: .midnight, isDate: true) }
        if next == 0x54 || next == 0x74 {
            index += 1
        } else {
            guard skipBlanks() else { return nil }
        }
        guard let time = time() else { return nil }
        let wall = Moment(date: date, time: time)
        if atEnd { return wall }
        _ = skipBlanks()
        if next == 0x5A || next == 0x7A {
            index += 1
            return atEnd ? wall : nil
        }
        guard let offset = offset(), atEnd else { return nil }
        return wall.adding(microseconds: -offset * Moment.perSecond)
    }

    private mutating func time() -> DayTime? {
        guard let hour = number(), skip(0x3A), let minute = number() else { return nil }
        guard skip(0x3A) else { return DayTime(hour: hour, minute: minute, second: 0, microsecond: 0) }
        guard let second = number() else { return nil }
        var microsecond = 0
        if next == 0x2E || next == 0x2C {
            index += 1
            var scale = 100_000
            while let digit = next.map({ $0 &- 48 }), digit < 10 {
                microsecond += Int(digit) * scale
                scale /= 10
                index += 1
            }
        }
        return DayTime(hour: hour, minute: minute, second: second, microsecond: microsecond)
    }

    private mutating func offset() -> Int64? {
        guard let sign = next, sign == 0x2B || sign == 0x2D else { return nil }
        index += 1
        let start = index
        guard let first = number() else { return nil }
        var hour = first
        var minute = 0
        var second = 0
        switch (index - start, next) {
        case (1...2, 0x3A):
            index += 1
            guard let value = twoDigits() else { return nil }
            minute = value
            if skip(0x3A) {
                guard let value = twoDigits() else { return nil }
                second = value
            }
        case (2, _):
            break
        case (4, _):
            hour = first / 100
            minute = first % 100
        default:
            return nil
        }
        guard hour < 24, minute < 60, second < 60 else { return nil }
        let total = Int64((hour * 60 + minute) * 60 + second)
        return sign == 0x2D ? -total : total
    }

    private mutating func twoDigits() -> Int? {
        let start = index
        guard let value = number(), index - start == 2 else { return nil }
        return value
    }

    /// One to nine decimal digits.
    private mutating func number() -> Int? {
        let start = index
        var value = 0
        while let digit = next.map({ $0 &- 48 }), digit < 10 {
            guard index - start < 9 else { return nil }
            value = value * 10 + Int(digit)
            index += 1
        }
        return index > start ? value : nil
    }

    private mutating func skipBlanks() -> Bool {
        let start = index
        while skip(0x20) {}
        return index > start
    }
}
