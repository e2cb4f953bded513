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
//
// Two kinds of customers stand in the same queue: threads that wait, and calls that were submitted and for
// which a thread of the crew is fetched when it is their turn. Whoever gets the connection may take the calls
// that stand behind along (`takeCalls`), so that what waits together shares one transaction.

/// The connections of one database.
final class ConnectionPool: @unchecked Sendable {
    // Unchecked because `monitor` guards every variable below it.
    let monitor = Monitor()
    let crew = Crew()
    let timekeeper = Timekeeper()
    private let checkpointer: Checkpointer
    let source: SessionSource
    var lanes: [Lane]
    private var sessions: [ObjectIdentifier: Session] = [:]
    var lent = 0
    var snapshotAlarm: SnapshotAlarm?
    /// A snapshot was begun since it last rang.
    var snapshotsBegan = false
    /// Readers that were taken out of their lane.
    private var detached = 0
    private(set) var isClosed = false
    private let drained = Monitor.Signal()
    var calls: [UInt64: Call] = [:]
    var lastTicket: UInt64 = 0

    enum Role: Int {
        case writer = 0
        case reader = 1
    }

    /// Connections of one role.
    struct Lane {
        /// How many are lent at a time.
        var limit: Int
        /// How many more for reads on the thread that asks, which others should not keep from going on.
        var reserve = 0
        /// Opened or being opened.
        var count = 0
        var idle: [Session] = []
        var waiters = WaitQueue()
        /// When a connection last came back.
        var lastReturn: UInt64 = 0
        /// Watches how long submitted calls wait for it.
        var patience: PatienceAlarm?

        var lent: Int { count - idle.count }

        func mayLend(_ isBrief: Bool) -> Bool { lent < limit + (isBrief ? reserve : 0) }
    }

    /// What a role gives.
    enum Lease {
        case session(Session)
        /// Somebody else has run the call.
        case done(Call.Outcome)
    }

    private static let mostDetached = 256

    init(_ source: SessionSource) {
        self.source = source
        checkpointer = Checkpointer(source)
        let readers = source.isShared ? 0 : source.options.readers
        lanes = [Lane(limit: 1), Lane(limit: readers, reserve: 1)]
    }

    func lane(_ role: Role) -> Role { source.isShared ? .writer : role }

    /// Lends a connection, opening one if need be; `release` gives it back.
    ///
    /// - Parameters:
    ///   - limit: a time after which it is not waited for.
    ///   - joins: for one read, which may be in a transaction with those before it.
    /// - Throws: `.closed`; `.busy` when somebody keeps the writer for the whole busy timeout; `.timeout`; what
    ///   opening throws.
    func acquire(_ role: Role, until limit: UInt64? = nil, joins: Bool = false) throws(NoormmeError) -> Session {
        guard case .session(let session) = try acquire(role, call: nil, until: limit, joins: joins) else {
            throw .databaseClosed
        }
        return session
    }

    /// The same for a call that somebody else may run meanwhile, with others.
    func acquire(_ role: Role, for call: Call) throws(NoormmeError) -> Lease {
        try acquire(role, call: call, until: nil, joins: false)
    }

    private func acquire(_ role: Role, call: Call?, until limit: UInt64?, joins: Bool) throws(NoormmeError) -> Lease {
        try checkWritable(role)
        let role = lane(role)
        monitor.lock()
        if isClosed {
            monitor.unlock()
            throw .databaseClosed
        }
        if let session = takeIdle(role, isBrief: joins) {
            monitor.unlock()
            session.beginLease(joining: joins ? self : nil)
            return .session(session)
        }
        if takePlace(role, isBrief: joins) {
            monitor.unlock()
            return .session(try open(role))
        }
        return try wait(role, call, until: limit)
    }

    /// A connection that lies idle, or may be opened, and nothing else.
    ///
    /// - Parameter joins: for one read, which may be in a transaction with those before it.
    func acquireIdle(_ role: Role, joins: Bool = false) throws(NoormmeError) -> Session? {
        try checkWritable(role)
        let role = lane(role)
        monitor.lock()
        if isClosed {
            monitor.unlock()
            throw .databaseClosed
        }
        if let session = takeIdle(role, isBrief: joins) {
            monitor.unlock()
            session.beginLease(joining: joins ? self : nil)
            return session
        }
        let mayOpen = takePlace(role, isBrief: joins)
        monitor.unlock()
        return mayOpen ? try open(role) : nil
    }

    private func checkWritable(_ role: Role) throws(NoormmeError) {
        if role == .writer, !source.isShared, source.isReadOnly {
            throw NoormmeError(.readOnly, "the database was opened read-only")
        }
    }

