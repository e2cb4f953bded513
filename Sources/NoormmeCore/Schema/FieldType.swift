import NoormmeText

/// What a column's values mean, beyond SQLite's storage classes. Decides how a lookup's value is
/// prepared, which lookups and transforms apply, and how a stored value is written as JSON.
public enum FieldType: Hashable, Sendable {
    /// No declared meaning: values pass as they are.
    case any
    case integer
    /// An integer with CHECK (x >= 0): negative look-up values match nothing.
    case positiveInteger
    /// An integer that may need all 64 bits: hosts whose numbers are narrower get it as one that is not.
    case bigInteger
    case real
    /// `digits` and `places` are 0 when undeclared.
    case decimal(digits: Int32, places: Int32)
    /// 0 and 1.
    case boolean
    case text
    /// `YYYY-MM-DD`
    case date
    /// `YYYY-MM-DD HH:MM:SS[.ffffff]` in UTC
    case datetime
    /// Milliseconds since 1970-01-01 UTC in an INTEGER column.
    case datetimeMilliseconds
    /// `HH:MM:SS[.ffffff]`
    case time
    /// Microseconds in an INTEGER column.
    case duration
    /// 32 hexadecimal digits without hyphens, as Django stores it.
    case uuidHex
    /// JSON text.
    case json
    case blob
    /// An IP address in text form.
    case ipAddress
}
