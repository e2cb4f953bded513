import NoormmeText

// Strings are most of what the library writes: every text of every row passes here. So
// the loop is the one a C programmer would write: eight bytes are loaded, looked at and
// stored at once; only a byte that needs an escape, or stands outside ASCII, is looked at
// alone. What is left at the end, fewer than eight bytes, is taken as one padded word.

/// The inside of a JSON string, written to raw memory.
///
/// Escaped are `"`, `\` and the control characters (short forms where JSON has them, else
/// `\u00xx`). Everything else goes as it is, ill-formed UTF-8 as U+FFFD, one for each
/// longest start of a sequence, as the web's decoders do.
public enum JSONString {
    /// `write` stops when fewer bytes of room are left.
    @inlinable public static var margin: Int { 8 }

    /// Writes text from offset `at` on and moves `at` behind what was written.
    ///
    /// It stops early when less than `margin` bytes of room are left: the caller makes
    /// room and calls again until `at` is the end of the text. Room for `text.count +
    /// margin` bytes suffices when nothing needs an escape. Bytes of the room after those
    /// counted may be overwritten.
    ///
    /// - Returns: the number of bytes written.
    public static func write(
        _ text: UnsafeBufferPointer<UInt8>, from at: inout Int, into out: UnsafeMutablePointer<UInt8>, room: Int
    ) -> Int {
        guard let bytes = text.baseAddress, at >= 0 else { return 0 }
        let count = text.count
        let last = room &- margin
        var read = at
        var used = 0
        while read < count, used <= last {
            var marks: UInt64 = 0
            // Whole words, as many as both sides hold: one test of the bounds for all.
            let stop = read &+ (min(count &- read, room &- used) & ~7)
            let target = out + (used &- read)
            let start = read
            while read < stop {
                marks = ASCIIWord.copy(bytes + read, target + read)
                if marks != 0 { break }
                read &+= 8
            }
            used &+= read &- start
            if marks == 0 {
                guard read < count, used <= last else { break }
                let rest = count &- read
                let word = ASCIIWord.load(bytes, at: read, count: count)
                marks = ASCIIWord.specials(word)
                ASCIIWord.store(word, out + used)
                if marks == 0 {
                    let plain = min(8, rest)
                    read &+= plain
                    used &+= plain
                    continue
                }
            }
            let skip = marks.trailingZeroBitCount >> 3
            read &+= skip
            used &+= skip
            guard used <= last else { break }
            let byte = bytes[read]
            if byte < 0x80 {
                used &+= escape(byte, out + used)
                read &+= 1
                continue
            }
            // Text that is not English comes in runs.
            while true {
                let length = UTF8Sequence.length(bytes, at: read, count: count)
                if length > 0 {
                    for offset in 0..<length { out[used &+ offset] = bytes[read &+ offset] }
                    used &+= length
                    read &+= length
                } else {
                    out[used] = 0xEF
                    out[used &+ 1] = 0xBF
                    out[used &+ 2] = 0xBD
                    used &+= 3
                    read &-= length
                }
                guard read < count, bytes[read] >= 0x80, used <= last else { break }
            }
        }
        at = read
        return used
    }

    /// Writes the escape of a byte, at most 6 bytes.
    private static func escape(_ byte: UInt8, _ out: UnsafeMutablePointer<UInt8>) -> Int {
        out[0] = 0x5C
        switch byte {
        case 0x22, 0x5C: out[1] = byte
        case 0x08: out[1] = 0x62
        case 0x09: out[1] = 0x74
        case 0x0A: out[1] = 0x6E
        case 0x0C: out[1] = 0x66
        case 0x0D: out[1] = 0x72
        default:
            let low = byte & 15
            out[1] = 0x75
            out[2] = 0x30
            out[3] = 0x30
            out[4] = 0x30 | byte >> 4
            out[5] = low < 10 ? 0x30 | low : 0x57 &+ low
            return 6
        }
        return 2
    }
}

extension [UInt8] {
    /// Appends a JSON string in quotes. See `JSONString` for what is escaped.
    public mutating func appendJSONString(_ text: UnsafeBufferPointer<UInt8>) {
        var at = 0
        append(addingCapacity: text.count &+ JSONString.margin &+ 2) { span in
            span.withUnsafeMutableBufferPointer { (room, used) in
                guard let out = room.baseAddress else { return }
                out[0] = 0x22
                used = 1 &+ JSONString.write(text, from: &at, into: out + 1, room: room.count &- 2)
                if at == text.count {
                    out[used] = 0x22
                    used &+= 1
                }
            }
        }
        if at < text.count { appendRestOfJSONString(text, from: at) }
    }

    /// Appends what did not fit because of its escapes, and the closing quote.
    @inline(never)
    private mutating func appendRestOfJSONString(_ text: UnsafeBufferPointer<UInt8>, from start: Int) {
        var at = start
        while at < text.count {
            append(addingCapacity: Swift.min(text.count &- at, 1 << 16) &+ 64) { span in
                span.withUnsafeMutableBufferPointer { (room, used) in
                    guard let out = room.baseAddress else { return }
                    used = JSONString.write(text, from: &at, into: out, room: room.count)
                }
            }
        }
        append(0x22)
    }
}
