/// The number, the sum and the sum of squares of numbers, all exact.
///
/// Every double is an integer times 2^-1074, and its square an integer times 2^-2148. Two fixed-point
/// numbers wide enough for all of them are added to without any rounding, so the order of the rows
/// does not matter, a value can be taken out again (which is what a window frame needs), and only the final
/// result is rounded: it agrees with Python's `statistics`, which reckons in fractions.
///
/// The words live in memory that SQLite owns and zeroes: `wordCount` of them for each group.
struct ExactMoments {
    private let words: UnsafeMutablePointer<UInt64>

    /// 2,098 bits for one double, 63 for their number, one for the sign.
    static let sumWords = 34
    /// 4,196 bits for one square, 63 for their number, one for the sign.
    static let squareWords = 67
    static let wordCount = 2 + sumWords + squareWords

    init(words: UnsafeMutablePointer<UInt64>) {
        self.words = words
    }

    /// How many finite numbers are in.
    var count: UInt64 { words[0] }
    /// How many infinities are in.
    var infinities: UInt64 { words[1] }
    /// In units of 2^-1074, two's complement.
    var sum: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: words + 2, count: Self.sumWords) }
    /// In units of 2^-2148, two's complement.
    var squares: UnsafeBufferPointer<UInt64> {
        UnsafeBufferPointer(start: words + 2 + Self.sumWords, count: Self.squareWords)
    }

    func add(_ value: Int64, removing: Bool = false) {
        update(magnitude: value.magnitude, shift: 1_074, negative: value < 0, removing: removing)
    }

    func add(_ value: Double, removing: Bool = false) {
        guard value.isFinite else {
            words[1] = removing ? words[1] &- 1 : words[1] &+ 1
            return
        }
        let bits = value.bitPattern
        let exponent = Int(bits >> 52 & 0x7FF)
        let fraction = bits & ((1 << 52) - 1)
        // A subnormal has no hidden bit and the exponent of the smallest normal number.
        let magnitude = exponent == 0 ? fraction : fraction | 1 << 52
        update(
            magnitude: magnitude, shift: max(exponent, 1) - 1, negative: bits >> 63 == 1, removing: removing)
    }

    private func update(magnitude: UInt64, shift: Int, negative: Bool, removing: Bool) {
        words[0] = removing ? words[0] &- 1 : words[0] &+ 1
        Self.add(
            (magnitude, 0), shift: shift, subtracting: negative != removing, to: words + 2, count: Self.sumWords)
        let square = magnitude.multipliedFullWidth(by: magnitude)
        Self.add(
            (square.low, square.high), shift: shift * 2, subtracting: removing, to: words + 2 + Self.sumWords,
            count: Self.squareWords)
    }

    /// Adds or subtracts a number of two words, shifted left, and carries as far as needed.
    private static func add(
        _ value: (low: UInt64, high: UInt64), shift: Int, subtracting: Bool,
        to words: UnsafeMutablePointer<UInt64>, count: Int
    ) {
        let bits = UInt64(shift & 63)
        // `>>` gives 0 for a shift of a whole word.
        let parts = (value.low << bits, value.high << bits | value.low >> (64 - bits), value.high >> (64 - bits))
        var index = shift >> 6
        var carry = false
        for step in 0..<3 where index < count {
            let part = step == 0 ? parts.0 : step == 1 ? parts.1 : parts.2
            (words[index], carry) = combine(words[index], part, carry, subtracting)
            index += 1
        }
        while carry, index < count {
            (words[index], carry) = combine(words[index], 0, carry, subtracting)
            index += 1
        }
    }

    @inline(__always)
    private static func combine(
        _ word: UInt64, _ part: UInt64, _ carry: Bool, _ subtracting: Bool
    ) -> (UInt64, Bool) {
        if subtracting {
            let (first, one) = word.subtractingReportingOverflow(part)
            let (second, two) = first.subtractingReportingOverflow(carry ? 1 : 0)
            return (second, one || two)
        }
        let (first, one) = word.addingReportingOverflow(part)
        let (second, two) = first.addingReportingOverflow(carry ? 1 : 0)
        return (second, one || two)
    }
}
