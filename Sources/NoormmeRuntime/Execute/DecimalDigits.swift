/// Numbers as decimal digits in raw memory.
enum DecimalDigits {
    /// Writes an integer, at most 20 bytes, and answers how many.
    @inline(__always)
    static func write(_ value: Int64, to out: UnsafeMutablePointer<UInt8>) -> Int {
        var start = out
        if value < 0 {
            start[0] = 0x2D
            start += 1
        }
        return (start - out) &+ write(value.magnitude, to: start)
    }

    @inline(__always)
    static func write(_ value: UInt64, to out: UnsafeMutablePointer<UInt8>) -> Int {
        if value < 10 {
            out[0] = UInt8(truncatingIfNeeded: value) &+ 48
            return 1
        }
        let length = count(value)
        writePairs(value, to: out, length: length)
        return length
    }

    /// Two digits a division, from the last to the first.
    @inline(__always)
    private static func writePairs(_ value: UInt64, to out: UnsafeMutablePointer<UInt8>, length: Int) {
        let pairs = pairs.utf8Start
        var rest = value
        var at = length
        while rest >= 100 {
            let pair = Int(truncatingIfNeeded: rest % 100) &* 2
            rest /= 100
            at &-= 2
            out[at] = pairs[pair]
            out[at &+ 1] = pairs[pair &+ 1]
        }
        if rest >= 10 {
            let pair = Int(truncatingIfNeeded: rest) &* 2
            out[at &- 2] = pairs[pair]
            out[at &- 1] = pairs[pair &+ 1]
        } else {
            out[at &- 1] = UInt8(truncatingIfNeeded: rest) &+ 48
        }
    }

    @inline(__always)
    private static func count(_ value: UInt64) -> Int {
        var rest = value
        var length = 1
        while true {
            if rest < 10 { return length }
            if rest < 100 { return length &+ 1 }
            if rest < 1000 { return length &+ 2 }
            if rest < 10000 { return length &+ 3 }
            rest /= 10000
            length &+= 4
        }
    }

    /// Writes a real of at most 15 significant digits in plain notation, at most 24 bytes; 0 for any other.
    ///
    /// A quotient of two integers below 2^53 is rounded once, as reading the digits would round: when
    /// `digits / 10^places` is the number again, these digits are right, and 15 or fewer are the only
    /// ones of their length. Most numbers that people write down pass, in 10 to 20 ns.
    static func writeShort(_ value: Double, to out: UnsafeMutablePointer<UInt8>) -> Int {
        let magnitude = value.magnitude
        guard magnitude < 1e15, magnitude >= 1e-3 || magnitude == 0 else { return 0 }
        var used = 0
        if value.sign == .minus {
            out[0] = 0x2D
            used = 1
        }
        let whole = UInt64(magnitude)
        if Double(whole) == magnitude {
            used &+= write(whole, to: out + used)
            out[used] = 0x2E
            out[used &+ 1] = 0x30
            return used &+ 2
        }
        guard let (digits, places) = shortest(magnitude) else { return 0 }
        let power = integerPower(places)
        used &+= write(digits / power, to: out + used)
        out[used] = 0x2E
        used &+= 1
        var fraction = digits % power
        var at = used &+ places
        while at > used {
            at &-= 1
            out[at] = UInt8(truncatingIfNeeded: fraction % 10) &+ 48
            fraction /= 10
        }
        return used &+ places
    }

    /// The fewest decimal places that give the number, up to 15 digits in all.
    @inline(__always)
    private static func shortest(_ magnitude: Double) -> (digits: UInt64, places: Int)? {
        for places in 1...3 {
            if let digits = digits(magnitude, places) { return (digits, places) }
        }
        // More places can say all that fewer can: one try at the longest decides.
        var most = 15
        while most > 3, magnitude * power(most) >= 1e15 { most &-= 1 }
        guard most > 3, var digits = digits(magnitude, most) else { return nil }
        while digits % 10 == 0 {
            digits /= 10
            most &-= 1
        }
        return (digits, most)
    }

    @inline(__always)
    private static func digits(_ magnitude: Double, _ places: Int) -> UInt64? {
        let power = power(places)
        let scaled = magnitude * power
        guard scaled < 1e15 else { return nil }
        let digits = UInt64(scaled + 0.5)
        return Double(digits) / power == magnitude ? digits : nil
    }

    /// 10 to the power of 1 to 15, exactly.
    @inline(__always)
    private static func power(_ exponent: Int) -> Double { Double(integerPower(exponent)) }

    @inline(__always)
    private static func integerPower(_ exponent: Int) -> UInt64 {
        switch exponent {
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        case 8: 100_000_000
        case 9: 1_000_000_000
        case 10: 10_000_000_000
        case 11: 100_000_000_000
        case 12: 1_000_000_000_000
        case 13: 10_000_000_000_000
        case 14: 100_000_000_000_000
        default: 1_000_000_000_000_000
        }
    }

    private static var pairs: StaticString {
        """
        00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354\
        555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
        """
    }
}
