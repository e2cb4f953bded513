import NoormmeCore
import NoormmeSQLite
import NoormmeText

// One connection writes, several read. SQLite lets one transaction write at a time; waiting for it in a
// queue of our own is fair (first come, first served) where SQLite's busy handler sleeps and guesses. In
// WAL mode readers do not wait for the writer, nor it for them.
//
// A connection is lent to one thread at a time. One that comes back is handed to whoever has waited
// longest; only when nobody waits does it lie idle, and the one used last is lent first, for its caches
// are warm. A database in memory has one connection for every role: another would be another database.

/// The connections of one database.
final class ConnectionPool: @unchecked Sendable {
    // Unchecked because `monitor` guards every variable below it.
    private let monitor = Monitor()
    private let source: SessionSource
    private var lanes: [Lane]
    private var sessions: [ObjectIdentifier: Session] = [:]
    private var lent = 0
    private var isClosed = false
    private let drained = Monitor.Signal()

    enum Role: Int {
        case writer = 0
        case reader = 1
    }

    /// Connections of one role.
    private struct Lane {
        var limit: Int
        /// Opened or being opened.
        var count = 0
        var idle: [Session] = []
        var waiters = WaitQueue()
    }

    init(_ source: SessionSource) {
        self.source = source
        let readers = source.isShared ? 0 : source.options.readers
        lanes = [Lane(limit: 1), Lane(limit: readers)]
    }

    /// Lends a connection, opening one if need be; `release` gives it back.
    ///
    /// - Throws: `.closed`; `.busy` when the writer stays taken for the busy timeout; what opening throws.
    func acquire(_ role: Role) throws(NoormmeError) -> Session {
        let role = source.isShared ? .writer : role
        if role == .writer, !source.isShared, source.isReadOnly {
            throw NoormmeError(.readOnly, "the database was opened read-only")
        }
        monitor.lock()
        if isClosed {
            monitor.unlock()
            throw .databaseClosed
        }
        lent += 1
        if let session = lanes[role.rawValue].idle.popLast() {
            monitor.unlock()
            session.beginLease()
            return session
        }
        if lanes[role.rawValue].count < lanes[role.rawValue].limit {
            lanes[role.rawValue].count += 1
            monitor.unlock()
            return try open(role)
        }
        return try wait(role)
    }

    /// Takes a connection back. One that is still in a transaction is thrown away.
    func release(_ session: Session, _ role: Role) {
        let role = source.isShared ? .writer : role
        let isUsable = !session.isBroken && !session.connection.isInTransaction
        monitor.lock()
        defer { monitor.unlock() }
        if !isUsable {
            sessions[ObjectIdentifier(session)] = nil
            session.connection.close()
            returnPlace(role)
        } else if let waiter = lanes[role.rawValue].waiters.popFirst() {
            waiter.grant = .session(session)
            waiter.signal.send()
            // Lent on: the count stays.
        } else {
            lanes[role.rawValue].idle.append(session)
            finishLease()
        }
    }

    /// - Throws: `.closed` from the moment `close` is called.
    func checkOpen() throws(NoormmeError) {
        if monitor.withLock({ isClosed }) { throw .databaseClosed }
    }

    /// Stops what runs now.
    func interrupt() {
        monitor.withLock {
            for session in sessions.values where !lanes.contains(where: { $0.idle.contains { $0 === session } }) {
                session.interrupt()
            }
        }
    }

    /// Waits until every connection is back, closes all, and lends no more.
    func close() {
        monitor.lock()
        isClosed = true
        for index in lanes.indices {
            while let waiter = lanes[index].waiters.popFirst() {
                waiter.grant = .closed
                waiter.signal.send()
            }
        }
        while lent > 0 { _ = monitor.wait(for: drained) }
        // Readers first: the last connection to go folds the log into the file, and only a writer may.
        for index in lanes.indices.reversed() {
            for session in lanes[index].idle { session.connection.close() }
            lanes[index].idle.removeAll()
            lanes[index].count = 0
        }
        sessions.removeAll()
        monitor.unlock()
    }

    /// How many connections are open, or being opened.
    var openCount: Int { monitor.withLock { lanes[0].count + lanes[1].count } }

    /// How many calls wait for the writer.
    var writersWaiting: Int { monitor.withLock { lanes[Role.writer.rawValue].waiters.count } }

    private func open(_ role: Role) throws(NoormmeError) -> Session {
        do {
            if role == .reader, !source.isReadOnly { try prepareFile() }
            let session = try source.open(role)
            monitor.withLock { sessions[ObjectIdentifier(session)] = session }
            return session
        } catch {
            monitor.withLock { returnPlace(role) }
            throw error
        }
    }

    /// A writer must have been there first: it makes the file, and sets its journal mode.
    private func prepareFile() throws(NoormmeError) {
        let isReady = monitor.withLock { !sessions.isEmpty }
        if isReady { return }
        release(try acquire(.writer), .writer)
    }

    /// Called under the lock: a lease ended without a connection to hand on.
    private func returnPlace(_ role: Role) {
        if let waiter = lanes[role.rawValue].waiters.popFirst() {
            waiter.grant = .place
            waiter.signal.send()
        } else {
            lanes[role.rawValue].count -= 1
            finishLease()
        }
    }

    private func finishLease() {
        lent -= 1
        if lent == 0, isClosed { drained.send() }
    }

    /// Called under the lock, which it gives up.
    private func wait(_ role: Role) throws(NoormmeError) -> Session {
        let waiter = Waiter()
        lanes[role.rawValue].waiters.append(waiter)
        lent -= 1
        let timeout = source.options.busyTimeout
        // Readers come back by themselves; a writer may be in the hands of somebody who forgot it.
        let isPatient = role == .reader && !source.isShared
        let deadline = isPatient ? nil : ProgressGuard.now() + UInt64(timeout) * 1_000_000
        while case .none = waiter.grant {
            guard !monitor.wait(for: waiter.signal, until: deadline) else { continue }
            if case .none = waiter.grant {
                lanes[role.rawValue].waiters.remove(waiter)
                monitor.unlock()
                throw NoormmeError(
                    .busy, "the database is busy: the connection stayed taken for the whole busy_timeout")
            }
        }
        let grant = waiter.grant
        monitor.unlock()
        switch grant {
        case .session(let session):
            session.beginLease()
            return session
        case .place: return try open(role)
        case .none, .closed: throw .databaseClosed
        }
    }
}

extension NoormmeError {
    static var databaseClosed: NoormmeError { NoormmeError(.closed, "the database is closed") }
}
