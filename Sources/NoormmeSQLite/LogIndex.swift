import CSQLite

/// Tells for the price of reading memory whether anybody has committed anything to a file in WAL mode.
///
/// The processes that have such a file open share the index of its log, whose header (SQLite's file format of the
/// WAL-index, section 2.1) every commit and every restart of the log changes: a counter, the log's length and checksums.
/// Who remembers a header from before a read transaction began, and finds it unchanged, knows that the transaction
/// still sees the last commit. SQLite compares the same bytes when it begins one, but takes a lock first, which is
/// most of what a small read costs.
///
/// It is used by the thread that has the connection, and not after the connection is closed.
public struct LogIndex {
    /// The header as it was at one moment; a commit may be half way.
    public struct Header: Equatable {
        fileprivate var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)

        public init() {}

        public static func == (left: Header, right: Header) -> Bool {
            left.words == right.words
        }
    }

    private let memory: UnsafeRawPointer

    /// What SQLite makes the index of, at a time.
    private static let regionSize: Int32 = 32_768
    /// Of the header, since SQLite 3.7.
    private static let version: UInt32 = 3_007_000

    /// - Returns: nil unless the connection reads its main file through a log whose index is shared memory: not with a
    ///   rollback journal, in memory, or in exclusive locking mode.
    public init?(_ connection: Connection) {
        guard let database = connection.unsafeHandle,
            connection.isSet("journal_mode", to: "wal"), connection.isSet("locking_mode", to: "normal")
        else { return nil }
        var file: UnsafeMutablePointer<sqlite3_file>?
        var region: UnsafeMutableRawPointer?
        guard sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK,
            let file, let methods = file.pointee.pMethods, methods.pointee.iVersion >= 2,
            let map = methods.pointee.xShmMap,
            // Mapped already: SQLite keeps it as long as the connection.
            map(file, 0, Self.regionSize, 0, &region) == SQLITE_OK, let region,
            region.load(as: UInt32.self) == Self.version
        else { return nil }
        memory = UnsafeRawPointer(region)
    }

    public var header: Header {
        var header = Header()
        withUnsafeMutableBytes(of: &header.words) { bytes in
            noormme_log_index_read(memory, bytes.baseAddress?.assumingMemoryBound(to: UInt64.self))
        }
        return header
    }
}
