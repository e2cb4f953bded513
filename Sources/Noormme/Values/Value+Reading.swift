import NoormmeJSON
import NoormmeText

extension Value {
    /// A value of an answer: see "Answers" in docs/wire-format.md.
    init(_ json: JSONValue) {
        switch json.kind {
        case .null: self = .null
        case .bool: self = .bool(json.bool == true)
        case .number:
            if let integer = json.int64 { self = .integer(integer) } else { self = .real(json.double) }
        case .string: self = .text(json.string)
        case .array: self = .array(json.elements.map { Value($0) })
        case .object:
            self = Self.tagged(json) ?? .object(json.members.map { Member(String($0.key.text), Value($0.value)) })
        }
    }

    /// An object that stands for one value; nil when it is an object like any other.
    private static func tagged(_ json: JSONValue) -> Value? {
        if let integer = json.taggedInteger { return .integer(integer) }
        if let real = json.taggedReal { return .real(real) }
        if let bytes = json.taggedBytes { return .blob(bytes) }
        if let inner = json.taggedJSON { return Value(verbatim: inner) }
        return nil
    }

    /// JSON in which nothing is a tag.
    init(verbatim json: JSONValue) {
        switch json.kind {
        case .array: self = .array(json.elements.map { Value(verbatim: $0) })
        case .object: self = .object(json.members.map { Member(String($0.key.text), Value(verbatim: $0.value)) })
        default: self = Value(json)
        }
    }
}

/// What JSON has no form for, as answers write it.
extension JSONValue {
    /// `{"$int": "9223372036854775807"}`
    var taggedInteger: Int64? { tagged("$int")?.text.int64 }

    /// `{"$float": "inf"}`
    var taggedReal: Double? {
        guard let inner = tagged("$float") else { return nil }
        if inner.stringEquals("inf") { return .infinity }
        return inner.stringEquals("-inf") ? -.infinity : nil
    }

    /// `{"$blob": "base64"}`
    var taggedBytes: [UInt8]? {
        guard let inner = tagged("$blob"), inner.kind == .string else { return nil }
        return Base64.decode(inner.text)
    }

    /// `{"$value": json}`: JSON that looks as if it held a tag.
    var taggedJSON: JSONValue? { tagged("$value") }

    private func tagged(_ tag: StaticString) -> JSONValue? {
        count == 1 ? member(tag) : nil
    }

    /// The decoded string; empty for other kinds.
    var string: String {
        // Most strings hold no escape: they are made from the source at once.
        guard let range = plainTextRange else { return String(text) }
        return document.bytes.withUnsafeBufferPointer { bytes in
            String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        }
    }

    /// The value of a number, rounded to the nearest.
    var double: Double {
        document.bytes.withUnsafeBufferPointer { bytes in
            // A JSON number is also one of Swift's.
            Double(String(decoding: UnsafeBufferPointer(rebasing: bytes[sourceRange]), as: UTF8.self)) ?? 0
        }
    }
}
