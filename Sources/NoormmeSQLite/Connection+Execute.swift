import CSQLite
import NoormmeText

extension Connection {
    /// Runs every statement of a script, one after the other; rows are discarded.
    ///
    /// Stops at the first error, whose offset then counts from the start of the script. What ran
    /// before stays done: a script that shall be whole opens its own transaction, and whoever
    /// calls looks at `isInTransaction` after an error.
    ///
    /// - Parameter check: called before each statement with where it, or what stands before it, begins.
    public func execute(
        _ script: Text, check: (Int) throws(SQLiteError) -> Void = { (_) throws(SQLiteError) in }
    ) throws(SQLiteError) {
        try shared.execute(script, check: check)
    }
}

extension ConnectionHandle {
    func execute(
        _ script: Text, check: (Int) throws(SQLiteError) -> Void = { (_) throws(SQLiteError) in }
    ) throws(SQLiteError) {
        let database = try open()
        guard script.count < Int(Int32.max) else {
            throw SQLiteError(handle: nil, result: SQLITE_TOOBIG)
        }
        guard !script.bytes.contains(0) else { throw .nulInSQL }
        // With the terminator SQLite reads in place; without, it would copy the rest for each statement.
        let terminated = script.bytes + [0]
        try terminated.withUnsafeBufferPointer { buffer throws(SQLiteError) in
            guard let start = UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self) else { return }
            var offset = 0
            while offset < script.count {
                try check(offset)
                offset = try executeFirst(of: start, from: offset, count: terminated.count, on: database)
            }
        }
    }

    /// Runs the statement that begins at `offset`; the answer is where the next one begins.
    private func executeFirst(
        of start: UnsafePointer<CChar>, from offset: Int, count: Int, on database: OpaquePointer
    ) throws(SQLiteError) -> Int {
        var pointer: OpaquePointer?
        var tail: UnsafePointer<CChar>?
        let prepared = sqlite3_prepare_v3(database, start + offset, Int32(count - offset), 0, &pointer, &tail)
        guard prepared == SQLITE_OK else {
            throw SQLiteError(handle: database, result: prepared).shifted(by: offset)
        }
        defer { sqlite3_finalize(pointer) }
        let next = tail.map { $0 - start } ?? count
        guard let pointer else { return next > offset ? next : count }
        while true {
            switch sqlite3_step(pointer) {
            case SQLITE_ROW: continue
            case SQLITE_DONE: return next
            case let code: throw SQLiteError(handle: database, result: code).shifted(by: offset)
            }
        }
    }
}
