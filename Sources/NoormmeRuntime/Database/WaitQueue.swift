/// Somebody who waits for a connection. Its fields are guarded by the pool's lock.
final class Waiter {
    enum Grant {
        case none
        case session(Session)
        /// The right to open a connection.
        case place
        case closed
    }

    let signal = Monitor.Signal()
    var grant = Grant.none
}

/// First come, first served.
struct WaitQueue {
    private var waiters: [Waiter] = []
    /// Those before it have been served: taking from the front of an array moves all the others.
    private var head = 0

    var count: Int { waiters.count - head }

    mutating func append(_ waiter: Waiter) {
        waiters.append(waiter)
    }

    mutating func popFirst() -> Waiter? {
        guard head < waiters.count else { return nil }
        let first = waiters[head]
        head += 1
        if head == waiters.count || head > 64 {
            waiters.removeFirst(head)
            head = 0
        }
        return first
    }

    mutating func remove(_ waiter: Waiter) {
        if let index = waiters[head...].firstIndex(where: { $0 === waiter }) { waiters.remove(at: index) }
    }
}
