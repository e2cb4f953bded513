/// What follows a backslash.
extension PatternTranslator {
    mutating func escape(inClass: Bool) throws(FunctionFailure) {
        guard index + 1 < source.count else { throw fail("bad escape at the end of the pattern") }
        let letter = source[index + 1]
        switch letter {
        case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "w"), UInt8(ascii: "W"), UInt8(ascii: "s"),
            UInt8(ascii: "S"), UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            keep()
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

    private mutating func append(code: Int) {
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
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fail("incomplete hexadecimal escape")
            }
            code = code * 16 + digit
            index += 1
        }
        append(code: code)
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
        index += number.count
        output.append("\\g{")
        for digit in number { output.append(UInt8(truncatingIfNeeded: digit + 48)) }
        output.append("}")
    }
}
