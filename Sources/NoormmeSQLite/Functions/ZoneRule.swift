/// The yearly rule at the end of a TZif file: standard and daylight saving time, and when they change.
struct ZoneRule: Sendable, Equatable {
    /// Seconds east of UTC.
    var standard: Int64
    var daylight: Int64
    /// When daylight saving time begins and ends, in the local time that holds just before.
    var start: Day
    var end: Day

    /// A day of the year, and seconds after its midnight (which may lie on another day).
    struct Day: Sendable, Equatable {
        enum Kind: Sendable, Equatable {
            /// `Jn`: 1 to 365, 29 February never counted.
            case julian(Int)
            /// `n`: 0 to 365, 29 February counted.
            case ordinal(Int)
            /// `Mm.w.d`: the week-th weekday (0 is Sunday) of the month; week 5 is the last.
            case weekday(month: Int, week: Int, day: Int)
        }

        var kind: Kind
        var seconds: Int64

        /// Seconds from 1970-01-01 00:00 local time.
        func reading(in year: Int) -> Int64 {
            let days: Int
            switch kind {
            case .julian(let number):
                days = CivilDate.firstDay(of: year) + number - (number >= 60 && CivilDate.isLeap(year) ? 0 : 1)
            case .ordinal(let number):
                days = CivilDate.firstDay(of: year) + number
            case .weekday(let month, let week, let day):
                var first = CivilDate(days: CivilDate.firstDay(of: year))
                first.month = month
                let firstDays = first.days
                let weekday = CivilDate.isoWeekDay(days: firstDays) % 7
                var offset = (day - weekday + 7) % 7 + (week - 1) * 7
                if offset >= CivilDate.length(ofMonth: month, in: year) { offset -= 7 }
                days = firstDays + offset
            }
            return Int64(days) * 86_400 + seconds
        }
    }

    func offset(atUTC seconds: Int64) -> Int64 {
        let year = Self.year(of: seconds)
        return choose(
            seconds, from: start.reading(in: year) - standard, to: end.reading(in: year) - daylight)
    }

    func offset(atLocal seconds: Int64, fold: Bool) -> Int64 {
        let year = Self.year(of: seconds)
        let difference = daylight - standard
        var first = start.reading(in: year)
        var last = end.reading(in: year)
        // With fold 0 the smaller offset holds from the end of the gap to the end of the fold.
        if fold == (difference >= 0) {
            last -= difference
        } else {
            first += difference
        }
        return choose(seconds, from: first, to: last)
    }

    private func choose(_ seconds: Int64, from start: Int64, to end: Int64) -> Int64 {
        let inside = start < end ? (start..<end).contains(seconds) : !(end..<max(start, end)).contains(seconds)
        return inside ? daylight : standard
    }

    private static func year(of seconds: Int64) -> Int {
        CivilDate(days: Int(Moment.floor(seconds, 86_400))).year
    }
}
