import CSQLite

extension Connection {
    /// Watches every statement with `guardian` from now on, replacing another one.
    ///
    /// - Parameter operations: of the virtual machine, between two looks; 1,000 take some 10 to 50 us, and even
    ///   looking every 100 costs nothing measurable.
    public func installProgressGuard(_ guardian: ProgressGuard, every operations: Int32 = 1000) throws(SQLiteError) {
        let database = try shared.open()
        // Not retained for SQLite: this object keeps it for as long as it is installed.
        progressGuard = guardian
        sqlite3_progress_handler(
            database, max(1, operations),
            { context in
                guard let context else { return 0 }
                return Unmanaged<ProgressGuard>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.tick() ? 1 : 0 }
            }, Unmanaged.passUnretained(guardian).toOpaque())
    }

    /// No statement is watched any more.
    public func removeProgressGuard() {
        if let database = shared.database { sqlite3_progress_handler(database, 0, nil, nil) }
        progressGuard = nil
    }
}
