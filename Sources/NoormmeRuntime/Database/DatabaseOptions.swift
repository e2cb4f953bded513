import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// How a database is opened and used. The defaults are for an application's own file.
public struct DatabaseOptions: Sendable {
    /// Refuse every write, and leave the file's bytes and its side files as they are.
    public var readOnly = false
    /// The same, without any lock: nobody writes to the file while it is open.
    public var immutable = false
    /// Make the file when it is missing.
    public var create = true
    /// How long a write waits for its turn, and a statement for a lock, in milliseconds.
    public var busyTimeout: Int32 = 5000
    /// Nil leaves the file's.
    public var journalMode: ConnectionOptions.JournalMode? = .wal
    /// Nil leaves SQLite's (FULL).
    public var synchronous: ConnectionOptions.Synchronous? = .normal
    public var foreignKeys = true
    /// Bytes the write-ahead log may grow to before it is emptied with force.
    public var walLimit: Int64 = 64 << 20
    /// Of each connection: pages when positive, KiB when negative; nil leaves SQLite's, which is 2 MB.
    ///
    /// A page that is not in it costs a system call and a copy: a sixth of what reading one row costs.
    public var cacheSize: Int64? = -16_000
    /// Bytes of the file to map into memory; nil leaves SQLite's.
    public var mmapSize: Int64?
    /// Connections that read.
    public var readers = DatabaseOptions.defaultReaders
    /// Prepared statements kept, for each connection.
    public var statementCache = 128
    /// What datetimes without an offset mean, and what `__date` and the like are computed in.
    public var timeZone: Text = "UTC"
    /// `contains`, `startswith` … tell `a` from `A`.
    public var caseSensitiveLike = false
    /// `iexact`, `icontains` … fold the case of all letters, not of ASCII's alone.
    public var unicodeCase = false
    /// Let specs carry SQL (`$raw`, `raw`).
    public var allowRaw = false
    /// Other files, whose tables are models named `name.table`.
    public var attach: [AttachedDatabase] = []
    /// Columns and relations are called `createdAt` where the database says `created_at`, which requests may too.
    public var camelCase = false
    /// What the models have that SQLite cannot say.
    public var models = Configuration.empty
    /// Set last on every connection, in this order.
    public var pragmas: [ConnectionOptions.Pragma] = []

    public init() {}
}
