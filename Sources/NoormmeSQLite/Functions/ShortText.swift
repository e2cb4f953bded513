/// Up to 64 bytes of text built on the stack: dates, times, digests of up to 32 bytes.
///
/// A function called once a row must not allocate for its result. Bytes past the capacity are
/// dropped; no caller writes that many.
struct ShortText: ~Copyable {
    private var storage: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
    private(set) var count = 0

    mutating func append(_ byte: UInt8) {
        guard count < 64 else { return }
        let position = count
        withUnsafeMutableBytes(of: &storage) { $0[position] = byte }
        count += 1
    }

    mutating func append(_ literal: StaticString) {
        for byte in UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount) {
            append(byte)
        }
    }

    /// A number that is not negative, padded with zeros to a width.
    mutating func append(_ value: Int, width: Int) {
        var divisor = 1
        for _ in 1..<max(width, 1) { divisor *= 10 }
        while divisor <= value / 10 { divisor *= 10 }
        var rest = value
        while divisor > 0 {
            append(UInt8(truncatingIfNeeded: 48 + rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    borrowing func withBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        withUnsafeBytes(of: storage) { bytes in
            body(UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self).prefix(count)))
        }
    }
}
