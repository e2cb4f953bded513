import NoormmeText

/// Base64 by RFC 4648 section 4: the standard alphabet, with padding.
public enum Base64 {
    /// Appends four characters for every three bytes begun.
    public static func encode(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        let alphabet = Base64.alphabet.utf8Start
        out.append(addingCapacity: (bytes.count + 2) / 3 * 4) { span in
            var at = 0
            while at < bytes.count {
                let rest = bytes.count - at
                let second = rest > 1 ? bytes[at + 1] : 0
                let third = rest > 2 ? bytes[at + 2] : 0
                let group = Int(bytes[at]) << 16 | Int(second) << 8 | Int(third)
                span.append(alphabet[group >> 18])
                span.append(alphabet[group >> 12 & 63])
                span.append(rest > 1 ? alphabet[group >> 6 & 63] : 0x3D)
                span.append(rest > 2 ? alphabet[group & 63] : 0x3D)
                at += 3
            }
        }
    }

    /// The bytes of a text that `encode` could have written; nil for any other: white
    /// space, missing padding and bits left over in the last character are refused.
    public static func decode(_ text: Text) -> [UInt8]? {
        let source = text.bytes
        guard source.count % 4 == 0 else { return nil }
        var out: [UInt8] = []
        out.reserveCapacity(source.count / 4 * 3)
        var at = 0
        while at < source.count {
            let isLast = at + 4 == source.count
            var padding = 0
            if isLast, source[at + 3] == 0x3D { padding = source[at + 2] == 0x3D ? 2 : 1 }
            var group: UInt32 = 0
            for offset in 0..<4 {
                var bits: UInt32 = 0
                if offset < 4 - padding {
                    guard let digit = value(of: source[at + offset]) else { return nil }
                    bits = digit
                }
                group = group << 6 | bits
            }
            let leftover: UInt32 = padding == 0 ? 0 : padding == 1 ? 0xFF : 0xFFFF
            guard group & leftover == 0 else { return nil }
            out.append(UInt8(truncatingIfNeeded: group >> 16))
            if padding < 2 { out.append(UInt8(truncatingIfNeeded: group >> 8)) }
            if padding < 1 { out.append(UInt8(truncatingIfNeeded: group)) }
            at += 4
        }
        return out
    }

    private static var alphabet: StaticString {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case 0x41...0x5A: UInt32(character &- 0x41)
        case 0x61...0x7A: UInt32(character &- 0x61 &+ 26)
        case 0x30...0x39: UInt32(character &- 0x30 &+ 52)
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }
}
