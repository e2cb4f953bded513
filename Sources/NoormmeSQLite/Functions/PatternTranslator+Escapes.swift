/// What follows a backslash.
extension PatternTranslator {
    mutating func escape(inClass: Bool) throws(FunctionFailure) {
        guard index + 1 < source.count else { throw fail("bad escape at the end of the pattern") }
        let letter = source[index + 1]
        switch letter {
        case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "w"), UInt8(ascii: "W"), UInt8(ascii: "a"),
            UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            keep()
        case UInt8(ascii: "s"), UInt8(ascii: "S"): blank(letter, inClass: inClass)
        case UInt8(ascii: "v"):
            index += 2
            append(code: 0x0B)
        case UInt8(ascii: "A"), UInt8(ascii: "B"):
            if inClass { throw fail("bad escape in a character set") }
            keep()
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            if inClass { throw fail("bad escape in a character set") }
            index += 2
            output.append("\\z")
        case UInt8(ascii: "x"): try hexadecimal(2)
        case UInt8(ascii: "u"): try hexadecimal(4)
        case UInt8(ascii: "U"): try hexadecimal(8)
        case UInt8(ascii: "N"): throw fail("named characters are not supported")
        case UInt8(ascii: "0")...UInt8(ascii: "9"): try digits(inClass: inClass)
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            throw fail("bad escape")
        default:
            keep()
        }
    }

    private mutating func keep() {
        copy()
        copy()
    }

    /// `\s` and `\S` as Python has them: PCRE2 counts U+180E as a blank and U+001C to U+001F not.
    private mutating func blank(_ letter: UInt8, inClass: Bool) {
        if flags.contains(.ascii) { return keep() }
        index += 2
        if !inClass { output.append("[") }
        if letter == UInt8(ascii: "s") {
            output.append(
                #"\x09-\x0d\x1c-\x20\x85\xa0\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"#)
        } else {
            output.append(#"\x00-\x08\x0e-\x1b\x21-\x84\x86-\x9f\xa1-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}"#)
            output.append(#"\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{10ffff}"#)
        }
        if !inClass { output.append("]") }
    }

    mutating func append(code: Int) {
        output.append("\\x{")
        for shift in stride(from: 28, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: code >> shift & 15)
            output.append(SQLFunctions.hexDigit(digit))
        }
        output.append("}")
    }

    /// `\xhh`, `\uhhhh` and `\Uhhhhhhhh`, all digits required.
    private mutating func hexadecimal(_ count: Int) throws(FunctionFailure) {
        var code = 0
        index += 2
        for _ in 0..<count {
            guard let byte = next, let digit = Self.hexDigit(byte) else {
                throw fail("incomplete hexadecimal escape")
            }
            code = code * 16 + digit
            index += 1
        }
        append(code: code)
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        if byte &- 48 < 10 { return Int(byte) - 48 }
        let letter = (byte | 0x20) &- 97
        return letter < 6 ? Int(letter) + 10 : nil
    }

    /// An octal code (`\0`, `\07`, three octal digits, or anything in a set), else the number of a group.
    private mutating func digits(inClass: Bool) throws(FunctionFailure) {
        index += 1
        var run: [Int] = []
        while run.count < 3, index + run.count < source.count {
            let digit = Int(source[index + run.count]) - 48
            guard (0...9).contains(digit) else { break }
            run.append(digit)
        }
        let octal = run.prefix { $0 < 8 }
        if run[0] == 0 || inClass || octal.count == 3 {
            guard !octal.isEmpty else { throw fail("bad escape in a character set") }
            let code = octal.reduce(0) { $0 * 8 + $1 }
            guard code <= 0o377 else { throw fail("octal escape out of range") }
            index += octal.count
            return append(code: code)
        }
        let number = run.prefix(2)
        try check(number: number.reduce(0) { $0 * 10 + $1 })
        index += number.count
        output.append("\\g{")
        for digit in number { output.append(UInt8(truncatingIfNeeded: digit + 48)) }
        output.append("}")
    }
}