    /// Called under the lock.
    func takeIdle(_ role: Role, isBrief: Bool = false) -> Session? {
        guard lanes[role.rawValue].mayLend(isBrief), let session = lanes[role.rawValue].idle.popLast() else {
            return nil
        }
        lent += 1
        return session
    }

    /// Called under the lock: the right to open a connection.
    func takePlace(_ role: Role, isBrief: Bool = false) -> Bool {
        guard lanes[role.rawValue].idle.isEmpty, lanes[role.rawValue].mayLend(isBrief) else { return false }
        lanes[role.rawValue].count += 1
        lent += 1
        return true
    }

    /// A reader outside the lane, for somebody who keeps it for long: others are not to wait for it.
    ///
    /// - Throws: `.busy` when hundreds are out already.
    func detachReader() throws(NoormmeError) -> Session {
        monitor.lock()
        if isClosed {
            monitor.unlock()
            throw .databaseClosed
        }
        guard detached < Self.mostDetached else {
            monitor.unlock()
            throw NoormmeError(.busy, "too many read transactions and cursors are open")
        }
        detached += 1
        if let session = takeIdle(.reader) {
            lanes[Role.reader.rawValue].count -= 1
            monitor.unlock()
            session.beginLease()
            return session
        }
        lent += 1
        monitor.unlock()
        do {
            return try openSession(.reader)
        } catch {
            monitor.withLock {
                detached -= 1
                finishLease()
            }
            throw error
        }
    }

    /// Takes such a reader back: into the lane, if there is room.
    func releaseDetached(_ session: Session) {
        monitor.lock()
        detached -= 1
        let lane = lanes[Role.reader.rawValue]
        if lane.count < lane.limit, !isClosed {
            lanes[Role.reader.rawValue].count += 1
            monitor.unlock()
            return release(session, .reader)
        }
        sessions[ObjectIdentifier(session)] = nil
        monitor.unlock()
        session.connection.close()
        let events = session.takeEvents()
        monitor.withLock { finishLease() }
        source.listeners.tell(events)
    }

    /// Takes a connection back, and tells who listens what ran on it.
    func release(_ session: Session, _ role: Role) {
        if session.events.isEmpty { return takeBack(session, role) }
        let events = session.takeEvents()
        takeBack(session, role)
        // When nobody waits for this thread any more.
        source.listeners.tell(events)
    }

    /// Takes a connection back. One that is still in a transaction, and not in one to be kept, is thrown away.
    private func takeBack(_ session: Session, _ role: Role) {
        let role = lane(role)
        let now = ProgressGuard.now()
        session.pauseSnapshot(now)
        let isUsable = !session.isBroken && (!session.connection.isInTransaction || session.snapshot.isOpen)
        let logPages = role == .writer ? session.connection.logPages : 0
        defer { checkpointer.note(pages: logPages, crew) }
        monitor.lock()
        defer { monitor.unlock() }
        lanes[role.rawValue].lastReturn = now
        guard isUsable else {
            sessions[ObjectIdentifier(session)] = nil
            session.connection.close()
            return handPlaceOn(role)
        }
        guard let first = nextWaiter(role) else { return layDown(session, role) }
        // Lent on: the count stays.
        if let signal = first.signal {
            _ = lanes[role.rawValue].waiters.popFirst()
            first.call?.waiter = nil
            first.grant = .session(session)
            signal.send()
        } else if !fetchThread(for: first, session, role) {
            // The next call that comes finds it.
            layDown(session, role)
        }
    }

    /// Called under the lock: who gets what comes back, unless it was one more than are lent at a time.
    private func nextWaiter(_ role: Role) -> Waiter? {
        lanes[role.rawValue].lent > lanes[role.rawValue].limit ? nil : lanes[role.rawValue].waiters.first
    }

    /// Called under the lock: nobody has it now.
    func layDown(_ session: Session, _ role: Role) {
        lanes[role.rawValue].idle.append(session)
        finishLease()
    }

    /// Called under the lock: nobody is to open a connection now.
    func layDownPlace(_ role: Role) {
        lanes[role.rawValue].count -= 1
        finishLease()
    }

    /// A lease ended without a connection to hand on.
    func returnPlace(_ role: Role) {
        monitor.withLock { handPlaceOn(lane(role)) }
    }

