import CSQLite
import Glibc
import Synchronization

/// Waits for a lock that somebody else holds: SQLite asks it whether to try again.
///
/// SQLite's own handler cannot be stopped while it waits, and sleeps for fixed times, so that processes that
/// wait for each other wake together. This one sleeps for a random time that grows to at most 25 ms, and
/// ends early when it is told to give up.
///
/// It belongs to the thread of its connection; `giveUp` is for others.
public final class BusyHandler: Sendable {
    /// In nanoseconds.
    private let timeout: Atomic<UInt64>
    private let isOver = Atomic<Bool>(false)
    // Atomic only because the object is shared; one thread uses them.
    private let started = Atomic<UInt64>(0)
    private let random: Atomic<UInt64>

    /// - Parameter milliseconds: how long to wait for one lock; 0 or less does not wait.
    init(milliseconds: Int32) {
        timeout = Atomic(Self.nanoseconds(milliseconds))
        random = Atomic(ProgressGuard.now() | 1)
    }

    private static func nanoseconds(_ milliseconds: Int32) -> UInt64 {
        UInt64(max(0, milliseconds)) * 1_000_000
    }

    public func setTimeout(milliseconds: Int32) {
        timeout.store(Self.nanoseconds(milliseconds), ordering: .relaxed)
    }

    /// How long one lock is waited for, in milliseconds.
    public var milliseconds: Int64 { Int64(timeout.load(ordering: .relaxed) / 1_000_000) }

    /// From now on nothing is waited for, until `resume`.
    public func giveUp() {
        isOver.store(true, ordering: .releasing)
    }

    public func resume() {
        isOver.store(false, ordering: .releasing)
    }

    /// Somebody called `giveUp`.
    public var hasGivenUp: Bool { isOver.load(ordering: .acquiring) }

    /// Sleeps once.
    ///
    /// - Parameter count: how often it was asked for the same lock before.
    /// - Returns: whether to try again; false when the time is over.
    public func wait(_ count: Int32) -> Bool {
        let timeout = timeout.load(ordering: .relaxed)
        guard timeout > 0, !hasGivenUp else { return false }
        let now = ProgressGuard.now()
        if count <= 0 { started.store(now, ordering: .relaxed) }
        let elapsed = now &- started.load(ordering: .relaxed)
        guard elapsed < timeout else { return false }
        let longest: UInt64 = min(25_000_000, 500_000 << UInt64(max(0, min(count, 10))))
        sleep(min(longest / 2 + nextRandom() % (longest / 2), timeout - elapsed))
        return !hasGivenUp
    }

    private func sleep(_ nanoseconds: UInt64) {
        var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        nanosleep(&time, nil)
    }

    /// Marsaglia's xorshift: that two waiters differ is all that matters.
    private func nextRandom() -> UInt64 {
        var state = random.load(ordering: .relaxed)
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        random.store(state, ordering: .relaxed)
        return state
    }
}

extension ConnectionHandle {
    /// SQLite asks the handler from now on.
    func installBusyHandler(on database: OpaquePointer) {
        // Not retained for SQLite: this object keeps it until the connection is closed.
        sqlite3_busy_handler(
            database,
            { context, count in
                guard let context else { return 0 }
                return Unmanaged<BusyHandler>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.wait(count) ? 1 : 0 }
            }, Unmanaged.passUnretained(busyHandler).toOpaque())
    }
}
