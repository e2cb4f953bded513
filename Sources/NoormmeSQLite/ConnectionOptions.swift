import NoormmeText

/// What is set on a connection before it is handed out.
public struct ConnectionOptions: Sendable {
    public enum JournalMode: Sendable {
        case delete, truncate, persist, memory, wal, off
    }

    public enum Synchronous: Sendable {
        case off, normal, full, extra
    }

    public enum TempStore: Sendable {
        case file, memory
    }

    /// One `PRAGMA name = value`.
    public struct Pragma: Sendable, Equatable {
        public var name: Text
        public var value: Text

        public init(name: Text, value: Text) {
            self.name = name
            self.value = value
        }
    }

    /// Foreign keys are enforced.
    public var foreignKeys = true
    /// How long a statement waits for a lock, in milliseconds; 0 answers `SQLITE_BUSY` at once.
    public var busyTimeout: Int32 = 5000
    /// Nil leaves the file's. Not applied where it would write or mean nothing: in the modes
    /// `readOnly`, `immutable` and `memory`.
    public var journalMode: JournalMode?
    /// Nil leaves SQLite's default, as for the ones below.
    public var synchronous: Synchronous?
    /// Pages when positive, KiB when negative, as `PRAGMA cache_size` counts.
    public var cacheSize: Int64?
    /// Bytes of the file to map into memory.
    public var mmapSize: Int64?
    public var tempStore: TempStore?
    /// Accept `"text"` as a string where no column has that name. SQLite's default is yes, for old programs.
    public var doubleQuotedStrings = false
    /// Refuse SQL that could corrupt the file (`writable_schema`, shadow tables, `journal_mode=OFF`).
    public var defensive = true
    /// Let functions without the innocuous flag run from triggers, views and defaults of the schema.
    /// On, as in SQLite itself: off, SQLite 3.40 takes its own JSON functions for unsafe and refuses every
    /// file with a `CHECK (json_valid(x))`.
    public var trustedSchema = true
    /// Refuse every write on this connection (`PRAGMA query_only`).
    public var queryOnly = false
    /// Count the pages of the write-ahead log at each commit (`Connection.logPages`) and leave checkpoints to somebody
    /// else; off, SQLite makes them itself. `wal_autocheckpoint` among the pragmas turns it off.
    public var watchesLog = false
    /// Files attached when everything else is set.
    public var attachments: [Attachment] = []
    /// Set last, in this order. SQLite ignores a pragma that it does not know.
    public var pragmas: [Pragma] = []
    /// How many idle statements are kept prepared.
    public var statementCacheCapacity = 128

    public init() {}
}

extension ConnectionOptions.JournalMode {
    var word: StaticString {
        switch self {
        case .delete: "delete"
        case .truncate: "truncate"
        case .persist: "persist"
        case .memory: "memory"
        case .wal: "wal"
        case .off: "off"
        }
    }
}

extension ConnectionOptions.Synchronous {
    var word: StaticString {
        switch self {
        case .off: "OFF"
        case .normal: "NORMAL"
        case .full: "FULL"
        case .extra: "EXTRA"
        }
    }
}

extension ConnectionOptions.TempStore {
    var word: StaticString {
        switch self {
        case .file: "FILE"
        case .memory: "MEMORY"
        }
    }
}
