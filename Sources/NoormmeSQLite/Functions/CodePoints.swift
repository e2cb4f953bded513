import NoormmeText

/// Decoding of UTF-8 in both directions, for text that a database may hold in any state.
enum CodePoints {
    /// The code point that begins at an offset and its length; nil unless well-formed UTF-8 begins there.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (code: UInt32, length: Int)? {
        let first = UInt32(bytes[index])
        if first < 0x80 { return (first, 1) }
        func tail(_ offset: Int) -> UInt32? {
            guard index + offset < bytes.count, bytes[index + offset] & 0xC0 == 0x80 else { return nil }
            return UInt32(bytes[index + offset] & 0x3F)
        }
        switch first {
        case 0xC2...0xDF:
            guard let second = tail(1) else { return nil }
            return ((first & 0x1F) << 6 | second, 2)
        case 0xE0...0xEF:
            guard let second = tail(1), let third = tail(2) else { return nil }
            let code = (first & 0x0F) << 12 | second << 6 | third
            return code < 0x800 || (0xD800...0xDFFF).contains(code) ? nil : (code, 3)
        case 0xF0...0xF4:
            guard let second = tail(1), let third = tail(2), let fourth = tail(3) else { return nil }
            let code = (first & 0x07) << 18 | second << 12 | third << 6 | fourth
            return code < 0x1_0000 || code > 0x10_FFFF ? nil : (code, 4)
        default:
            return nil
        }
    }

    /// The code point that ends just before an offset; nil unless it is well-formed.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, before end: Int) -> (code: UInt32, length: Int)? {
        var start = end - 1
        while start > 0, end - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        guard start >= 0, let point = decode(bytes, at: start), start + point.length == end else { return nil }
        return point
    }

    /// A copy in which U+FFFD stands for every byte that is no part of well-formed UTF-8.
    static func repaired(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + 16)
        var index = 0
        while index < bytes.count {
            if let point = decode(bytes, at: index) {
                output.append(contentsOf: bytes[index..<(index + point.length)])
                index += point.length
            } else {
                output.append("\u{FFFD}")
                index += 1
            }
        }
        return output
    }
}
