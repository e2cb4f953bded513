import CSQLite
import NoormmeText

/// What SQLite, or a check made before SQLite was called, answered.
///
/// The message is a copy of `sqlite3_errmsg`: it may name tables, columns, paths and pieces
/// of SQL text, never a bound value (but for what a trigger's `RAISE` puts there).
public struct SQLiteError: Error, Sendable, Equatable {
    /// The primary result code, such as 19 (`SQLITE_CONSTRAINT`).
    public let code: Int32
    /// The extended result code, such as 2067 (`SQLITE_CONSTRAINT_UNIQUE`); equal to `code` when there is none.
    public let extendedCode: Int32
    public let message: Text
    /// The byte in the SQL text that the error is about (`sqlite3_error_offset`), or -1.
    public let offset: Int32

    public init(extendedCode: Int32, message: Text, offset: Int32 = -1) {
        self.code = extendedCode & 0xFF
        self.extendedCode = extendedCode
        self.message = message
        self.offset = offset
    }

    public init(extendedCode: Int32, message: StaticString) {
        self.init(extendedCode: extendedCode, message: Text(message))
    }

    public var resultCode: ResultCode { ResultCode(rawValue: extendedCode) }

    /// Copies the error that a call on `handle` has just returned as `result`.
    ///
    /// Must run before any other call on the handle. SQLite does not record every misuse on
    /// the handle; then the text is SQLite's general one for the code.
    public init(handle: OpaquePointer?, result: Int32) {
        let onHandle = handle.map { sqlite3_extended_errcode($0) } ?? SQLITE_MISUSE
        if let handle, onHandle & 0xFF == result & 0xFF {
            self.init(
                extendedCode: onHandle, message: Text(cString: sqlite3_errmsg(handle)),
                offset: sqlite3_error_offset(handle))
        } else {
            self.init(extendedCode: result, message: Text(cString: sqlite3_errstr(result)))
        }
    }

    /// The same error in a text in which the statement began at `base`.
    func shifted(by base: Int) -> SQLiteError {
        guard offset >= 0 else { return self }
        return SQLiteError(
            extendedCode: extendedCode, message: message, offset: Int32(clamping: Int(offset) + base))
    }
}

extension SQLiteError {
    static let connectionClosed = SQLiteError(extendedCode: SQLITE_MISUSE, message: "the connection is closed")
    static let statementFinalized = SQLiteError(extendedCode: SQLITE_MISUSE, message: "the statement is finalized")
}

extension Text {
    /// A copy of a nul-terminated string; empty for a null pointer.
    init(cString pointer: UnsafePointer<CChar>?) {
        guard let pointer else {
            self.init()
            return
        }
        var count = 0
        while pointer[count] != 0 { count += 1 }
        self.init(UnsafeRawBufferPointer(start: pointer, count: count))
    }
}
