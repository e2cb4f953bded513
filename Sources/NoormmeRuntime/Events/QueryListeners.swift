import Glibc
import Synchronization

// Who is told of the statements that run. While nobody is, a statement costs one look at `wanted` more.
//
// A session keeps what it has to tell until its connection is given back, or the call in its transaction is done: a
// listener may take its time, and may ask the database itself, without keeping anybody waiting for a connection. What
// is undone and runs again (a read within a budget) is told once, for the run that counted.

/// What a listener wants to be told.
public struct QueryListenerOptions: Sendable {
    /// The values of parameters too. They may be secrets.
    public var parameters: Bool
    /// Only statements that took so many nanoseconds, and those that failed.
    public var slowerThan: UInt64

    public init(parameters: Bool = false, slowerThan: UInt64 = 0) {
        self.parameters = parameters
        self.slowerThan = slowerThan
    }
}

/// The listeners of one database.
final class QueryListeners: @unchecked Sendable {
    // Unchecked because `monitor` guards every variable below it.
    private let wanted = Atomic<UInt8>(0)
    private let monitor = Monitor()
    private let returned = Monitor.Signal()
    private var listeners: [Listener] = []
    private var lastNumber: UInt64 = 0
    private var isClosed = false

    private final class Listener {
        let number: UInt64
        let options: QueryListenerOptions
        let body: @Sendable (QueryEvent) -> Void
        /// The threads that are in `body`.
        var threads: [pthread_t] = []
        var isRemoved = false

        init(_ number: UInt64, _ options: QueryListenerOptions, _ body: @escaping @Sendable (QueryEvent) -> Void) {
            self.number = number
            self.options = options
            self.body = body
        }
    }

    /// Whether anybody listens.
    @inline(__always)
    var isWanted: Bool { wanted.load(ordering: .relaxed) != 0 }

    /// Whether somebody wants to know parameters.
    var wantsParameters: Bool { wanted.load(ordering: .relaxed) > 1 }

    /// - Returns: a number for `remove`; 0 when the database is closed.
    func add(_ options: QueryListenerOptions, _ body: @escaping @Sendable (QueryEvent) -> Void) -> UInt64 {
        monitor.withLock {
            guard !isClosed else { return 0 }
            lastNumber += 1
            listeners.append(Listener(lastNumber, options, body))
            noteWanted()
            return lastNumber
        }
    }

    /// Afterwards it is not called any more, and does not run, but on this thread if it is what calls this.
    func remove(_ number: UInt64) {
        monitor.lock()
        defer { monitor.unlock() }
        guard let index = listeners.firstIndex(where: { $0.number == number }) else { return }
        let listener = listeners.remove(at: index)
        noteWanted()
        end(listener)
    }

    /// Removes all; there will be none again.
    func close() {
        monitor.lock()
        defer { monitor.unlock() }
        isClosed = true
        let all = listeners
        listeners.removeAll()
        noteWanted()
        for listener in all { end(listener) }
    }

    /// Called under the lock.
    private func end(_ listener: Listener) {
        listener.isRemoved = true
        let me = pthread_self()
        while listener.threads.contains(where: { pthread_equal($0, me) == 0 }) { _ = monitor.wait(for: returned) }
    }

    /// Called under the lock.
    private func noteWanted() {
        let value: UInt8 = listeners.isEmpty ? 0 : listeners.contains { $0.options.parameters } ? 2 : 1
        wanted.store(value, ordering: .relaxed)
    }

    /// Tells every listener, on this thread. To be called while no connection is held but a transaction's.
    func tell(_ events: [QueryEvent]) {
        if events.isEmpty { return }
        for listener in monitor.withLock({ listeners }) {
            for event in events where event.duration >= listener.options.slowerThan || event.error != nil {
                guard enter(listener) else { break }
                var event = event
                if !listener.options.parameters { event.parameters = nil }
                listener.body(event)
                leave(listener)
            }
        }
    }

    private func enter(_ listener: Listener) -> Bool {
        monitor.withLock {
            if !listener.isRemoved { listener.threads.append(pthread_self()) }
            return !listener.isRemoved
        }
    }

    private func leave(_ listener: Listener) {
        let me = pthread_self()
        monitor.withLock {
            if let index = listener.threads.lastIndex(where: { pthread_equal($0, me) != 0 }) {
                listener.threads.remove(at: index)
            }
            if listener.isRemoved { returned.send() }
        }
    }
}

extension Database {
    /// Calls `body` for every SQL statement that runs on this database from now on, on the thread that ran it, when its
    /// connection has been given back; in a transaction, when the call is done. It may call anything. A statement of a
    /// submitted call is told before the call is answered.
    ///
    /// Not told are the statements that open connections and read the schema, and checkpoints.
    ///
    /// - Returns: a number for `removeListener`; 0 when the database is closed.
    public func addListener(
        _ options: QueryListenerOptions = QueryListenerOptions(), _ body: @escaping @Sendable (QueryEvent) -> Void
    ) -> UInt64 {
        pool.source.listeners.add(options, body)
    }

    /// Waits for the calls of the listener that run on other threads; none comes after this has returned. A number that
    /// is none is left alone. `close` removes all.
    public func removeListener(_ number: UInt64) {
        pool.source.listeners.remove(number)
    }
}
