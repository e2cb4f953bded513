/// A word of SQL text: what it is, and the bytes it takes.
struct DDLToken: Sendable {
    enum Kind: UInt8, Sendable {
        /// A name or keyword without quotes.
        case word
        /// `"name"`, which may turn out to be a string in old schemas.
        case doubleQuoted
        /// `` `name` `` or `[name]`.
        case quoted
        /// `'text'`
        case string
        case number
        /// `x'00ff'`
        case blob
        case openParenthesis
        case closeParenthesis
        case comma
        /// Any other operator or sign.
        case sign
    }

    var kind: Kind
    /// Offsets in bytes.
    var start: Int32
    var end: Int32
}
