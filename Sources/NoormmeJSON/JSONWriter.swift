import NoormmeText

/// Appends JSON text to a byte array, commas placed where they belong.
///
/// The writer keeps one bit of state: whether the next value needs a comma before it. It
/// does not check that begins and ends match; what a caller gets wrong shows in the text.
public struct JSONWriter: Sendable {
    public var bytes: [UInt8]
    @usableFromInline var needsComma = false

    @inlinable
    public init(_ bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    @inlinable
    mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }

    @inlinable
    public mutating func beginObject() { begin(0x7B) }
    @inlinable
    public mutating func endObject() { end(0x7D) }
    @inlinable
    public mutating func beginArray() { begin(0x5B) }
    @inlinable
    public mutating func endArray() { end(0x5D) }

    @inlinable
    mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    @inlinable
    mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    public mutating func key(_ name: StaticString) {
        string(name)
        bytes.append(0x3A)
        needsComma = false
    }

    @_disfavoredOverload
    public mutating func key(_ name: Text) {
        string(name)
        bytes.append(0x3A)
        needsComma = false
    }

    public mutating func string(_ text: StaticString) {
        separate()
        bytes.appendJSONString(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @_disfavoredOverload
    public mutating func string(_ text: Text) {
        separate()
        text.bytes.withUnsafeBufferPointer { bytes.appendJSONString($0) }
    }

    public mutating func integer(_ value: Int64) {
        separate()
        bytes.appendDecimal(value)
    }

    /// A number by its digits, which the caller knows to be a JSON number.
    @inlinable
    public mutating func digits(_ number: Text) { raw(number) }

    public mutating func bool(_ value: Bool) {
        separate()
        bytes.append(value ? "true" as StaticString : "false")
    }

    public mutating func null() {
        separate()
        bytes.append("null" as StaticString)
    }

    /// A whole value that is JSON text already.
    public mutating func raw(_ json: Text) {
        separate()
        bytes.append(json)
    }
}
