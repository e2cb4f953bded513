import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// A parameter of SQL text: a value with the storage class it has by itself, for there is no column to ask.
public enum ParameterValue {
    /// - Parameter value: a scalar, or tagged as docs/wire-format.md has it.
    /// - Throws: `.typeError` for arrays and untagged objects, `.dataError` for an integer beyond 64 bits.
    public static func read(_ value: JSONValue) throws(NoormmeError) -> SQLValue {
        if value.kind == .array {
            throw value.error(.typeError, "A list is no parameter: give each of its values one of its own.")
        }
        let literal = try Literal.read(value)
        if case .hugeInteger = literal {
            throw value.error(.dataError, "The integer does not fit in 64 bits.")
        }
        return try ValuePreparer.storage(literal, value)
    }
}