    /// Called under the lock.
    private func handPlaceOn(_ role: Role) {
        guard let first = nextWaiter(role) else { return layDownPlace(role) }
        if let signal = first.signal {
            _ = lanes[role.rawValue].waiters.popFirst()
            first.call?.waiter = nil
            first.grant = .place
            signal.send()
        } else if !fetchThread(for: first, nil, role) {
            layDownPlace(role)
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

    /// From now on nobody is lent a connection; who waits is refused.
    func refuse() {
        monitor.lock()
        defer { monitor.unlock() }
        isClosed = true
        snapshotAlarm = nil
        for index in lanes.indices {
            // It keeps this object, which would keep it: whether it will ring is not known.
            lanes[index].patience = nil
            while let waiter = lanes[index].waiters.popFirst() {
                waiter.grant = .closed
                waiter.signal?.send()
                waiter.call?.waiter = nil
                if let call = waiter.call, waiter.signal == nil {
                    crew.run { call.complete(.failure(.databaseClosed)) }
                }
            }
        }
    }

    /// The end after `refuse`: waits until every connection is back, closes all, and ends the threads.
    func close() {
        monitor.lock()
        while lent > 0 { _ = monitor.wait(for: drained) }
        monitor.unlock()
        checkpointer.close()
        monitor.lock()
        // Readers first: the last connection to go folds the log into the file, and only a writer may.
        for index in lanes.indices.reversed() {
            for session in lanes[index].idle { session.connection.close() }
            lanes[index].idle.removeAll()
            lanes[index].count = 0
        }
        sessions.removeAll()
        monitor.unlock()
        timekeeper.stop()
        crew.stop()
    }

    /// How many connections are open, or being opened.
    var openCount: Int { monitor.withLock { lanes[0].count + lanes[1].count + detached } }

    /// How many calls wait for the writer.
    var writersWaiting: Int { waiting(.writer) }

    /// How many calls wait for a connection of this role.
    func waiting(_ role: Role) -> Int { monitor.withLock { lanes[lane(role).rawValue].waiters.count } }

    /// Opens a connection for which there is a place, which is handed on when that fails.
    func open(_ role: Role) throws(NoormmeError) -> Session {
        do {
            return try openSession(role)
        } catch {
            returnPlace(role)
            throw error
        }
    }

    /// Opens a connection for which there is a place.
    func openSession(_ role: Role) throws(NoormmeError) -> Session {
        if role == .reader, !source.isReadOnly { try prepareFile() }
        let session = try source.open(role)
        monitor.withLock { sessions[ObjectIdentifier(session)] = session }
        return session
    }

    /// A writer must have been there first: it makes the file, and sets its journal mode.
    private func prepareFile() throws(NoormmeError) {
        let isReady = monitor.withLock { !sessions.isEmpty }
        if isReady { return }
        release(try acquire(.writer), .writer)
    }

    /// Called under the lock.
    private func finishLease() {
        lent -= 1
        if lent == 0, isClosed { drained.send() }
    }

    /// Called under the lock, which it gives up.
    private func wait(_ role: Role, _ call: Call?, until limit: UInt64?) throws(NoormmeError) -> Lease {
        let signal = Monitor.Signal()
        let waiter = Waiter(signal: signal, call: call, since: ProgressGuard.now())
        call?.waiter = waiter
        lanes[role.rawValue].waiters.append(waiter)
        while case .none = waiter.grant {
            // Once somebody runs the call, what becomes of it is waited for.
            let isTaken = call != nil && call?.waiter == nil
            let deadline = isTaken ? nil : self.deadline(of: waiter, role, limit)
            guard !monitor.wait(for: signal, until: deadline) else { continue }
            guard case .none = waiter.grant, let now = self.deadline(of: waiter, role, limit),
                now <= ProgressGuard.now(), lanes[role.rawValue].waiters.remove(waiter)
            else { continue }
            call?.waiter = nil
            monitor.unlock()
            if let limit, limit <= ProgressGuard.now() { throw .waitedTooLong }
            throw .connectionStayedTaken
        }
        let grant = waiter.grant
        monitor.unlock()
        switch grant {
        case .session(let session):
            session.beginLease()
            session.noteWait(since: waiter.since)
            return .session(session)
        case .place: return .session(try open(role))
        case .done(let outcome): return .done(outcome)
        case .none, .closed: throw .databaseClosed
        }
    }

    /// When somebody stops waiting. Called under the lock.
    ///
    /// Readers come back by themselves; a writer may be in the hands of somebody who forgot it. But a queue
    /// that moves is waited in, however long it is: the time counts from when the writer last came back.
    private func deadline(of waiter: Waiter, _ role: Role, _ limit: UInt64?) -> UInt64? {
        guard role == .writer else { return limit }
        return min(patience(of: waiter, role), limit ?? .max)
    }

    /// Called under the lock.
    func patience(of waiter: Waiter, _ role: Role) -> UInt64 {
        max(waiter.since, lanes[role.rawValue].lastReturn) + UInt64(source.options.busyTimeout) * 1_000_000
    }
}

extension NoormmeError {
    static var databaseClosed: NoormmeError { NoormmeError(.closed, "the database is closed") }

    static var waitedTooLong: NoormmeError { NoormmeError(.timeout, "the call's time limit has passed") }

    static var connectionStayedTaken: NoormmeError {
        NoormmeError(.busy, "the database is busy: the connection stayed taken for the whole busy_timeout")
    }
}
