import Glibc
import NoormmeCore

// A query blocks its thread: it reads a file, and waits for locks. The threads that tasks run on are as many
// as the machine has cores and must not block, else tasks that have nothing to do with the database wait as
// well. So queries run on threads of their own, started when there is work that no idle thread takes up, and
// ended when there was none for a while. A thread keeps its `Workers` alive, and nothing else: there is
// nothing to shut down.

/// A queue of jobs, and threads that run them: first come, first served.
final class Workers: @unchecked Sendable {
    // Unchecked because `mutex` guards every variable below it, and those of its jobs.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private let limit: Int
    private var jobs: [Job] = []
    /// Those before it have been taken: taking from the front of an array moves all the others.
    private var head = 0
    private var threads = 0
    private var idle = 0

    /// How long a thread waits for work before it ends, in seconds.
    private static let patience = 5

    /// Something to do, once: one of the two closures is called.
    private final class Job: @unchecked Sendable {
        // Unchecked because the mutex of `Workers` guards the variables.
        var run: (@Sendable () -> Void)?
        var giveUp: (@Sendable (NoormmeError) -> Void)?
        var isCancelled = false
    }

    /// - Parameter limit: how many jobs may run at once.
    init(limit: Int) {
        self.limit = max(1, limit)
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deinitialize(count: 1)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    /// Runs `body` on a thread; the task waits without holding one.
    func result<R: Sendable>(
        _ body: @escaping @Sendable () throws(NoormmeError) -> R
    ) async -> Result<R, NoormmeError> {
        let job = Job()
        return await withTaskCancellationHandler {
            await wait(for: job, body)
        } onCancel: {
            cancel(job)
        }
    }

    /// The same, whatever becomes of the task.
    func uncancelled<R: Sendable>(
        _ body: @escaping @Sendable () throws(NoormmeError) -> R
    ) async -> Result<R, NoormmeError> {
        await wait(for: Job(), body)
    }

    private func wait<R: Sendable>(
        for job: Job, _ body: @escaping @Sendable () throws(NoormmeError) -> R
    ) async -> Result<R, NoormmeError> {
        await withCheckedContinuation { continuation in
            submit(
                job, run: { continuation.resume(returning: Result(catching: body)) },
                giveUp: { continuation.resume(returning: .failure($0)) })
        }
    }

    private func submit(
        _ job: Job, run: @escaping @Sendable () -> Void, giveUp: @escaping @Sendable (NoormmeError) -> Void
    ) {
        pthread_mutex_lock(mutex)
        if job.isCancelled {
            pthread_mutex_unlock(mutex)
            return giveUp(.cancelled)
        }
        job.run = run
        job.giveUp = giveUp
        jobs.append(job)
        // An idle thread that was called but has not come yet still counts as idle, and the job it was
        // called for as waiting.
        if jobs.count - head <= idle {
            pthread_cond_signal(condition)
        } else if threads < limit {
            if startThread() {
                threads += 1
            } else if threads == 0 {
                jobs.removeLast()
                pthread_mutex_unlock(mutex)
                return giveUp(NoormmeError(.operational, "no thread could be started"))
            }
        }
        pthread_mutex_unlock(mutex)
    }

    /// A job that has not begun is given up.
    private func cancel(_ job: Job) {
        pthread_mutex_lock(mutex)
        job.isCancelled = true
        let giveUp = job.giveUp
        job.run = nil
        job.giveUp = nil
        pthread_mutex_unlock(mutex)
        giveUp?(.cancelled)
    }

    private func startThread() -> Bool {
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Workers>.fromOpaque(context).takeRetainedValue().work() }
                return nil
            }, retained.toOpaque())
        guard status == 0 else {
            retained.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func work() {
        pthread_mutex_lock(mutex)
        while true {
            if let run = nextRun() {
                pthread_mutex_unlock(mutex)
                run()
                pthread_mutex_lock(mutex)
                continue
            }
            idle += 1
            let inTime = waitForSignal()
            idle -= 1
            if !inTime, head == jobs.count {
                threads -= 1
                pthread_mutex_unlock(mutex)
                return
            }
        }
    }

    /// Called under the lock.
    private func nextRun() -> (@Sendable () -> Void)? {
        while head < jobs.count {
            let job = jobs[head]
            head += 1
            if head == jobs.count || head > 256 {
                jobs.removeFirst(head)
                head = 0
            }
            guard let run = job.run else { continue }
            job.run = nil
            job.giveUp = nil
            return run
        }
        return nil
    }

    private func waitForSignal() -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        deadline.tv_sec += Self.patience
        return pthread_cond_timedwait(condition, mutex, &deadline) != ETIMEDOUT
    }
}
