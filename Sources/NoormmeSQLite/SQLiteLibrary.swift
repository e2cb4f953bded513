import CSQLite
import NoormmeText

/// The libsqlite3 that this process runs with.
public enum SQLiteLibrary {
    /// Such as `3.40.1`; the library's, not the header's.
    public static var version: Text { Text(cString: sqlite3_libversion()) }

    /// Such as 3040001.
    public static var versionNumber: Int32 { sqlite3_libversion_number() }

    /// Turns SQLite's memory accounting off, once, before the first connection.
    ///
    /// The accounting takes a process-wide lock at every allocation; without it a prepare
    /// costs about half. When somebody in the process has initialised SQLite already, it
    /// answers `SQLITE_MISUSE` and changes nothing, which is fine.
    static let configured: Void = {
        _ = noormme_sqlite3_config_memstatus(0)
    }()
}
