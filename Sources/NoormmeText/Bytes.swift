/// Writing into a byte array: the project's only string builder.
extension [UInt8] {
    @inlinable
    public mutating func append(_ literal: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    @inlinable @_disfavoredOverload
    public mutating func append(_ text: Text) {
        append(contentsOf: text.bytes)
    }

    /// Appends the decimal digits of an integer.
    public mutating func appendDecimal(_ value: Int64) {
        if value < 0 { append(0x2D) }
        var magnitude = value.magnitude
        let start = count
        repeat {
            append(UInt8(truncatingIfNeeded: 48 + magnitude % 10))
            magnitude /= 10
        } while magnitude != 0
        self[start...].reverse()
    }
}
