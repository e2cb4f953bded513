/// Django's text forms of dates, times and durations on SQLite.
extension ShortText {
    /// `YYYY-MM-DD`
    mutating func append(_ date: CivilDate) {
        append(date.year, width: 4)
        append(UInt8(ascii: "-"))
        append(date.month, width: 2)
        append(UInt8(ascii: "-"))
        append(date.day, width: 2)
    }

    /// `HH:MM:SS`, and `.ffffff` unless that is zero or is not wanted.
    mutating func append(_ time: DayTime, fraction: Bool = true) {
        append(time.hour, width: 2)
        append(UInt8(ascii: ":"))
        append(time.minute, width: 2)
        append(UInt8(ascii: ":"))
        append(time.second, width: 2)
        let microsecond = time.microsecond
        guard fraction, microsecond != 0 else { return }
        append(UInt8(ascii: "."))
        append(microsecond, width: 6)
    }

    /// `YYYY-MM-DD HH:MM:SS[.ffffff]`, or the date alone if the value is one.
    mutating func append(_ moment: Moment) {
        append(moment.date)
        if moment.isDate { return }
        append(UInt8(ascii: " "))
        append(moment.time)
    }

    /// `[D day[s], ]H:MM:SS[.ffffff]`, where the days carry the sign: -1 microsecond is
    /// `-1 day, 23:59:59.999999`.
    ///
    /// 128 bits, because the sum of two durations may pass 64.
    mutating func append(durationOf microseconds: Int128) {
        var (days, rest) = microseconds.quotientAndRemainder(dividingBy: Int128(Moment.perDay))
        if rest < 0 {
            days -= 1
            rest += Int128(Moment.perDay)
        }
        if days != 0 {
            if days < 0 { append(UInt8(ascii: "-")) }
            append(Int(days.magnitude), width: 1)
            append(days.magnitude == 1 ? " day, " : " days, ")
        }
        let time = DayTime(microseconds: Int64(rest))
        append(time.hour, width: 1)
        append(UInt8(ascii: ":"))
        append(time.minute, width: 2)
        append(UInt8(ascii: ":"))
        append(time.second, width: 2)
        guard time.microsecond != 0 else { return }
        append(UInt8(ascii: "."))
        append(time.microsecond, width: 6)
    }
}
