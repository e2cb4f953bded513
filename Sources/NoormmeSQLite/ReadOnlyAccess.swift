import CSQLite
import Glibc
import NoormmeText

/// How a file is read so that neither its bytes nor its directory change.
///
/// `SQLITE_OPEN_READONLY` alone does not promise that: on a file in WAL mode SQLite makes `-wal`
/// and `-shm` files when they are missing, writes its read marks into `-shm`, and leaves both
/// behind. So what lies beside the file decides, after SQLite opened it and before it reads:
///
/// | `-wal` | `-shm` | the file says | read as |
/// |---|---|---|---|
/// | there | there | anything | `direct`; `readonly_shm=1` keeps the marks unwritten |
/// | with bytes | missing | anything | `unshared`: the log is indexed on the heap |
/// | empty | missing | anything | `immutable`: the log adds nothing |
/// | missing | any | WAL | `immutable` |
/// | there | any | nothing: it is empty | `immutable` |
/// | missing | any | rollback journal | `direct`; a hot journal is `SQLITE_READONLY_ROLLBACK` |
///
/// Missing `-shm` means that no process has the log open (but for one in exclusive locking
/// mode), and without that file SQLite's readers and writers have no place to agree. A writer that
/// comes later is therefore not kept from checkpointing under an `immutable` or `unshared` reader,
/// which may then see a mix of old and new pages, or `SQLITE_CORRUPT`. A tool that reads for long
/// asks `Connection.sourceHasChanged` afterwards and opens anew. A log with a broken header beside a
/// `-shm` file that no process holds is `SQLITE_PROTOCOL`, after SQLite has tried for ten seconds.
public enum ReadOnlyAccess: Sendable {
    /// As SQLite reads by itself, under its locks.
    case direct
    /// `immutable=1`: no locks, no log.
    case immutable
    /// No locks, and the log with its index in memory: `vfs=unix-none` in exclusive locking mode.
    case unshared
}

extension ReadOnlyAccess {
    /// Reads the table above for a database that was opened read-only and not yet read.
    static func choose(for database: OpaquePointer) throws(SQLiteError) -> ReadOnlyAccess {
        guard let name = sqlite3_db_filename(database, "main"), name.pointee != 0 else { return .direct }
        let main = Text(cString: name)
        let wal = fileSize(main + "-wal")
        // SQLite deletes a log that lies beside an empty file, whatever the open mode.
        if wal != nil, fileSize(main) == 0 { return .immutable }
        if wal != nil, fileSize(main + "-shm") != nil { return .direct }
        if let wal, wal > 0 { return .unshared }
        if wal == nil, try !saysWAL(database) { return .direct }
        // Without locks SQLite does not look for a journal either.
        if isHot(main + "-journal") {
            throw SQLiteError(handle: nil, result: SQLITE_READONLY | (3 << 8))
        }
        return .immutable
    }

    /// Whether bytes 18 and 19 of the header ask for a log. Read through SQLite's own descriptor:
    /// closing another one on the same file would drop the locks of this process on it.
    private static func saysWAL(_ database: OpaquePointer) throws(SQLiteError) -> Bool {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let found = sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file)
        guard found == SQLITE_OK, let file, let read = file.pointee.pMethods?.pointee.xRead else { return false }
        var header = [UInt8](repeating: 0, count: 100)
        let code = header.withUnsafeMutableBytes { read(file, $0.baseAddress, Int32($0.count), 0) }
        if code == SQLITE_IOERR | (2 << 8) { return false }
        guard code == SQLITE_OK else { throw SQLiteError(handle: nil, result: code) }
        return header[18] == 2 || header[19] == 2
    }

    /// A journal that begins with a zero byte was finished (`journal_mode` PERSIST), an empty one too.
    private static func isHot(_ journal: Text) -> Bool {
        guard let size = fileSize(journal), size > 0 else { return false }
        let descriptor = journal.withCString { Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
        guard descriptor >= 0 else { return true }
        defer { Glibc.close(descriptor) }
        var first: UInt8 = 0
        return Glibc.read(descriptor, &first, 1) != 1 || first != 0
    }

    private static func fileSize(_ path: Text) -> Int64? {
        FileStatus(path)?.size
    }
}
