import CSQLite
import Glibc
import NoormmeText

/// A copy of a database that is being made, some pages at a time, while it is in use.
///
/// Used by the thread that uses the connection. It ends with the connection at the latest.
public final class Backup {
    public struct Progress {
        public var isDone: Bool
        /// Pages that are still to be copied, and all.
        public var remaining: Int
        public var total: Int
    }

    private weak var shared: ConnectionHandle?
    private var backup: OpaquePointer?
    private var target: OpaquePointer?
    /// The file, while it has no whole copy in it and had nothing before.
    private var leftover: Text?

    init(of shared: ConnectionHandle, schema: Text, to path: Text) throws(SQLiteError) {
        self.shared = shared
        let source = try shared.open()
        leftover = FileStatus(path) == nil ? path : nil
        let name = OpenTarget(path: path, mode: .readWrite(create: true), access: .direct)
        let code = name.name.withCString { sqlite3_open_v2($0, &target, name.flags, nil) }
        guard code == SQLITE_OK, let target else {
            defer { finish() }
            throw SQLiteError(handle: target, result: code)
        }
        sqlite3_extended_result_codes(target, 1)
        backup = schema.withCString { sqlite3_backup_init(target, "main", source, $0) }
        guard backup != nil else {
            defer { finish() }
            throw SQLiteError(handle: target, result: sqlite3_errcode(target))
        }
    }

    /// Copies so many pages; -1 for all that are left. What others have locked is tried again with the next call.
    ///
    /// - Throws: what SQLite says; the backup is over then.
    public func step(pages: Int32) throws(SQLiteError) -> Progress {
        guard let backup else {
            throw SQLiteError(extendedCode: SQLITE_MISUSE, message: "the backup is over")
        }
        let code = sqlite3_backup_step(backup, pages)
        switch code & 0xFF {
        case SQLITE_OK, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_DONE:
            let progress = Progress(
                isDone: code == SQLITE_DONE, remaining: Int(sqlite3_backup_remaining(backup)),
                total: Int(sqlite3_backup_pagecount(backup)))
            if progress.isDone {
                leftover = nil
                finish()
            }
            return progress
        default:
            finish()
            throw SQLiteError(handle: nil, result: code)
        }
    }

    /// Gives up what is not done; a file that was made for it goes. A second call does nothing.
    public func finish() {
        if let backup { sqlite3_backup_finish(backup) }
        if let target { sqlite3_close(target) }
        (backup, target) = (nil, nil)
        if let path = leftover { _ = path.withCString { unlink($0) } }
        leftover = nil
        shared?.forget(self)
    }
}

extension Connection {
    /// Begins to copy a database into a file, which has it when the last step is done.
    ///
    /// - Throws: `SQLITE_ERROR` for a schema that is none, what opening the file says.
    public func backUp(_ schema: Text, to path: Text) throws(SQLiteError) -> Backup {
        try check(schema: schema)
        guard !path.isEmpty, !path.bytes.contains(0) else {
            throw SQLiteError(extendedCode: SQLITE_CANTOPEN, message: "the path is empty, or contains a NUL byte")
        }
        let backup = try Backup(of: shared, schema: schema, to: path)
        shared.remember(backup)
        return backup
    }
}
