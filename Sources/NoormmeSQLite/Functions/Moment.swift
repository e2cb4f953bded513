/// A date or a date with a time of day, without a zone: what a column holds, or local time.
///
/// One count of microseconds after 1970-01-01 00:00:00, between the years 1 and 9999.
struct Moment: Equatable {
    var microseconds: Int64
    /// Whether the text had no time of day.
    var isDate = false

    static let perSecond: Int64 = 1_000_000
    static let perDay: Int64 = 86_400 * 1_000_000
    /// 0001-01-01 00:00:00 and 9999-12-31 23:59:59.999999.
    static let range: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

    /// Nil outside the years 1 to 9999.
    init?(microseconds: Int64, isDate: Bool = false) {
        guard Self.range.contains(microseconds) else { return nil }
        self.microseconds = microseconds
        self.isDate = isDate
    }

    /// Nil outside the years 1 to 9999.
    init?(milliseconds: Int64) {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return nil }
        self.init(microseconds: product)
    }

    init(date: CivilDate, time: DayTime, isDate: Bool = false) {
        microseconds = Int64(date.days) * Self.perDay + time.microseconds
        self.isDate = isDate
    }

    var days: Int { Int(Self.floor(microseconds, Self.perDay)) }
    var date: CivilDate { CivilDate(days: days) }
    var time: DayTime { DayTime(microseconds: microseconds - Int64(days) * Self.perDay) }

    /// Whole seconds after 1970-01-01, rounded down.
    var seconds: Int64 { Self.floor(microseconds, Self.perSecond) }

    /// Nil when the sum leaves the years 1 to 9999.
    func adding(microseconds delta: Int64) -> Moment? {
        let (sum, overflow) = microseconds.addingReportingOverflow(delta)
        return overflow ? nil : Moment(microseconds: sum, isDate: isDate)
    }

    /// Division that rounds towards minus infinity.
    static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}

/// A time of day: microseconds after midnight, 0 to 86,399,999,999.
struct DayTime: Equatable {
    var microseconds: Int64

    init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Nil unless the clock shows it; no leap second and no 24:00.
    init?(hour: Int, minute: Int, second: Int, microsecond: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999_999).contains(microsecond)
        else { return nil }
        microseconds = Int64((hour * 60 + minute) * 60 + second) * Moment.perSecond + Int64(microsecond)
    }

    static let midnight = DayTime(microseconds: 0)

    var hour: Int { Int(microseconds / 3_600_000_000) }
    var minute: Int { Int(microseconds / 60_000_000 % 60) }
    var second: Int { Int(microseconds / 1_000_000 % 60) }
    var microsecond: Int { Int(microseconds % 1_000_000) }
}
