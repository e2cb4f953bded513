/// One time zone: the changes of its offset from UTC, and the rule for times after the last.
///
/// Answers are those of Python's `zoneinfo`: before the first change the first standard offset
/// counts, after the last one the rule, and local times are resolved with `fold`.
final class Zone: Sendable {
    /// What holds after the last change.
    enum Tail: Sendable {
        case fixed(Int64)
        case rule(ZoneRule)
    }

    /// Seconds after 1970 in UTC, ascending.
    private let transitions: [Int64]
    /// The same in local time: at `first` a reader with fold 0 sees the new offset, at `second` one with fold 1.
    private let localFirst: [Int64]
    private let localSecond: [Int64]
    /// Seconds east of UTC from each transition on.
    private let offsets: [Int64]
    private let before: Int64
    private let tail: Tail

    /// `initial` is the offset of local time before the first change, `before` the one reported there;
    /// they differ in files whose first type is daylight saving time.
    init(transitions: [Int64], offsets: [Int64], initial: Int64, before: Int64, tail: Tail) {
        self.transitions = transitions
        self.offsets = offsets
        self.before = before
        self.tail = tail
        var first: [Int64] = []
        var second: [Int64] = []
        first.reserveCapacity(transitions.count)
        second.reserveCapacity(transitions.count)
        var previous = initial
        for (transition, offset) in zip(transitions, offsets) {
            // In a gap fold 0 keeps the old offset, in a fold it keeps it until the later reading.
            first.append(transition &+ max(previous, offset))
            second.append(transition &+ min(previous, offset))
            previous = offset
        }
        localFirst = first
        localSecond = second
    }

    /// Seconds east of UTC at an instant.
    func offset(atUTC seconds: Int64) -> Int64 {
        guard let first = transitions.first, let last = transitions.last else { return offset(afterUTC: seconds) }
        if seconds < first { return before }
        if seconds > last { return offset(afterUTC: seconds) }
        return offsets[Self.count(in: transitions, upTo: seconds) - 1]
    }

    /// Seconds east of UTC at a reading of the local clock.
    ///
    /// A reading that comes twice is the earlier one with `fold` 0, the later with `fold` 1; one that
    /// is skipped takes the offset before the gap with `fold` 0, the one after it with `fold` 1.
    func offset(atLocal seconds: Int64, fold: Bool = false) -> Int64 {
        let readings = fold ? localSecond : localFirst
        if let first = readings.first, let last = readings.last {
            if seconds < first { return before }
            if seconds <= last { return offsets[max(Self.count(in: readings, upTo: seconds), 1) - 1] }
        }
        switch tail {
        case .fixed(let offset): return offset
        case .rule(let rule): return rule.offset(atLocal: seconds, fold: fold)
        }
    }

    private func offset(afterUTC seconds: Int64) -> Int64 {
        switch tail {
        case .fixed(let offset): offset
        case .rule(let rule): rule.offset(atUTC: seconds)
        }
    }

    /// How many of the ascending values are at most `limit`.
    private static func count(in values: [Int64], upTo limit: Int64) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] <= limit {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
