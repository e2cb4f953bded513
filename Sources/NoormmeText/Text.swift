/// UTF-8 bytes used as a name or a piece of text.
///
/// `String` compares by Unicode canonical equivalence, which SQLite does not
/// do, and brings Unicode tables into an Embedded build. Names in this project
/// are compared byte for byte, so that is what `Text` does.
public struct Text: Hashable, Sendable, ExpressibleByStringLiteral {
    public var bytes: [UInt8]

    @inlinable
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    @inlinable
    public init<S: Sequence>(_ bytes: S) where S.Element == UInt8 {
        self.bytes = [UInt8](bytes)
    }

    @inlinable
    public init() {
        bytes = []
    }

    @inlinable
    public init(stringLiteral value: StaticString) {
        bytes = [UInt8](UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    @inlinable
    public init(_ value: StaticString) {
        self.init(stringLiteral: value)
    }

    /// The decimal digits of an integer.
    @inlinable
    public init(_ value: Int64) {
        bytes = []
        bytes.appendDecimal(value)
    }

    /// Hashes the bytes at once: an array would feed them to the hasher one by one.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    @inlinable public var count: Int { bytes.count }
    @inlinable public var isEmpty: Bool { bytes.isEmpty }

    @inlinable @_disfavoredOverload
    public static func == (left: Text, right: Text) -> Bool {
        left.bytes.count == right.bytes.count && left.startsEqually(right)
    }

    @inlinable
    public static func == (left: Text, right: StaticString) -> Bool {
        left.bytes.count == right.utf8CodeUnitCount && left.startsEqually(right)
    }

    @inlinable
    public static func != (left: Text, right: StaticString) -> Bool {
        !(left == right)
    }

    /// Whether this begins with another text, which is not longer.
    @usableFromInline
    func startsEqually(_ other: Text) -> Bool {
        bytes.withUnsafeBufferPointer { (own) -> Bool in
            other.bytes.withUnsafeBufferPointer { (other) -> Bool in
                guard let own = own.baseAddress, let start = other.baseAddress else { return true }
                return own == start || own.holdsSame(as: start, count: other.count)
            }
        }
    }

    /// Whether this begins with a literal, which is not longer.
    @usableFromInline
    func startsEqually(_ literal: StaticString) -> Bool {
        bytes.withUnsafeBufferPointer { (own) -> Bool in
            guard let own = own.baseAddress else { return true }
            return own.holdsSame(as: literal.utf8Start, count: literal.utf8CodeUnitCount)
        }
    }

    @inlinable
    public static func + (left: Text, right: Text) -> Text {
        var bytes = left.bytes
        bytes.append(contentsOf: right.bytes)
        return Text(bytes)
    }

    @inlinable
    public static func += (left: inout Text, right: StaticString) {
        left.bytes.append(right)
    }

    @inlinable @_disfavoredOverload
    public static func += (left: inout Text, right: Text) {
        left.bytes.append(contentsOf: right.bytes)
    }

    /// Byte order, the order of SQLite's BINARY collation.
    @inlinable
    public static func < (left: Text, right: Text) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

/// Lets a `switch` over a `Text` use literals without building one.
@inlinable
public func ~= (pattern: StaticString, value: Text) -> Bool {
    value == pattern
}

extension Text {
    @inlinable
    public func hasPrefix(_ prefix: StaticString) -> Bool {
        bytes.count >= prefix.utf8CodeUnitCount && startsEqually(prefix)
    }

    @inlinable
    public func hasSuffix(_ suffix: StaticString) -> Bool {
        let count = suffix.utf8CodeUnitCount
        return bytes.count >= count && bytes[(bytes.count - count)...].elementsEqual(suffix)
    }

    @inlinable
    public func dropFirst(_ count: Int) -> Text {
        Text(bytes.dropFirst(count))
    }

    @inlinable
    public func dropLast(_ count: Int) -> Text {
        Text(bytes.dropLast(count))
    }

    /// ASCII letters in lower case; every other byte as it is.
    public var asciiLowercased: Text {
        var copy = bytes
        for index in copy.indices where copy[index] &- 65 < 26 {
            copy[index] |= 0x20
        }
        return Text(copy)
    }

    /// Equal but for the case of ASCII letters, as SQLite compares identifiers.
    public func equalsIgnoringCase(_ other: Text) -> Bool {
        guard bytes.count == other.bytes.count else { return false }
        for index in bytes.indices {
            var a = bytes[index]
            var b = other.bytes[index]
            if a &- 65 < 26 { a |= 0x20 }
            if b &- 65 < 26 { b |= 0x20 }
            if a != b { return false }
        }
        return true
    }

    /// The offset of the first occurrence of a non-empty literal at or after `start`.
    public func firstIndex(of literal: StaticString, from start: Int = 0) -> Int? {
        let count = literal.utf8CodeUnitCount
        guard count > 0, bytes.count >= count, start >= 0 else { return nil }
        var index = start
        while index + count <= bytes.count {
            if bytes[index..<(index + count)].elementsEqual(literal) { return index }
            index += 1
        }
        return nil
    }

    /// The parts between occurrences of a non-empty literal; one part when it does not occur.
    public func split(on literal: StaticString) -> [Text] {
        var parts: [Text] = []
        var start = 0
        while let index = firstIndex(of: literal, from: start) {
            parts.append(Text(bytes[start..<index]))
            start = index + literal.utf8CodeUnitCount
        }
        parts.append(Text(bytes[start...]))
        return parts
    }

    /// The value of an optionally signed run of decimal digits that fits in 64 bits.
    public var int64: Int64? {
        var index = 0
        var negative = false
        if let first = bytes.first, first == 0x2D || first == 0x2B {
            negative = first == 0x2D
            index = 1
        }
        guard index < bytes.count else { return nil }
        var value: Int64 = 0
        while index < bytes.count {
            let digit = bytes[index] &- 48
            guard digit < 10 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) =
                negative
                ? product.subtractingReportingOverflow(Int64(digit))
                : product.addingReportingOverflow(Int64(digit))
            if overflow || carried { return nil }
            value = sum
            index += 1
        }
        return value
    }
}

extension Sequence<UInt8> {
    @inlinable
    public func elementsEqual(_ literal: StaticString) -> Bool {
        elementsEqual(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }
}
