/// Somebody who waits for a connection: a thread, or a call that was submitted, or both. Its fields are guarded
/// by the pool's lock.
final class Waiter {
    enum Grant {
        case none
        case session(Session)
        /// The right to open a connection.
        case place
        /// Somebody else has run the call.
        case done(Call.Outcome)
        case closed
    }

    /// Wakes the thread that waits; nil when none does.
    let signal: Monitor.Signal?
    /// What whoever has the connection may run for it.
    let call: Call?
    /// On the clock of `ProgressGuard.now`.
    let since: UInt64
    var grant = Grant.none

    init(signal: Monitor.Signal?, call: Call? = nil, since: UInt64) {
        self.signal = signal
        self.call = call
        self.since = since
    }
}

/// First come, first served.
struct WaitQueue {
    private var waiters: [Waiter] = []
    /// Those before it have been served: taking from the front of an array moves all the others.
    private var head = 0

    var count: Int { waiters.count - head }

    var first: Waiter? { head < waiters.count ? waiters[head] : nil }

    func firstWaiter(where condition: (Waiter) -> Bool) -> Waiter? {
        waiters[head...].first(where: condition)
    }

    mutating func append(_ waiter: Waiter) {
        waiters.append(waiter)
    }

    mutating func popFirst() -> Waiter? {
        guard head < waiters.count else { return nil }
        let first = waiters[head]
        head += 1
        if head == waiters.count || head > 256 {
            waiters.removeFirst(head)
            head = 0
        }
        return first
    }

    /// - Returns: whether it was there.
    @discardableResult
    mutating func remove(_ waiter: Waiter) -> Bool {
        guard let index = waiters[head...].firstIndex(where: { $0 === waiter }) else { return false }
        waiters.remove(at: index)
        return true
    }

    /// Takes out whoever meets the condition.
    mutating func removeAll(where isGone: (Waiter) -> Bool) -> [Waiter] {
        var gone: [Waiter] = []
        var kept: [Waiter] = []
        for waiter in waiters[head...] {
            if isGone(waiter) { gone.append(waiter) } else { kept.append(waiter) }
        }
        waiters = kept
        head = 0
        return gone
    }
}
