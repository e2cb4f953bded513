import CSQLite
import NoormmeText

extension ConnectionHandle {
    /// Compiles exactly one statement; `flags` are those of `sqlite3_prepare_v3`.
    func prepare(_ sql: Text, flags: UInt32) throws(SQLiteError) -> Statement {
        let database = try open()
        guard sql.count < Int(Int32.max) else {
            throw SQLiteError(handle: nil, result: SQLITE_TOOBIG)
        }
        // SQLite would stop at the NUL and never say so.
        guard !sql.bytes.contains(0) else { throw .nulInSQL }
        var pointer: OpaquePointer?
        let consumed = try sql.bytes.withUnsafeBufferPointer { buffer throws(SQLiteError) -> Int in
            guard let start = UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self) else {
                return 0
            }
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(database, start, Int32(buffer.count), flags, &pointer, &tail)
            guard code == SQLITE_OK else { throw SQLiteError(handle: database, result: code) }
            return tail.map { $0 - start } ?? buffer.count
        }
        guard let pointer else { throw .emptySQL }
        guard let trailing = sql.firstSQL(from: consumed) else {
            return Statement(pointer, shared: self)
        }
        sqlite3_finalize(pointer)
        throw SQLiteError(
            extendedCode: SQLITE_MISUSE, message: "text follows the statement", offset: Int32(clamping: trailing))
    }
}

extension SQLiteError {
    static let nulInSQL = SQLiteError(extendedCode: SQLITE_MISUSE, message: "the SQL text contains a NUL byte")
    static let emptySQL = SQLiteError(extendedCode: SQLITE_MISUSE, message: "the SQL text contains no statement")
}

extension Text {
    /// Where something other than white space, semicolons and comments begins, at or after `start`.
    /// As in SQLite's tokenizer, a block comment may stay open to the end.
    public func firstSQL(from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D, 0x3B:
                index += 1
            case 0x2D where index + 1 < bytes.count && bytes[index + 1] == 0x2D:
                while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            case 0x2F where index + 1 < bytes.count && bytes[index + 1] == 0x2A:
                index = firstIndex(of: "*/", from: index + 2).map { $0 + 2 } ?? bytes.count
            default:
                return index
            }
        }
        return nil
    }
}
