import NoormmeText

extension [UInt8] {
    /// Appends a JSON string in quotes.
    ///
    /// Escaped are `"`, `\` and the control characters (short forms where JSON has them,
    /// else `\u00XX`); everything else goes as it is, ill-formed UTF-8 as U+FFFD, one for
    /// each longest start of a sequence, as decoders for the web do.
    public mutating func appendJSONString(_ text: UnsafeBufferPointer<UInt8>) {
        append(0x22)
        appendJSONCharacters(text)
        append(0x22)
    }

    /// The same between the quotes.
    mutating func appendJSONCharacters(_ text: UnsafeBufferPointer<UInt8>) {
        guard let base = text.baseAddress else { return }
        var at = 0
        while true {
            let run = JSONString.plainEnd(base, from: at, count: text.count)
            if run > at { append(contentsOf: UnsafeBufferPointer(start: base + at, count: run &- at)) }
            guard run < text.count else { return }
            at = run
            let byte = base[at]
            if byte < 0x80 {
                appendJSONEscape(byte)
                at &+= 1
            } else {
                append("\u{FFFD}" as StaticString)
                at &-= UTF8Sequence.length(base, at: at, count: text.count)
            }
        }
    }

    private mutating func appendJSONEscape(_ byte: UInt8) {
        append(0x5C)
        switch byte {
        case 0x22, 0x5C: append(byte)
        case 0x08: append(0x62)
        case 0x09: append(0x74)
        case 0x0A: append(0x6E)
        case 0x0C: append(0x66)
        case 0x0D: append(0x72)
        default:
            append("u00" as StaticString)
            append(0x30 | byte >> 4)
            append((byte & 15) < 10 ? 0x30 | byte & 15 : 0x57 &+ (byte & 15))
        }
    }
}

enum JSONString {
    /// The offset of the first byte at or after `start` that cannot be copied as it is.
    static func plainEnd(_ bytes: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int {
        var at = start
        while at < count {
            if at &+ 8 <= count {
                let marks = ASCIIWord.specials(bytes + at)
                if marks == 0 {
                    at &+= 8
                    continue
                }
                at &+= marks.trailingZeroBitCount >> 3
            }
            let byte = bytes[at]
            if byte < 0x80 {
                if byte < 0x20 || byte == 0x22 || byte == 0x5C { return at }
                at &+= 1
            } else {
                let length = UTF8Sequence.length(bytes, at: at, count: count)
                guard length > 0 else { return at }
                at &+= length
            }
        }
        return at
    }
}
