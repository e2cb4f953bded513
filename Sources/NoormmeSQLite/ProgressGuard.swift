import Glibc

/// Stops a statement that runs past a deadline, or that somebody cancelled.
///
/// SQLite calls it from the running statement every so many operations of its virtual
/// machine, so that one long operation (a step of a sort, `count(*)` over one index) can
/// outlast the deadline. A stopped statement throws `SQLITE_INTERRUPT`, and `outcome` tells why.
/// Stopping a write rolls back; use it for reads, or where that is wanted.
///
/// It belongs to the thread of the connection that it is installed on; `cancelFlag` is for others.
public final class ProgressGuard {
    public enum Outcome: Sendable {
        case deadline, cancelled
    }

    public let cancelFlag: CancelFlag?
    /// Why it stopped a statement; nil when it did not.
    public private(set) var outcome: Outcome?
    private var deadline: UInt64
    private var ticks = 0

    /// - Parameter deadline: on the clock of `now`; nil for none.
    public init(deadline: UInt64? = nil, cancelFlag: CancelFlag? = nil) {
        self.deadline = deadline ?? .max
        self.cancelFlag = cancelFlag
    }

    /// Starts over with another deadline, for the next statement.
    public func arm(deadline: UInt64?) {
        self.deadline = deadline ?? .max
        ticks = 0
        outcome = nil
    }

    /// Nanoseconds of the monotonic clock.
    public static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// Called by SQLite; true stops the statement.
    func tick() -> Bool {
        ticks &+= 1
        if let cancelFlag, cancelFlag.isCancelled {
            outcome = .cancelled
            return true
        }
        // SQLite counts operations across statements, so that the first call may come right after
        // the start: it says nothing about this statement's length.
        guard ticks > 1, deadline != .max, Self.now() >= deadline else { return false }
        outcome = .deadline
        return true
    }
}
