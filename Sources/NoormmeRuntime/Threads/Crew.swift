import Glibc
import NoormmeSQLite

// Threads of the library's own, for calls whose callers do not wait. A thread is started when there is work
// that no idle one takes up, and ends when there was none for a while; `stop` ends them all. They are started one
// after the other: who takes a job and leaves others behind starts the next. So a thousand short jobs at once do not
// become a thousand threads, and a job that blocks still holds up nobody.
//
// There is no limit to tune. Work that touches the database is handed out together with a connection, so that
// no more threads are in SQLite than there are connections; a thread that is inside a callback of the host has
// none, and its place is taken by another. So a callback may block, even on a call to the same database.

/// Threads that run jobs, first come, first served.
final class Crew: @unchecked Sendable {
    // Unchecked because `monitor` guards every variable below it.
    private let monitor = Monitor()
    private let signal = Monitor.Signal()
    private var jobs: [Job] = []
    /// Those before it have been taken: taking from the front of an array moves all the others.
    private var head = 0
    private var threads: [pthread_t] = []
    private var idle = 0
    /// A thread was started that has not come to work yet.
    private var isStarting = false
    private var isStopped = false
    /// Stopped, and nobody waits for threads any more.
    private var isLeft = false

    typealias Job = @Sendable () -> Void

    /// How long a thread waits for work before it ends, in nanoseconds.
    private static let patience: UInt64 = 5_000_000_000

    /// Runs a job on a thread. Where there is no thread and none can be started, the job waits for the next one, or
    /// for `stop`.
    func run(_ job: @escaping Job) {
        monitor.withLock { _ = add(job) }
    }

    /// Runs a job on a thread.
    ///
    /// - Returns: false when there is no thread and none can be started; then it will not run.
    func tryRun(_ job: @escaping Job) -> Bool {
        monitor.withLock {
            let isTaken = add(job)
            if !isTaken { jobs.removeLast() }
            return isTaken
        }
    }

    /// Called under the lock.
    private func add(_ job: @escaping Job) -> Bool {
        jobs.append(job)
        // An idle thread that was called but has not come yet still counts as idle, and the job it was
        // called for as waiting.
        if jobs.count - head <= idle {
            signal.sendToOne()
            return true
        }
        return isStarting || startThread() || !threads.isEmpty
    }

    /// Runs what is left, then ends every thread and waits until it is gone; not for the calling thread, if it
    /// is one of them, which ends when it comes back.
    func stop() {
        let me = pthread_self()
        monitor.lock()
        isStopped = true
        signal.send()
        if let index = threads.firstIndex(where: { pthread_equal($0, me) != 0 }) {
            threads.remove(at: index)
            pthread_detach(me)
        }
        // Those that end may have started others before.
        while !threads.isEmpty {
            let others = threads
            threads.removeAll()
            monitor.unlock()
            for thread in others { pthread_join(thread, nil) }
            monitor.lock()
        }
        isLeft = true
        monitor.unlock()
        // Where no thread could be started.
        while runNext() {}
    }

    /// How many threads there are.
    var threadCount: Int { monitor.withLock { threads.count } }

    /// Called under the lock.
    private func startThread() -> Bool {
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(self)
        // A host's signals are for the host's threads.
        var all = sigset_t()
        var former = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &former)
        let status = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Crew>.fromOpaque(context).takeRetainedValue().work() }
                return nil
            }, retained.toOpaque())
        pthread_sigmask(SIG_SETMASK, &former, nil)
        guard status == 0 else {
            retained.release()
            return false
        }
        // After `stop` nobody would wait for it.
        if isLeft { pthread_detach(thread) } else { threads.append(thread) }
        isStarting = true
        return true
    }

    private func work() {
        monitor.withLock { isStarting = false }
        while runNext() || waitForJob() {}
    }

    /// Apart from the waiting, so that a job is let go of under no lock: a database may go with it.
    private func runNext() -> Bool {
        guard let job = monitor.withLock({ nextJob() }) else { return false }
        job()
        return true
    }

    /// - Returns: false when this thread shall end.
    private func waitForJob() -> Bool {
        monitor.lock()
        defer { monitor.unlock() }
        while head == jobs.count {
            if isStopped { return false }
            idle += 1
            let inTime = monitor.wait(for: signal, until: ProgressGuard.now() + Self.patience)
            idle -= 1
            if !inTime, head == jobs.count, !isStopped {
                let me = pthread_self()
                threads.removeAll { pthread_equal($0, me) != 0 }
                pthread_detach(me)
                return false
            }
        }
        return true
    }

    /// Called under the lock.
    private func nextJob() -> Job? {
        guard head < jobs.count else { return nil }
        let job = jobs[head]
        head += 1
        if head == jobs.count || head > 256 {
            jobs.removeFirst(head)
            head = 0
        }
        if jobs.count - head > idle, !isStarting { _ = startThread() }
        return job
    }
}
