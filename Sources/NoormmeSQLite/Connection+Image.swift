import CSQLite
import NoormmeText

extension Connection {
    /// Lends the bytes that a file of the database would have.
    ///
    /// - Parameter schema: `main`, `temp`, or what it was attached as.
    /// - Throws: `SQLITE_ERROR` for a schema that is none, `SQLITE_NOMEM`.
    public func withImage<R>(of schema: Text, _ body: (UnsafeRawBufferPointer) -> R) throws(SQLiteError) -> R {
        let database = try shared.open()
        try check(schema: schema)
        var size: sqlite3_int64 = 0
        let image = schema.withCString { sqlite3_serialize(database, $0, &size, 0) }
        defer { sqlite3_free(image) }
        guard image != nil || size == 0 else { throw SQLiteError(handle: nil, result: SQLITE_NOMEM) }
        return body(UnsafeRawBufferPointer(start: image, count: image == nil ? 0 : Int(size)))
    }

    /// Puts a database in memory in the place of this connection's own: a copy of the bytes of a file.
    ///
    /// - Throws: `SQLITE_NOTADB` for bytes that are no database, `SQLITE_NOMEM`, `SQLITE_BUSY` while a statement runs.
    public func load(image: UnsafeRawBufferPointer, isReadOnly: Bool) throws(SQLiteError) {
        let database = try shared.open()
        guard let copy = sqlite3_malloc64(UInt64(max(image.count, 1))) else {
            throw SQLiteError(handle: nil, result: SQLITE_NOMEM)
        }
        if let start = image.baseAddress { copy.copyMemory(from: start, byteCount: image.count) }
        // A database in memory has no write-ahead log; what the header says of one is taken back (sqlite.org/fileformat).
        let versions = 18...19
        for place in versions where image.count > versions.upperBound && image[place] == 2 {
            copy.storeBytes(of: 1, toByteOffset: place, as: UInt8.self)
        }
        let flags =
            SQLITE_DESERIALIZE_FREEONCLOSE | (isReadOnly ? SQLITE_DESERIALIZE_READONLY : SQLITE_DESERIALIZE_RESIZEABLE)
        // It frees the copy, also when it refuses it.
        let code = sqlite3_deserialize(
            database, "main", copy.assumingMemoryBound(to: UInt8.self), Int64(image.count), Int64(image.count),
            UInt32(bitPattern: flags))
        guard code == SQLITE_OK else { throw SQLiteError(handle: database, result: code) }
        // Bytes that are no database show with the first statement.
        try execute("SELECT count(*) FROM sqlite_schema")
    }

    func check(schema: Text) throws(SQLiteError) {
        let database = try shared.open()
        guard !schema.bytes.contains(0), schema.withCString({ sqlite3_txn_state(database, $0) }) >= 0 else {
            throw SQLiteError(extendedCode: SQLITE_ERROR, message: Text("unknown database ") + schema)
        }
    }

    /// Loads a library of SQL functions, which then runs as a part of the program.
    ///
    /// - Parameters:
    ///   - path: with or without the ending of libraries.
    ///   - entry: the function it begins with; nil for what SQLite makes of its name.
    public func loadExtension(_ path: Text, entry: Text?) throws(SQLiteError) {
        let database = try shared.open()
        guard !path.bytes.contains(0), entry?.bytes.contains(0) != true else { throw .nulInSQL }
        // For this call, and not for SQL.
        let option = SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION
        guard noormme_sqlite3_db_config_flag(database, option, 1, nil) == SQLITE_OK else {
            throw SQLiteError(extendedCode: SQLITE_ERROR, message: "this SQLite loads no extensions")
        }
        defer { _ = noormme_sqlite3_db_config_flag(database, option, 0, nil) }
        var message: UnsafeMutablePointer<CChar>?
        let code = path.withCString { path in
            guard let entry else { return sqlite3_load_extension(database, path, nil, &message) }
            return entry.withCString { sqlite3_load_extension(database, path, $0, &message) }
        }
        defer { sqlite3_free(message) }
        guard code == SQLITE_OK else {
            guard let message else { throw SQLiteError(handle: database, result: code) }
            throw SQLiteError(extendedCode: code, message: Text(cString: message))
        }
    }

    /// Whether SQL may do what can ruin the file: write to the schema's table, or go without a journal. It may not at
    /// first.
    public func permitDangerousSQL(_ isPermitted: Bool) throws(SQLiteError) {
        let code = noormme_sqlite3_db_config_flag(
            try shared.open(), SQLITE_DBCONFIG_DEFENSIVE, isPermitted ? 0 : 1, nil)
        guard code == SQLITE_OK else { throw SQLiteError(handle: nil, result: code) }
    }
}
