/// Where a string or number ends, or what is wrong with it.
struct JSONScan {
    /// The offset after the last byte; with a failure, the offset of the fault.
    var end: Int
    var flags: UInt32 = 0
    var failure: JSONError.Code?
}

extension JSONParser {
    /// Scans the string whose opening quote stands at `open`.
    ///
    /// Eight bytes at a time as long as they are plain ASCII; the first other byte that
    /// is not the closing quote hands over to `restOfString`.
    @inline(__always)
    func string(from open: Int) -> JSONScan {
        var at = open &+ 1
        while at &+ 8 <= count {
            let marks = ASCIIWord.specials(bytes + at)
            if marks == 0 {
                at &+= 8
                continue
            }
            at &+= marks.trailingZeroBitCount >> 3
            if bytes[at] == 0x22 { return JSONScan(end: at &+ 1) }
            break
        }
        return restOfString(from: at)
    }

    @inline(never)
    private func restOfString(from start: Int) -> JSONScan {
        var at = start
        var flags: UInt32 = 0
        while at < count {
            let byte = bytes[at]
            if byte == 0x22 { return JSONScan(end: at &+ 1, flags: flags) }
            if byte == 0x5C {
                flags = JSONNode.escaped
                let escape = escape(at)
                if escape.failure != nil { return escape }
                at = escape.end
            } else if byte < 0x20 {
                return JSONScan(end: at, failure: .controlCharacter)
            } else if byte < 0x80 {
                at &+= 1
                while at &+ 8 <= count {
                    let marks = ASCIIWord.specials(bytes + at)
                    at &+= marks == 0 ? 8 : marks.trailingZeroBitCount >> 3
                    if marks != 0 { break }
                }
            } else {
                let length = UTF8Sequence.length(bytes, at: at, count: count)
                guard length > 0 else { return JSONScan(end: at, failure: .invalidUTF8) }
                at &+= length
            }
        }
        return JSONScan(end: count, failure: .unexpectedEnd)
    }

    /// Checks the escape whose backslash stands at `at`.
    private func escape(_ at: Int) -> JSONScan {
        guard at &+ 1 < count else { return JSONScan(end: count, failure: .unexpectedEnd) }
        switch bytes[at &+ 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74:
            return JSONScan(end: at &+ 2)
        case 0x75:
            guard let unit = JSONEscape.hex4(bytes, at &+ 2, count) else {
                return JSONScan(end: at, failure: .invalidEscape)
            }
            guard unit & 0xF800 == 0xD800 else { return JSONScan(end: at &+ 6) }
            guard unit < 0xDC00, at &+ 7 < count, bytes[at &+ 6] == 0x5C, bytes[at &+ 7] == 0x75,
                let low = JSONEscape.hex4(bytes, at &+ 8, count), low & 0xFC00 == 0xDC00
            else { return JSONScan(end: at, failure: .loneSurrogate) }
            return JSONScan(end: at &+ 12)
        default:
            return JSONScan(end: at, failure: .invalidEscape)
        }
    }

    /// Scans the number that starts at `start`, a minus sign or a digit.
    @inline(__always)
    func number(from start: Int) -> JSONScan {
        var at = start
        if bytes[at] == 0x2D { at &+= 1 }
        let first = at
        at = skipDigits(at)
        guard at > first, at == first &+ 1 || bytes[first] != 0x30 else {
            return JSONScan(end: at > first ? start : at, failure: .invalidNumber)
        }
        guard at < count, bytes[at] == 0x2E || bytes[at] | 0x20 == 0x65 else {
            return JSONScan(end: at, flags: JSONNode.integer)
        }
        if bytes[at] == 0x2E {
            let fraction = at &+ 1
            at = skipDigits(fraction)
            guard at > fraction else { return JSONScan(end: at, failure: .invalidNumber) }
        }
        if at < count, bytes[at] | 0x20 == 0x65 {
            at &+= 1
            if at < count, bytes[at] == 0x2B || bytes[at] == 0x2D { at &+= 1 }
            let exponent = at
            at = skipDigits(exponent)
            guard at > exponent else { return JSONScan(end: at, failure: .invalidNumber) }
        }
        return JSONScan(end: at)
    }

    @inline(__always)
    private func skipDigits(_ start: Int) -> Int {
        var at = start
        while at < count, bytes[at] &- 48 < 10 { at &+= 1 }
        return at
    }
}
