import NoormmeSQLite

// A small read in WAL mode spends most of its time on SQLite's locks: three system calls. So where reads follow each
// other closely, the transaction of one is kept open for the next, which sees the same state of the database: the last
// one, as the header of the log's index says (LogIndex). When anybody has committed meanwhile, or the transaction is
// some milliseconds old, another one is begun: what is kept open keeps the log from being started anew.

/// A read transaction between the leases of a session.
struct KeptSnapshot {
    private(set) var isOpen = false
    /// As it was before the transaction began.
    private var header = LogIndex.Header()
    private var index: LogIndex?
    private var isKnown = false
    private var began: UInt64 = 0
    /// When the last read was over.
    private var paused: UInt64 = 0
    /// Reads that followed each other closely; negative while keeping has proved useless.
    private var quickReads = 0
    private var reads = 0

    /// What makes two reads close, in nanoseconds.
    private static let pause: UInt64 = 50_000
    /// So many close reads come before a transaction is kept.
    private static let enough = 8
    /// How old a transaction becomes, in nanoseconds.
    static let age: UInt64 = 5_000_000
    /// A transaction that fewer reads shared was not worth its while.
    private static let least = 4
    /// So many reads come before it is tried again, then.
    private static let patience = 64

    /// It sees the last commit, and is not too old.
    func isCurrent(_ now: UInt64) -> Bool {
        guard let index else { return false }
        return now &- began < Self.age && index.header == header
    }

    func isOld(_ now: UInt64) -> Bool { now &- began >= Self.age }

    mutating func noteRead() {
        reads += 1
    }

    mutating func notePause(_ now: UInt64) {
        paused = now
    }

    /// Counts a read that begins now.
    ///
    /// - Returns: whether a transaction is worth keeping.
    mutating func isFrequent(_ now: UInt64) -> Bool {
        if now &- paused < Self.pause {
            quickReads += 1
        } else {
            quickReads = min(quickReads, 0)
        }
        return quickReads >= Self.enough
    }

    /// A transaction is about to begin.
    ///
    /// - Returns: false where it could not be told later whether it is the last state.
    mutating func prepare(_ connection: Connection) -> Bool {
        if !isKnown {
            isKnown = true
            index = LogIndex(connection)
        }
        guard let index else { return false }
        header = index.header
        return true
    }

    mutating func begin(_ now: UInt64) {
        isOpen = true
        began = now
        reads = 0
    }

    mutating func end() {
        isOpen = false
        if reads < Self.least { quickReads = -Self.patience }
    }
}

extension Session {
    /// A read that may share a transaction with those before it begins.
    func joinSnapshot(_ now: UInt64, _ pool: ConnectionPool) {
        if snapshot.isOpen, !snapshot.isCurrent(now) { endSnapshot() }
        if !snapshot.isOpen, keepsSnapshots, snapshot.isFrequent(now) { beginSnapshot(now, pool) }
        if snapshot.isOpen { snapshot.noteRead() }
    }

    private func beginSnapshot(_ now: UInt64, _ pool: ConnectionPool) {
        guard snapshot.prepare(connection), pool.watchSnapshots(now) else {
            keepsSnapshots = false
            return
        }
        do throws(SQLiteError) {
            try runControl(.begin, isTold: false)
            snapshot.begin(now)
        } catch {
            // Each read by itself, then.
        }
    }

    /// The lease is over.
    func pauseSnapshot(_ now: UInt64) {
        snapshot.notePause(now)
        if snapshot.isOpen, !connection.isInTransaction || snapshot.isOld(now) { endSnapshot() }
    }

    func endSnapshot() {
        guard snapshot.isOpen else { return }
        snapshot.end()
        rollBack(isTold: false)
    }
}
