import CSQLite
import Glibc
import NoormmeText

extension Connection {
    /// Opens a database, reads its schema once, and sets the options.
    ///
    /// - Throws: `SQLITE_CANTOPEN` for a path that is empty, missing (where nothing may be created) or no
    ///   regular file, `SQLITE_CANTOPEN_ISDIR` for a directory, `SQLITE_NOTADB` for a file that is no
    ///   database, `SQLITE_CORRUPT` for one whose schema cannot be read, `SQLITE_READONLY` for a file that
    ///   `readWrite` may not write to, `SQLITE_READONLY_ROLLBACK` when `readOnly` meets the journal of a writer
    ///   that crashed, `SQLITE_BUSY` when a lock outlasts the busy timeout. Messages name the path.
    public static func open(
        path: Text, mode: OpenMode, options: ConnectionOptions = ConnectionOptions()
    ) throws(SQLiteError) -> Connection {
        do {
            try checkPath(path, mode)
            return try openChecked(path: path, mode: mode, options: options)
        } catch {
            throw error.opening(path)
        }
    }

    private static func openChecked(
        path: Text, mode: OpenMode, options: ConnectionOptions
    ) throws(SQLiteError) -> Connection {
        SQLiteLibrary.configured
        var access: ReadOnlyAccess = mode == .immutable ? .immutable : .direct
        var shared = try openHandle(OpenTarget(path: path, mode: mode, access: access))
        if mode == .readOnly {
            access = try .choose(for: try shared.open())
            if access != .direct {
                shared.close()
                shared = try openHandle(OpenTarget(path: path, mode: mode, access: access))
            }
        }
        try shared.configure(mode: mode, access: access, options: options)
        var stamps = try shared.attach(access: access, options: options)
        if access != .direct {
            stamps.append(try SourceStamp(Text(cString: sqlite3_db_filename(shared.open(), "main"))))
        }
        return Connection(
            shared: shared, path: path, mode: mode, access: access, stamps: stamps,
            attached: options.attachments.map { $0.name },
            statementCacheCapacity: options.statementCacheCapacity)
    }

    static func openHandle(_ target: OpenTarget) throws(SQLiteError) -> ConnectionHandle {
        var database: OpaquePointer?
        let code = target.name.withCString { sqlite3_open_v2($0, &database, target.flags, nil) }
        guard let database else { throw SQLiteError(handle: nil, result: code) }
        guard code == SQLITE_OK else {
            // The handle comes back even so, with the message on it.
            defer { sqlite3_close(database) }
            throw SQLiteError(handle: database, result: code)
        }
        sqlite3_extended_result_codes(database, 1)
        return ConnectionHandle(database)
    }

    /// Finds what SQLite would call "unable to open database file" and says what it is.
    static func checkPath(_ path: Text, _ mode: OpenMode) throws(SQLiteError) {
        guard !path.bytes.contains(0) else {
            throw SQLiteError(extendedCode: SQLITE_CANTOPEN, message: "the path contains a NUL byte")
        }
        let creates: Bool
        switch mode {
        case .memory: return
        case .readWrite(let create): creates = create
        case .readOnly, .immutable, .uri: creates = false
        }
        guard !path.isEmpty else {
            throw SQLiteError(extendedCode: SQLITE_CANTOPEN, message: "the path is empty")
        }
        if mode == .uri { return }
        var error: Int32 = 0
        guard let status = FileStatus(path, error: &error) else {
            if error == ENOENT, creates { return try checkDirectory(of: path) }
            throw SQLiteError(extendedCode: SQLITE_CANTOPEN, message: Text(cString: strerror(error)))
        }
        if status.isDirectory {
            throw SQLiteError(extendedCode: SQLITE_CANTOPEN | (2 << 8), message: "it is a directory")
        }
        if !status.isRegular {
            throw SQLiteError(extendedCode: SQLITE_CANTOPEN, message: "it is not a regular file")
        }
    }

    private static func checkDirectory(of path: Text) throws(SQLiteError) {
        guard let slash = path.bytes.lastIndex(of: 0x2F), slash > 0 else { return }
        let directory = FileStatus(Text(path.bytes[..<slash]))
        guard let directory, directory.isDirectory else {
            throw SQLiteError(extendedCode: SQLITE_CANTOPEN, message: "its directory does not exist")
        }
    }
}

extension SQLiteError {
    /// The same error with the path in front, and SQLite's vaguest words made plain.
    func opening(_ path: Text) -> SQLiteError {
        if message.hasPrefix("cannot open ") { return self }
        var text = Text("cannot open ") + (path.isEmpty ? Text("database") : path) + ": "
        if extendedCode == SQLITE_READONLY | (3 << 8) {
            text += "a writer crashed and left a journal that must be rolled back by opening the file for writing"
        } else {
            text += message
        }
        return SQLiteError(extendedCode: extendedCode, message: text, offset: -1)
    }
}
