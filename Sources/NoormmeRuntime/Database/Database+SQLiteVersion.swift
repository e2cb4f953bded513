import NoormmeSQLite
import NoormmeText

extension Database {
    /// The SQLite this process runs with, such as `3.40.1`.
    public static var sqliteVersion: Text { SQLiteLibrary.version }
}
