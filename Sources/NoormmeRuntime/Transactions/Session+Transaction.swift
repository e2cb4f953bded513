import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension Session {
    /// Runs a statement that controls a transaction.
    ///
    /// - Parameters:
    ///   - isTold: whether listeners are.
    ///   - schema: what an error may speak of.
    func control(_ key: StatementKey, isTold: Bool = true, schema: Schema? = nil) throws(NoormmeError) {
        if isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
        do throws(SQLiteError) {
            try runControl(key, isTold: isTold)
        } catch {
            throw failure(error, schema: schema)
        }
    }

    func control(_ sql: Text) throws(NoormmeError) {
        try control(StatementKey(sql))
    }

    /// Runs it again while SQLite says that another one holds the lock.
    ///
    /// SQLite asks the busy handler for most locks, and fails at once for some (while another process recovers
    /// the log, say).
    ///
    /// - Parameter budget: in milliseconds, from now on.
    private func controlPatiently(_ sql: Text, budget: Int64) throws(NoormmeError) {
        let limit = ProgressGuard.now() &+ UInt64(max(0, budget)) &* 1_000_000
        var count: Int32 = 0
        while true {
            do {
                return try control(sql)
            } catch {
                guard error.code == .busy, ProgressGuard.now() < limit, connection.busyHandler.wait(count) else {
                    throw error
                }
                count += 1
            }
        }
    }

    /// Begins a transaction.
    ///
    /// - Parameters:
    ///   - busyTimeout: what the connection waits for a lock otherwise.
    ///   - deadline: when to give up waiting, if earlier.
    func begin(
        _ mode: TransactionOptions.Mode, busyTimeout: Int32, deadline: UInt64?
    ) throws(NoormmeError) {
        var budget = Int64(busyTimeout)
        if let deadline {
            let now = ProgressGuard.now()
            budget = min(budget, deadline > now ? Int64((deadline - now) / 1_000_000) : 0)
            connection.busyHandler.setTimeout(milliseconds: Int32(clamping: budget))
        }
        defer { if deadline != nil { connection.busyHandler.setTimeout(milliseconds: busyTimeout) } }
        do throws(NoormmeError) {
            switch mode {
            case .immediate: try controlPatiently("BEGIN IMMEDIATE", budget: budget)
            case .exclusive: try controlPatiently("BEGIN EXCLUSIVE", budget: budget)
            case .deferred: try controlPatiently("BEGIN", budget: budget)
            case .read:
                try controlPatiently("BEGIN", budget: budget)
                // The state that is seen is that of the first read: now.
                do throws(SQLiteError) {
                    _ = try connection.schemaVersion()
                } catch {
                    throw failure(error, schema: nil)
                }
            }
        } catch {
            rollBack()
            throw error
        }
    }

    /// Commits; when that fails, rolls back.
    ///
    /// - Parameter budget: how long another one's lock is waited for, in milliseconds.
    func commit(budget: Int32) throws(NoormmeError) {
        do {
            try controlPatiently("COMMIT", budget: Int64(budget))
        } catch {
            rollBack()
            throw error
        }
    }

    /// Undoes what was done since a savepoint and takes it away. When that is not possible, the whole
    /// transaction goes.
    func rollBack(to savepoint: Text, isTold: Bool = true) {
        guard connection.isInTransaction else { return }
        for _ in 0..<Self.mostAttempts {
            do throws(SQLiteError) {
                for verb: StaticString in ["ROLLBACK TO ", "RELEASE "] {
                    try runControl(StatementKey(Text(verb) + savepoint), isTold: isTold)
                }
                return
            } catch {
                guard error.code == 9, connection.isInTransaction else { break }
            }
        }
        rollBack(isTold: isTold)
    }
}
