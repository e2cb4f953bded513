/// How a database is opened. `path` is the path given beside it.
public enum OpenMode: Sendable, Equatable {
    /// The file at `path`, to read and to write; `create` makes it when it is not there.
    /// A file that permits reading only is refused.
    case readWrite(create: Bool)

    /// The file at `path`, of which neither bytes nor side files change; see `ReadOnlyAccess`.
    ///
    /// For tools that look at somebody's file. ATTACH is refused. An application's own readers are
    /// `readWrite` connections with `queryOnly`, or `uri` with `mode=ro`, which is SQLite's usual
    /// reading: a `readOnly` connection may read without locks, and while it holds a WAL file open
    /// with its side files, SQLite refuses to write to that file from the same process.
    case readOnly

    /// The file at `path`, which nobody writes to while it is open: no locks are taken, and a
    /// write-ahead log or a hot journal beside it is not looked at.
    case immutable

    /// A database in memory. With an empty path it belongs to this connection alone; otherwise
    /// every connection of the process that names the same path shares it (SQLite's `memdb`),
    /// until the last one is closed.
    case memory

    /// `path` is a whole `file:` URI, in SQLite's form, handed on as it is; writable unless it says `mode=ro`.
    case uri
}
