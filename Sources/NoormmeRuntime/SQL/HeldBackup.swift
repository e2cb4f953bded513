import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// A backup of a held connection's database, which it keeps.
public final class HeldBackup: @unchecked Sendable {
    // Unchecked because the connection lets one call in at a time, and every call goes through it.
    private let backup: Backup
    private let connection: HeldConnection

    init(_ backup: Backup, on connection: HeldConnection) {
        self.backup = backup
        self.connection = connection
    }

    /// Copies so many pages, -1 for all.
    public func step(pages: Int32) throws(NoormmeError) -> Backup.Progress {
        try connection.use { (_) throws(SQLiteError) in try backup.step(pages: pages) }
    }

    /// Gives up what is not done. A connection that was closed has done so.
    ///
    /// - Throws: `.concurrentUse`; then it goes on.
    public func finish() throws(NoormmeError) {
        do throws(NoormmeError) {
            try connection.use { (_) throws(SQLiteError) in backup.finish() }
        } catch {
            if error.code != .closed { throw error }
        }
    }
}

extension HeldConnection {
    /// Begins to copy a database into a file.
    public func backUp(_ schema: Text, to path: Text) throws(NoormmeError) -> HeldBackup {
        HeldBackup(try use { (connection) throws(SQLiteError) in try connection.backUp(schema, to: path) }, on: self)
    }

    /// Lends the bytes that a file of the database would have.
    public func withImage<R>(of schema: Text, _ body: (UnsafeRawBufferPointer) -> R) throws(NoormmeError) -> R {
        try use { (connection) throws(SQLiteError) in try connection.withImage(of: schema, body) }
    }

    /// Puts a database in memory, a copy of a file's bytes, in the place of the connection's own.
    public func load(image: UnsafeRawBufferPointer, isReadOnly: Bool) throws(NoormmeError) {
        try use { (connection) throws(SQLiteError) in try connection.load(image: image, isReadOnly: isReadOnly) }
    }

    /// Loads a library of SQL functions, which then runs as a part of the program.
    public func loadExtension(_ path: Text, entry: Text?) throws(NoormmeError) {
        try use { (connection) throws(SQLiteError) in try connection.loadExtension(path, entry: entry) }
    }

    /// Whether SQL may do what can ruin the file. It may not at first.
    public func permitDangerousSQL(_ isPermitted: Bool) throws(NoormmeError) {
        try use { (connection) throws(SQLiteError) in try connection.permitDangerousSQL(isPermitted) }
    }
}
