/// The first 126 to 128 bits of an exact quotient, its exponent, and whether anything was cut off:
/// all that correct rounding needs.
struct Quotient {
    private var bits: UInt128
    private var exponent: Int
    /// Whether the true value is a little more than the bits say.
    private var isCut: Bool

    /// `numerator` · 2^unit / (first · second), little-endian words; `first` and `second` are not zero.
    init(
        _ numerator: UnsafeMutableBufferPointer<UInt64>, over first: UInt64, and second: UInt64, unit: Int,
        evenExponent: Bool
    ) {
        guard let top = numerator.lastIndex(where: { $0 != 0 }) else {
            (bits, exponent, isCut) = (0, 0, false)
            return
        }
        let length = top * 64 + 64 - numerator[top].leadingZeroBitCount
        let divisor = first.multipliedFullWidth(by: second)
        let divisorLength = 128 - (UInt128(divisor.high) << 64 | UInt128(divisor.low)).leadingZeroBitCount
        // So many bits of the numerator leave 127 or 128 bits after the division.
        var wanted = 127 + divisorLength
        if evenExponent, (unit + length - wanted) & 1 != 0 { wanted -= 1 }
        let drop = length - wanted
        var words: [UInt64] = [0, 0, 0, 0]
        for index in words.indices {
            words[index] = Self.word(numerator, at: index * 64 + drop)
        }
        isCut = Self.hasBits(numerator, below: drop)
        for divisor in [first, second] {
            var rest: UInt64 = 0
            for index in words.indices.reversed() {
                (words[index], rest) = divisor.dividingFullWidth((rest, words[index]))
            }
            if rest != 0 { isCut = true }
        }
        bits = UInt128(words[1]) << 64 | UInt128(words[0])
        exponent = unit + drop
    }

    /// The square root, to 63 or 64 bits; the exponent must be even.
    var squareRoot: Quotient {
        var root: UInt128 = 0
        var rest = bits
        var bit: UInt128 = 1 << 126
        while bit != 0 {
            if rest >= root + bit {
                rest -= root + bit
                root = root >> 1 + bit
            } else {
                root >>= 1
            }
            bit >>= 2
        }
        var result = self
        result.bits = root
        result.exponent = exponent / 2
        result.isCut = isCut || rest != 0
        return result
    }

    /// The nearest double, ties to even; infinity when it is too big.
    var rounded: Double {
        guard bits != 0 else { return 0 }
        let length = 128 - bits.leadingZeroBitCount
        // Subnormal numbers have fewer than 53 bits.
        let kept = min(53, length + exponent + 1_074)
        if kept < 0 { return 0 }
        let drop = length - kept
        var result =
            drop > 127 ? 0 : UInt64(truncatingIfNeeded: drop > 0 ? bits >> UInt128(drop) : bits << UInt128(-drop))
        if drop > 0 {
            let half: UInt128 = 1 << UInt128(drop - 1)
            let rest = drop > 127 ? bits : bits & ((1 << UInt128(drop)) - 1)
            if rest > half || rest == half && (isCut || result & 1 == 1) { result += 1 }
        }
        return Self.scaled(result, by: exponent + drop)
    }

    /// A number of at most 54 bits times a power of two, exact by construction.
    private static func scaled(_ value: UInt64, by exponent: Int) -> Double {
        guard value != 0 else { return 0 }
        return Double(sign: .plus, exponent: exponent, significand: Double(value))
    }

    /// The 64 bits from a position on; positions outside the number are zeros.
    private static func word(_ words: UnsafeMutableBufferPointer<UInt64>, at position: Int) -> UInt64 {
        let index = position >> 6
        let shift = UInt64(position & 63)
        func at(_ index: Int) -> UInt64 { words.indices.contains(index) ? words[index] : 0 }
        return at(index) >> shift | at(index + 1) << (64 - shift)
    }

    private static func hasBits(_ words: UnsafeMutableBufferPointer<UInt64>, below position: Int) -> Bool {
        guard position > 0 else { return false }
        for index in 0..<min(position >> 6, words.count) where words[index] != 0 { return true }
        let index = position >> 6
        return index < words.count && words[index] & ((1 << UInt64(position & 63)) - 1) != 0
    }
}
