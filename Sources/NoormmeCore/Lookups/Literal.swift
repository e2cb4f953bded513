import NoormmeJSON
import NoormmeText

/// A value of a request, its tag read: see docs/wire-format.md, Values.
enum Literal {
    case null
    case jsonNull
    case bool(Bool)
    case integer(Int64)
    /// An integer that does not fit in 64 bits.
    case hugeInteger(Text)
    case real(Text)
    case decimal(Text)
    case text(Text)
    case blob([UInt8])
    case date(Text)
    case datetime(Text)
    case time(Text)
    case duration(Int64)
    case uuid(Text)
    /// An array or object that stands for itself (`$value`).
    case json(JSONValue)

    /// A JSON array that is not wrapped in `$value` has no place where one value is asked for.
    static func read(_ value: JSONValue) throws(NoormmeError) -> Literal {
        switch value.kind {
        case .null: return .null
        case .bool: return .bool(value.bool == true)
        case .number:
            if let integer = value.int64 { return .integer(integer) }
            return value.isInteger ? .hugeInteger(value.digits) : .real(value.digits)
        case .string: return .text(value.text)
        case .array: return .json(value)
        case .object: return try readTagged(value)
        }
    }

    private static func readTagged(_ value: JSONValue) throws(NoormmeError) -> Literal {
        guard let tag = value.tag else {
            throw value.error(.typeError, "An object is no value here; JSON values are sent as {\"$value\": …}.")
        }
        for member in value.members {
            let inner = member.value
            if tag == "$value" { return try readWrapped(inner) }
            if tag == "$json_null" { return .jsonNull }
            if tag == "$int" {
                let digits = inner.kind == .number ? inner.digits : inner.text
                if let integer = digits.int64 { return .integer(integer) }
                guard Number.isInteger(digits) else { break }
                return .hugeInteger(digits)
            }
            if tag == "$float" {
                if inner.kind == .number { return .real(inner.digits) }
                if inner.stringEquals("nan") {
                    throw value.error(.validationError, "NaN is no number to store or to compare.")
                }
                guard inner.stringEquals("inf") || inner.stringEquals("-inf") else { break }
                return .real(inner.text)
            }
            if tag == "$duration" {
                guard let microseconds = inner.int64 else { break }
                return .duration(microseconds)
            }
            guard inner.kind == .string else { break }
            let text = inner.text
            if tag == "$decimal" {
                guard Number.isDecimal(text) else { break }
                return .decimal(text)
            }
            if tag == "$blob" {
                guard let bytes = Base64.decode(text) else { break }
                return .blob(bytes)
            }
            if tag == "$date" { return .date(text) }
            if tag == "$datetime" { return .datetime(text) }
            if tag == "$time" { return .time(text) }
            if tag == "$uuid" { return .uuid(text) }
            break
        }
        var message: Text = "Not a value: "
        message += tag.text
        throw value.error(.typeError, message)
    }

    private static func readWrapped(_ value: JSONValue) throws(NoormmeError) -> Literal {
        switch value.kind {
        case .array, .object: return .json(value)
        default: return try read(value)
        }
    }
}

extension JSONValue {
    /// Whether a cached plan may take another literal in this one's place: a string, a number, or a tagged
    /// object around a string or an integer.
    var isReplaceable: Bool {
        if kind == .string || kind == .number { return true }
        guard kind == .object, count == 1, let inner = taggedScalar else { return false }
        return inner.kind == .string || inner.int64 != nil
    }

    /// The value of an object's only member: behind the object stand its key and then this.
    var taggedScalar: JSONValue? {
        guard kind == .object, count == 1 else { return nil }
        return JSONValue(document: document, index: index + 2)
    }

    /// What `{"$value": …}` wraps, when that is no array or object: the value a cached plan can bind anew.
    var wrappedScalar: JSONValue? {
        guard kind == .object, let inner = member("$value"), inner.kind != .array, inner.kind != .object else {
            return nil
        }
        return inner
    }

    /// Whether an object is a tagged value (not an expression).
    var isTaggedLiteral: Bool {
        guard let tag else { return false }
        return tag == "$value" || tag == "$int" || tag == "$float" || tag == "$decimal" || tag == "$blob"
            || tag == "$date" || tag == "$datetime" || tag == "$time" || tag == "$duration" || tag == "$uuid"
            || tag == "$json_null"
    }
}
