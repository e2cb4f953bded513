import Glibc

/// Universally unique identifiers as 32 hexadecimal digits, as Django stores them on SQLite.
extension SQLFunctions {
    /// `noormme_uuid4()`: 122 random bits.
    static func uuid4(_ call: FunctionCall) throws(FunctionFailure) {
        let random = randomWords()
        result(call, (random.0 & ~0xF000 | 0x4000, random.1 & ~(3 << 62) | 2 << 62))
    }

    /// `noormme_uuid7()`: milliseconds since 1970, a counter, 32 random bits; ascending in this process
    /// (RFC 9562, method 1 of 6.2, with 42 bits of counter).
    static func uuid7(_ call: FunctionCall) throws(FunctionFailure) {
        let random = randomWords()
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let milliseconds = UInt64(bitPattern: Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000)
        let (time, counter) = UUIDClock.shared.next(milliseconds, seed: random.0)
        let high = time << 16 | 0x7000 | counter >> 30
        let low = 2 << 62 | (counter & 0x3FFF_FFFF) << 32 | random.1 & 0xFFFF_FFFF
        result(call, (high, low))
    }

    private static func result(_ call: FunctionCall, _ words: (UInt64, UInt64)) {
        var text = ShortText()
        for word in [words.0, words.1] {
            for shift in stride(from: 60, through: 0, by: -4) {
                text.append(hexDigit(UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15))
            }
        }
        call.result(text: text)
    }

    /// From the system's generator, `getrandom` on Linux.
    private static func randomWords() -> (UInt64, UInt64) {
        var generator = SystemRandomNumberGenerator()
        return (generator.next(), generator.next())
    }
}

/// The last time and counter given out, so that identifiers of one millisecond stay in order.
final class UUIDClock: @unchecked Sendable {
    // Unchecked: both variables are used under `lock` only.
    private let lock = Lock()
    private var time: UInt64 = 0
    private var counter: UInt64 = 0

    static let shared = UUIDClock()

    /// A time of 48 bits and a counter of 42; the time runs ahead of the clock when the counter is full
    /// and stands still when the clock goes back.
    func next(_ milliseconds: UInt64, seed: UInt64) -> (time: UInt64, counter: UInt64) {
        lock.withLock {
            // The top bit is left free so that the counter has room to count.
            let fresh = seed & ((1 << 41) - 1)
            if milliseconds > time {
                time = milliseconds
                counter = fresh
            } else if counter == (1 << 42) - 1 {
                time += 1
                counter = fresh
            } else {
                counter += 1
            }
            return (time & ((1 << 48) - 1), counter)
        }
    }
}
