import CSQLite
import NoormmeText

extension Connection {
    /// Pages in the write-ahead log after the last commit of this connection; 0 when it was not asked to watch it.
    public var logPages: Int { Int(shared.logPages) }

    /// How much of the log is written into the file.
    public enum Checkpoint: Sendable {
        /// What can be without keeping anybody waiting.
        case passive
        /// Everything, and the log becomes empty; waits for readers for the busy timeout, and keeps writers waiting.
        case truncate
    }

    /// Writes the log into the file.
    ///
    /// - Parameter name: of an attached database.
    /// - Returns: pages in the log, and how many of them are in the file now.
    /// - Throws: `SQLITE_BUSY` when somebody else does the same, or does not get out of the way.
    @discardableResult
    public func checkpoint(_ kind: Checkpoint, of name: Text = "main") throws(SQLiteError) -> (pages: Int, done: Int) {
        let database = try shared.open()
        var pages: Int32 = 0
        var done: Int32 = 0
        let mode = kind == .passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE
        let code = name.withCString { sqlite3_wal_checkpoint_v2(database, $0, mode, &pages, &done) }
        guard code == SQLITE_OK else { throw SQLiteError(handle: database, result: code) }
        return (Int(pages), Int(done))
    }
}

extension ConnectionHandle {
    /// Counts the log's pages at each commit, in the place of SQLite's own checkpoints: somebody else does those.
    func watchLog(on database: OpaquePointer) {
        sqlite3_wal_hook(
            database,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<ConnectionHandle>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.logPages = pages }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}
