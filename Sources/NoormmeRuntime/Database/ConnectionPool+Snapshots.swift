import NoormmeSQLite

extension ConnectionPool {
    /// Sees to it that a snapshot which begins now ends when nobody reads any more.
    ///
    /// - Returns: false when there is no thread to watch the time.
    func watchSnapshots(_ now: UInt64) -> Bool {
        monitor.withLock {
            snapshotsBegan = true
            if snapshotAlarm != nil { return true }
            if !isClosed { setSnapshotAlarm(now) }
            return snapshotAlarm != nil
        }
    }

    /// Called under the lock.
    private func setSnapshotAlarm(_ now: UInt64) {
        let alarm = SnapshotAlarm(self)
        if timekeeper.add(alarm, at: now &+ 2 * KeptSnapshot.age) { snapshotAlarm = alarm }
    }

    /// Ends the snapshots that nobody has used for a while. One in use is ended by its user when it is old.
    func endOldSnapshots() {
        let now = ProgressGuard.now()
        var old: [Session] = []
        monitor.withLock {
            let role = Role.reader.rawValue
            snapshotAlarm = nil
            guard !isClosed else { return }
            var isNeeded = snapshotsBegan
            snapshotsBegan = false
            lanes[role].idle.removeAll { session in
                guard session.snapshot.isOpen else { return false }
                guard session.snapshot.isOld(now) else {
                    isNeeded = true
                    return false
                }
                old.append(session)
                return true
            }
            lent += old.count
            // Without a thread the readers that begin a lease end what is old.
            if isNeeded { setSnapshotAlarm(now) }
        }
        for session in old {
            session.endSnapshot()
            release(session, .reader)
        }
    }
}

/// Ends what was kept and is used no more.
final class SnapshotAlarm: Alarm, @unchecked Sendable {
    // Unchecked: `pool` never changes.
    private let pool: ConnectionPool

    init(_ pool: ConnectionPool) {
        self.pool = pool
    }

    override func ring() {
        pool.endOldSnapshots()
    }
}
