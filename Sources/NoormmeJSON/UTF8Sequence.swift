/// Well-formed UTF-8 by table 3-7 of the Unicode standard: no overlong forms, no
/// surrogates, nothing above U+10FFFF.
public enum UTF8Sequence {
    /// The length (2 to 4) of the well-formed sequence whose first byte, above 0x7F,
    /// stands at `at`; or, negated, the length (1 to 3) of the longest start of one that
    /// stands there, which decoders replace by one U+FFFD.
    public static func length(_ bytes: UnsafePointer<UInt8>, at: Int, count: Int) -> Int {
        let lead = bytes[at]
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        let length: Int
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { low = 0xA0 } else if lead == 0xED { high = 0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { low = 0x90 } else if lead == 0xF4 { high = 0x8F }
        default: return -1
        }
        guard at &+ 1 < count, bytes[at &+ 1] >= low, bytes[at &+ 1] <= high else { return -1 }
        var offset = 2
        while offset < length {
            guard at &+ offset < count, bytes[at &+ offset] & 0xC0 == 0x80 else { return 0 &- offset }
            offset &+= 1
        }
        return length
    }
}
