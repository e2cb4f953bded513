import CSQLite
import NoormmeText

extension ConnectionHandle {
    /// Sets the options on a connection that has not read yet, with a look at the schema before anything
    /// that could write: a file that is no database must stay as it is.
    func configure(mode: OpenMode, access: ReadOnlyAccess, options: ConnectionOptions) throws(SQLiteError) {
        let database = try open()
        busyHandler.setTimeout(milliseconds: options.busyTimeout)
        installBusyHandler(on: database)
        try set(SQLITE_DBCONFIG_ENABLE_FKEY, options.foreignKeys, on: database)
        try set(SQLITE_DBCONFIG_DQS_DDL, options.doubleQuotedStrings, on: database)
        try set(SQLITE_DBCONFIG_DQS_DML, options.doubleQuotedStrings, on: database)
        try set(SQLITE_DBCONFIG_DEFENSIVE, options.defensive, on: database)
        try set(SQLITE_DBCONFIG_TRUSTED_SCHEMA, options.trustedSchema, on: database)
        if mode == .readOnly || mode == .immutable {
            // The last reader of a log must not fold it into the file.
            try set(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true, on: database)
            // ATTACH would open another file without this care.
            sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0)
        }
        if access == .unshared { try execute("PRAGMA locking_mode = EXCLUSIVE") }
        try readSchema()
        if case .readWrite = mode, sqlite3_db_readonly(database, "main") == 1 {
            throw SQLiteError(extendedCode: SQLITE_READONLY, message: "the file may be read but not written")
        }
        switch mode {
        case .readWrite, .uri: try setJournalMode(options.journalMode)
        case .readOnly, .immutable, .memory: break
        }
        if options.watchesLog { watchLog(on: database) }
        try execute(try options.script())
    }

    /// Has SQLite parse the whole schema, which it does before any statement that names a table.
    private func readSchema() throws(SQLiteError) {
        try prepare("SELECT 1 FROM sqlite_schema LIMIT 1", flags: 0).run()
    }

    /// SQLite refuses to change the mode at once when somebody writes, without asking the busy handler: a file's
    /// first opening would fail beside another process's transaction.
    func setJournalMode(
        _ mode: ConnectionOptions.JournalMode?, of name: Text = "main"
    ) throws(SQLiteError) {
        guard let mode else { return }
        var attempts: Int32 = 0
        while true {
            do {
                return try trySettingJournalMode(mode, of: name)
            } catch {
                guard error.code == SQLITE_BUSY, busyHandler.wait(attempts) else { throw error }
                attempts += 1
            }
        }
    }

    /// SQLite answers with the mode that is now in force, and calls a refusal no error.
    private func trySettingJournalMode(_ mode: ConnectionOptions.JournalMode, of name: Text) throws(SQLiteError) {
        let statement = try prepare("PRAGMA " + name.quoted + ".journal_mode = " + Text(mode.word), flags: 0)
        guard try statement.step(), statement.text(at: 0) != mode.word else { return }
        throw SQLiteError(
            extendedCode: SQLITE_ERROR,
            message: Text("journal mode ") + Text(mode.word) + " was refused; it is " + statement.text(at: 0))
    }

    private func set(_ option: Int32, _ isOn: Bool, on database: OpaquePointer) throws(SQLiteError) {
        let code = noormme_sqlite3_db_config_flag(database, option, isOn ? 1 : 0, nil)
        if code != SQLITE_OK { throw SQLiteError(handle: database, result: code) }
    }
}
