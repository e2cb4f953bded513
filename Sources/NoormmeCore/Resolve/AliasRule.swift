import NoormmeText

/// What an alias may be made of. Names are quoted wherever SQL is written, so this is no defence; it keeps
/// aliases to what other readers of the same schema take.
enum AliasRule {
    static func allows(_ name: Text) -> Bool {
        let bytes = name.bytes
        if bytes.isEmpty { return false }
        for index in bytes.indices {
            let byte = bytes[index]
            if byte &- 0x61 < 26 || byte == 0x5F { continue }
            switch byte {
            case 0...0x20, 0x7F, 0x22, 0x23, 0x27, 0x3B, 0x5B, 0x5D, 0x60: return false
            case 0x2D where at(index + 1, bytes) == 0x2D: return false
            case 0x2F where at(index + 1, bytes) == 0x2A: return false
            case 0x2A where at(index + 1, bytes) == 0x2F: return false
            case 0xC2, 0xE1, 0xE2, 0xE3: if isBlank(index, bytes) { return false }
            default: break
            }
        }
        return true
    }

    /// The control characters U+0080 to U+009F, and the white space of Unicode.
    private static func isBlank(_ index: Int, _ bytes: [UInt8]) -> Bool {
        let second = at(index + 1, bytes)
        let third = at(index + 2, bytes)
        switch (bytes[index], second) {
        case (0xC2, _): return second <= 0xA0
        case (0xE1, 0x9A): return third == 0x80
        case (0xE2, 0x80): return third <= 0x8A || third == 0xA8 || third == 0xA9 || third == 0xAF
        case (0xE2, 0x81): return third == 0x9F
        case (0xE3, 0x80): return third == 0x80
        default: return false
        }
    }

    private static func at(_ index: Int, _ bytes: [UInt8]) -> UInt8 {
        index < bytes.count ? bytes[index] : 0
    }
}
