/// What a column holds, or a JSON value.
///
/// ```swift
/// let age: Value = 42
/// row["email"]?.stringValue
/// ```
///
/// Dates, times, decimals and UUIDs come out as SQLite stores them: text or numbers.
public enum Value: Hashable, Sendable {
    /// SQL's NULL, or JSON's.
    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
    /// Of a JSON column, or rows that were prefetched.
    case array([Value])
    /// Of a JSON column, or a related row; in the order of the source.
    case object([Member])

    /// A member of an object.
    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: Value

        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }
}

/// What a value is, when it is that; nil for other kinds, nothing is converted.
extension Value {
    public var isNull: Bool { self == .null }

    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    public var intValue: Int? {
        if case .integer(let value) = self { Int(exactly: value) } else { nil }
    }

    /// A real number, or an integer as one.
    public var doubleValue: Double? {
        switch self {
        case .real(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    public var stringValue: String? {
        if case .text(let value) = self { value } else { nil }
    }

    public var bytesValue: [UInt8]? {
        if case .blob(let value) = self { value } else { nil }
    }

    public var arrayValue: [Value]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The value of an object's member, the last one when the name repeats.
    public subscript(name: String) -> Value? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// An element of an array; nil outside it.
    public subscript(index: Int) -> Value? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .real(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

extension Value: CustomStringConvertible {
    /// The value as JSON text; a blob is `{"$blob": "base64"}`.
    public var description: String { String(decoding: json, as: UTF8.self) }
}
