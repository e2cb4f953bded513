import CSQLite
import NoormmeText

/// The `sqlite3 *` of a connection, with the list of statements prepared on it.
///
/// A statement holds this object, never the pointer alone: when the connection is closed
/// first, its statements are finalized and emptied through the list, so that a statement
/// that outlives its connection answers an error instead of touching freed memory.
final class ConnectionHandle {
    private(set) var database: OpaquePointer?
    let interruption: InterruptHandle
    var logPages: Int32 = 0
    let busyHandler = BusyHandler(milliseconds: 0)
    // Unmanaged: the list must not keep statements alive. Each takes itself off when it goes.
    private var live: [Unmanaged<Statement>] = []
    /// Those that are being made: SQLite closes nothing before they are over.
    private var backups: [Backup] = []

    init(_ database: OpaquePointer) {
        self.database = database
        interruption = InterruptHandle(database)
    }

    deinit {
        close()
    }

    func open() throws(SQLiteError) -> OpaquePointer {
        guard let database else { throw .connectionClosed }
        return database
    }

    func register(_ statement: Statement) {
        statement.liveIndex = live.count
        live.append(.passUnretained(statement))
    }

    func unregister(_ statement: Statement) {
        let index = statement.liveIndex
        guard index >= 0 else { return }
        let last = live.removeLast()
        if index < live.count {
            live[index] = last
            last._withUnsafeGuaranteedRef { $0.liveIndex = index }
        }
        statement.liveIndex = -1
    }

    func remember(_ backup: Backup) {
        backups.append(backup)
    }

    func forget(_ backup: Backup) {
        backups.removeAll { $0 === backup }
    }

    /// Finalizes every statement and closes; a second call does nothing. An open transaction is rolled back.
    func close() {
        guard let database else { return }
        self.database = nil
        interruption.clear()
        while let statement = live.last {
            statement._withUnsafeGuaranteedRef { $0.finalize() }
        }
        for backup in backups { backup.finish() }
        if sqlite3_close(database) != SQLITE_OK {
            // Somebody who was given the raw pointer left something open: the file is
            // released when that is gone. What is asked and told until then is not this object.
            sqlite3_busy_handler(database, nil, nil)
            sqlite3_wal_hook(database, nil, nil)
            sqlite3_progress_handler(database, 0, nil, nil)
            sqlite3_close_v2(database)
        }
    }
}
