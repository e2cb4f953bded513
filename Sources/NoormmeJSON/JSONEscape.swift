/// Escapes of strings that have passed the parser.
enum JSONEscape {
    /// The value of four hexadecimal digits at `at`.
    static func hex4(_ bytes: UnsafePointer<UInt8>, _ at: Int, _ count: Int) -> UInt32? {
        guard at &+ 4 <= count else { return nil }
        var value: UInt32 = 0
        for offset in 0..<4 {
            let byte = bytes[at &+ offset]
            let letter = (byte | 0x20) &- 0x61
            if byte &- 48 < 10 {
                value = value << 4 | UInt32(byte &- 48)
            } else if letter < 6 {
                value = value << 4 | UInt32(letter &+ 10)
            } else {
                return nil
            }
        }
        return value
    }

    /// The UTF-8 bytes of the escape whose backslash stands at `at`, lowest byte first,
    /// how many they are, and the offset after the escape.
    ///
    /// The parser has checked the escape; anything else counts as one literal byte.
    static func decode(_ bytes: UnsafePointer<UInt8>, _ at: Int, _ count: Int) -> (utf8: UInt32, length: Int, end: Int)
    {
        guard at &+ 1 < count else { return (0x5C, 1, at &+ 1) }
        let byte = bytes[at &+ 1]
        switch byte {
        case 0x62: return (0x08, 1, at &+ 2)
        case 0x66: return (0x0C, 1, at &+ 2)
        case 0x6E: return (0x0A, 1, at &+ 2)
        case 0x72: return (0x0D, 1, at &+ 2)
        case 0x74: return (0x09, 1, at &+ 2)
        case 0x75: break
        default: return (UInt32(byte), 1, at &+ 2)
        }
        guard let unit = hex4(bytes, at &+ 2, count) else { return (0x5C, 1, at &+ 1) }
        if unit < 0x80 { return (unit, 1, at &+ 6) }
        if unit < 0x800 { return (0x80C0 | unit >> 6 | (unit & 0x3F) << 8, 2, at &+ 6) }
        if unit & 0xF800 != 0xD800 {
            return (0x80_80E0 | unit >> 12 | (unit >> 6 & 0x3F) << 8 | (unit & 0x3F) << 16, 3, at &+ 6)
        }
        guard let low = hex4(bytes, at &+ 8, count) else { return (0x5C, 1, at &+ 1) }
        let scalar = 0x10000 &+ ((unit & 0x3FF) << 10 | low & 0x3FF)
        let tail = (scalar >> 12 & 0x3F) << 8 | (scalar >> 6 & 0x3F) << 16 | (scalar & 0x3F) << 24
        return (0x8080_80F0 | scalar >> 18 | tail, 4, at &+ 12)
    }
}
