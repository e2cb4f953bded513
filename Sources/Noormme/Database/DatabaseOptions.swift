/// How a database is opened and used. The defaults are for an application's own file.
public struct DatabaseOptions: Sendable {
    /// Refuse every write, and leave the file's bytes and its side files as they are.
    public var readOnly = false
    /// The same, without any lock: nobody writes to the file while it is open.
    public var immutable = false
    /// Make the file when it is missing.
    public var create = true
    /// How long a write waits for its turn, and a statement for a lock.
    public var busyTimeout: Duration = .seconds(5)
    /// Nil leaves the file's.
    public var journalMode: JournalMode? = .wal
    /// Nil leaves SQLite's (FULL).
    public var synchronous: Synchronous? = .normal
    public var foreignKeys = true
    /// Bytes the write-ahead log may grow to before it is emptied with force, for which writers wait a moment.
    public var walLimit = 64 << 20
    /// Pages when positive, KiB when negative; nil leaves SQLite's.
    public var cacheSize: Int?
    /// Bytes of the file to map into memory; nil leaves SQLite's.
    public var mmapSize: Int?
    /// Connections that read, and threads that use them; nil means one for each core, at least two.
    public var readers: Int?
    /// Prepared statements kept, for each connection; nil means 128.
    public var statementCache: Int?
    /// What datetimes without an offset mean, and what `__date` and the like are computed in: an IANA name.
    public var timeZone = "UTC"
    /// `contains`, `startswith` … tell `a` from `A`.
    public var caseSensitiveLike = false
    /// `iexact`, `icontains` … fold the case of all letters, not of ASCII's alone.
    public var unicodeCase = false
    /// What the models have that SQLite cannot say: JSON text, the value of `models` in docs/wire-format.md.
    public var models: String?
    /// Other files that every connection reaches, by name: their tables are models `name.table`. Paths are as
    /// `Database` takes them; a URL may say `?mode=ro`.
    public var attach: [(name: String, path: String)] = []
    /// Set last on every connection, in this order.
    public var pragmas: [(name: String, value: String)] = []

    public init() {}

    /// What SQLite keeps beside the file while it writes.
    public enum JournalMode: String, Sendable {
        case wal, delete, truncate, persist, memory, off
    }

    /// When SQLite waits for the disk.
    public enum Synchronous: String, Sendable {
        case off, normal, full, extra
    }
}
