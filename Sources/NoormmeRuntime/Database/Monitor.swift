import Glibc

/// A lock that one can wait under: a mutex with condition variables, as Hoare and POSIX have it.
final class Monitor: @unchecked Sendable {
    // Unchecked because the mutex itself is what makes sharing it right.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    func lock() {
        pthread_mutex_lock(mutex)
    }

    func unlock() {
        pthread_mutex_unlock(mutex)
    }

    func withLock<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Something to wait for. Waiting and sending happen under the monitor's lock.
    final class Signal: @unchecked Sendable {
        // Unchecked because POSIX lets any thread use a condition.
        fileprivate let condition: UnsafeMutablePointer<pthread_cond_t>

        init() {
            condition = .allocate(capacity: 1)
            condition.initialize(to: pthread_cond_t())
            var attributes = pthread_condattr_t()
            pthread_condattr_init(&attributes)
            // The wall clock may be set while somebody waits.
            pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
            pthread_cond_init(condition, &attributes)
            pthread_condattr_destroy(&attributes)
        }

        deinit {
            pthread_cond_destroy(condition)
            condition.deinitialize(count: 1)
            condition.deallocate()
        }

        /// Wakes who waits; whoever waits looks again whether it was for that.
        func send() {
            pthread_cond_broadcast(condition)
        }

        /// The same, for one of several who all wait for the same.
        func sendToOne() {
            pthread_cond_signal(condition)
        }
    }

    /// Gives the lock up until the signal is sent, or for no reason; false once the deadline
    /// (nanoseconds of the monotonic clock) has passed.
    func wait(for signal: Signal, until deadline: UInt64? = nil) -> Bool {
        guard let deadline else {
            pthread_cond_wait(signal.condition, mutex)
            return true
        }
        var time = timespec(
            tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        return pthread_cond_timedwait(signal.condition, mutex, &time) != ETIMEDOUT
    }
}
