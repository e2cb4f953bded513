import NoormmeText

/// Arithmetic on decimal digits as text: enough to prepare values without floating point.
enum Number {
    static func isInteger(_ text: Text) -> Bool {
        var digits = text.bytes[...]
        if let first = digits.first, first == 0x2D || first == 0x2B { digits = digits.dropFirst() }
        if digits.isEmpty { return false }
        for byte in digits where byte &- 48 > 9 { return false }
        return true
    }

    /// An optionally signed decimal with optional fraction and exponent.
    static func isDecimal(_ text: Text) -> Bool { parse(text) != nil }

    /// The sign, the digits without point, and the power of ten they are multiplied with.
    static func parse(_ text: Text) -> (isNegative: Bool, digits: [UInt8], exponent: Int)? {
        let bytes = text.bytes
        var index = 0
        var isNegative = false
        if index < bytes.count, bytes[index] == 0x2D || bytes[index] == 0x2B {
            isNegative = bytes[index] == 0x2D
            index += 1
        }
        var digits: [UInt8] = []
        var exponent = 0
        var sawPoint = false
        var sawDigit = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte &- 48 < 10 {
                digits.append(byte)
                sawDigit = true
                if sawPoint { exponent -= 1 }
            } else if byte == 0x2E && !sawPoint {
                sawPoint = true
            } else {
                break
            }
            index += 1
        }
        guard sawDigit else { return nil }
        if index < bytes.count {
            guard bytes[index] | 0x20 == 0x65 else { return nil }
            guard let power = Text(bytes[(index + 1)...]).int64, power > -100_000, power < 100_000 else { return nil }
            exponent += Int(power)
        }
        return (isNegative, digits, exponent)
    }

    enum Rounding { case towardZero, up }

    enum Whole {
        case value(Int64)
        case tooLow
        case tooHigh
    }

    /// The integer part of a decimal, or the next integer above it.
    static func whole(_ text: Text, _ rounding: Rounding) -> Whole? {
        if text == "inf" { return .tooHigh }
        if text == "-inf" { return .tooLow }
        guard let number = parse(text) else { return nil }
        var digits = number.digits
        var hasFraction = false
        if number.exponent < 0 {
            let cut = min(digits.count, -number.exponent)
            for digit in digits[(digits.count - cut)...] where digit != 48 { hasFraction = true }
            digits.removeLast(cut)
        } else {
            // Leading zeros aside, 19 digits are the most an Int64 has.
            let significant = digits.drop { $0 == 48 }
            if significant.isEmpty {
                digits = []
            } else if significant.count + number.exponent > 19 {
                return number.isNegative ? .tooLow : .tooHigh
            } else {
                for _ in 0..<number.exponent { digits.append(48) }
            }
        }
        var signed: [UInt8] = number.isNegative ? [0x2D] : []
        signed.append(contentsOf: digits.isEmpty ? [48] : digits)
        guard let value = Text(signed).int64 else { return number.isNegative ? .tooLow : .tooHigh }
        if rounding == .up && hasFraction && !number.isNegative {
            return value == Int64.max ? .tooHigh : .value(value + 1)
        }
        return .value(value)
    }
}
