import Foundation
import Noormme

/// Parts of a moment, in the database's time zone: `Post.createdAt.year == 2020`.
extension Field where Content: FieldValue, Content.Comparand == Date {
    public var year: Field<Root, Int> { transform("year", as: Int.self) }
    /// The year that the ISO week belongs to.
    public var isoYear: Field<Root, Int> { transform("iso_year", as: Int.self) }
    public var quarter: Field<Root, Int> { transform("quarter", as: Int.self) }
    public var month: Field<Root, Int> { transform("month", as: Int.self) }
    /// Of ISO 8601, 1 to 53.
    public var week: Field<Root, Int> { transform("week", as: Int.self) }
    public var day: Field<Root, Int> { transform("day", as: Int.self) }
    /// 1 is Sunday, 7 is Saturday.
    public var weekDay: Field<Root, Int> { transform("week_day", as: Int.self) }
    public var hour: Field<Root, Int> { transform("hour", as: Int.self) }
    public var minute: Field<Root, Int> { transform("minute", as: Int.self) }
    public var second: Field<Root, Int> { transform("second", as: Int.self) }
    /// Without the time, as `2020-01-31`.
    public var date: Field<Root, String> { transform("date", as: String.self) }
}
