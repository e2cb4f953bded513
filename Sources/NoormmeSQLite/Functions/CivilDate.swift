/// A day of the proleptic Gregorian calendar, and its place in the ISO week calendar.
///
/// Years run from 1 to 9999, as in Python's `datetime` and Django.
struct CivilDate: Equatable {
    var year: Int
    /// 1 to 12
    var month: Int
    /// 1 to 31
    var day: Int

    /// Nil unless the day exists.
    init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, in: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that is so many days after 1970-01-01.
    ///
    /// Counts in eras of 400 years whose years begin in March, so that the leap day is the last.
    init(days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days after 1970-01-01; negative before.
    var days: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    var quarter: Int { (month + 2) / 3 }

    /// Monday 1 to Sunday 7.
    var isoWeekDay: Int { Self.isoWeekDay(days: days) }

    /// The ISO week and the year it belongs to: the year of the week's Thursday.
    var isoWeek: (year: Int, week: Int) {
        let days = self.days
        let thursday = days - Self.isoWeekDay(days: days) + 4
        let year = CivilDate(days: thursday).year
        return (year, (thursday - Self.firstDay(of: year)) / 7 + 1)
    }

    static func isoWeekDay(days: Int) -> Int {
        // 1970-01-01 was a Thursday.
        let rest = (days + 3) % 7
        return (rest < 0 ? rest + 7 : rest) + 1
    }

    static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to the first of January of a year.
    static func firstDay(of year: Int) -> Int {
        let before = year - 1
        return before * 365 + Self.floor(before, 4) - Self.floor(before, 100) + Self.floor(before, 400) - 719_162
    }

    private static func floor(_ value: Int, _ divisor: Int) -> Int {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }
}
