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
        let magnitude = value.magnitude
        var unit: UInt64 = 1
        while magnitude / unit >= 10 { unit &*= 10 }
        while unit > 0 {
            append(UInt8(truncatingIfNeeded: 48 + magnitude / unit % 10))
            unit /= 10
        }
    }
}

extension UnsafePointer<UInt8> {
    /// Whether as many bytes are the same here and there, compared eight at a time.
    public func holdsSame(as other: UnsafePointer<UInt8>, count: Int) -> Bool {
        let left = UnsafeRawPointer(self)
        let right = UnsafeRawPointer(other)
        var at = 0
        if count >= 8 {
            let last = count &- 8
            while at < last {
                guard
                    left.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                        == right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                else { return false }
                at &+= 8
            }
            return left.loadUnaligned(fromByteOffset: last, as: UInt64.self)
                == right.loadUnaligned(fromByteOffset: last, as: UInt64.self)
        }
        if count >= 4 {
            let last = count &- 4
            return left.loadUnaligned(as: UInt32.self) == right.loadUnaligned(as: UInt32.self)
                && left.loadUnaligned(fromByteOffset: last, as: UInt32.self)
                    == right.loadUnaligned(fromByteOffset: last, as: UInt32.self)
        }
        while at < count {
            guard self[at] == other[at] else { return false }
            at &+= 1
        }
        return true
    }
}
