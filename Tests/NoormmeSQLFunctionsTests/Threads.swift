import Glibc

/// Runs the same work on several threads and adds up what they return.
enum Threads {
    private final class Job: @unchecked Sendable {
        // Unchecked: each job is written by its own thread and read after it was joined.
        let index: Int
        let body: @Sendable (Int) -> Int
        var result = 0

        init(_ index: Int, _ body: @escaping @Sendable (Int) -> Int) {
            self.index = index
            self.body = body
        }
    }

    static func count(_ threads: Int, _ body: @escaping @Sendable (Int) -> Int) -> Int {
        let jobs = (0..<threads).map { Job($0, body) }
        let handles = jobs.map { job in
            var handle = pthread_t()
            pthread_create(
                &handle, nil,
                { pointer in
                    guard let pointer else { return nil }
                    let job = Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue()
                    job.result = job.body(job.index)
                    return nil
                }, Unmanaged.passRetained(job).toOpaque())
            return handle
        }
        for handle in handles { pthread_join(handle, nil) }
        return jobs.reduce(0) { $0 + $1.result }
    }
}
