/// The units that Django's Extract and Trunc know, by Django's names.
enum MomentUnit {
    case year, isoYear, quarter, month, week, day, weekDay, isoWeekDay
    case hour, minute, second, microsecond
    case date, time

    /// Nil for a name that is none of them; letter case counts, as in Django.
    init?(_ name: UnsafeBufferPointer<UInt8>) {
        switch name.count {
        case 3 where name.elementsEqual("day"): self = .day
        case 4:
            if name.elementsEqual("year") {
                self = .year
            } else if name.elementsEqual("week") {
                self = .week
            } else if name.elementsEqual("hour") {
                self = .hour
            } else if name.elementsEqual("date") {
                self = .date
            } else if name.elementsEqual("time") {
                self = .time
            } else {
                return nil
            }
        case 5 where name.elementsEqual("month"): self = .month
        case 6 where name.elementsEqual("minute"): self = .minute
        case 6 where name.elementsEqual("second"): self = .second
        case 7 where name.elementsEqual("quarter"): self = .quarter
        case 8 where name.elementsEqual("week_day"): self = .weekDay
        case 8 where name.elementsEqual("iso_year"): self = .isoYear
        case 11 where name.elementsEqual("microsecond"): self = .microsecond
        case 12 where name.elementsEqual("iso_week_day"): self = .isoWeekDay
        default: return nil
        }
    }

    /// The number that Extract gives; nil for `date` and `time`, which are no numbers.
    func number(of moment: Moment) -> Int? {
        switch self {
        case .year: moment.date.year
        case .isoYear: moment.date.isoWeek.year
        case .quarter: moment.date.quarter
        case .month: moment.date.month
        case .week: moment.date.isoWeek.week
        case .day: moment.date.day
        case .weekDay: CivilDate.isoWeekDay(days: moment.days) % 7 + 1
        case .isoWeekDay: CivilDate.isoWeekDay(days: moment.days)
        case .hour, .minute, .second, .microsecond: number(of: moment.time)
        case .date, .time: nil
        }
    }

    /// The number that Extract gives for a time of day; nil for a unit of days.
    func number(of time: DayTime) -> Int? {
        switch self {
        case .hour: time.hour
        case .minute: time.minute
        case .second: time.second
        case .microsecond: time.microsecond
        default: nil
        }
    }

    /// The first day of the year, quarter, month, week (from Monday) or day; nil for other units.
    func truncated(_ date: CivilDate) -> CivilDate? {
        var start = date
        switch self {
        case .day:
            return date
        case .week:
            return CivilDate(days: date.days - date.isoWeekDay + 1)
        case .month:
            break
        case .quarter:
            start.month -= (date.month - 1) % 3
        case .year:
            start.month = 1
        default:
            return nil
        }
        start.day = 1
        return start
    }

    /// The time of day at the start of its hour, minute or second; nil for other units.
    func truncated(_ time: DayTime) -> DayTime? {
        let unit: Int64
        switch self {
        case .hour: unit = 3_600_000_000
        case .minute: unit = 60_000_000
        case .second: unit = 1_000_000
        default: return nil
        }
        return DayTime(microseconds: time.microseconds / unit * unit)
    }
}
