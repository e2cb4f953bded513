/// Eight bytes looked at together in one 64-bit word.
@usableFromInline
enum ASCIIWord {
    /// A word whose lowest set bit, divided by 8, is the index of the first byte that a
    /// JSON string cannot simply hold or that ends it: `"`, `\`, a control character or a
    /// byte outside ASCII. 0 when there is none.
    ///
    /// Subtracting a byte's limit borrows into its top bit; a borrow can spoil only bytes
    /// above one already marked, hence "the lowest".
    @inlinable @inline(__always)
    static func specials(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
        specials(UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self).littleEndian)
    }

    @inlinable @inline(__always)
    static func specials(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let control = word &- (ones &* 0x20)
        let quote = (word ^ (ones &* 0x22)) &- ones
        let backslash = (word ^ (ones &* 0x5C)) &- ones
        return (word | control | quote | backslash) & (ones &* 0x80)
    }
}
