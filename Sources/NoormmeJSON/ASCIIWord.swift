/// Eight bytes looked at together in one 64-bit word.
enum ASCIIWord {
    /// A word whose lowest set bit, divided by 8, is the index of the first byte that a
    /// JSON string cannot simply hold or that ends it: `"`, `\`, a control character or a
    /// byte outside ASCII. 0 when there is none.
    ///
    /// Subtracting a byte's limit borrows into its top bit; a borrow can spoil only bytes
    /// above one already marked, hence "the lowest".
    @inline(__always)
    static func specials(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
        specials(UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self).littleEndian)
    }

    @inline(__always)
    static func specials(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let control = word &- (ones &* 0x20)
        let quote = (word ^ (ones &* 0x22)) &- ones
        let backslash = (word ^ (ones &* 0x5C)) &- ones
        return (word | control | quote | backslash) & (ones &* 0x80)
    }

    /// The eight bytes from `at` on, the first one lowest. Where the bytes end sooner,
    /// spaces follow. `at` is before the end.
    @inline(__always)
    static func load(_ bytes: UnsafePointer<UInt8>, at: Int, count: Int) -> UInt64 {
        let rest = count &- at
        let raw = UnsafeRawPointer(bytes)
        if rest >= 8 { return raw.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian }
        let shift = UInt64(truncatingIfNeeded: rest &* 8)
        let spaces: UInt64 = 0x2020_2020_2020_2020 &<< shift
        if count >= 8 {
            // The last eight bytes, those before `at` shifted out.
            let word = raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self).littleEndian
            return word &>> (64 &- shift) | spaces
        }
        var word: UInt64 = 0
        var offset = rest
        while offset > 0 {
            offset &-= 1
            word = word &<< 8 | UInt64(bytes[at &+ offset])
        }
        return word | spaces
    }

    @inline(__always)
    static func store(_ word: UInt64, _ out: UnsafeMutablePointer<UInt8>) {
        UnsafeMutableRawPointer(out).storeBytes(of: word.littleEndian, as: UInt64.self)
    }

    /// Copies eight bytes and returns their marks.
    @inline(__always)
    static func copy(_ source: UnsafePointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>) -> UInt64 {
        let word = UnsafeRawPointer(source).loadUnaligned(as: UInt64.self)
        UnsafeMutableRawPointer(out).storeBytes(of: word, as: UInt64.self)
        return specials(word.littleEndian)
    }
}
