import CSQLite
import NoormmeText

/// `SQLITE_TRANSIENT`: SQLite copies the bytes before the call returns. Its C macro is a cast
/// that Swift does not import.
let transientBytes = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension FunctionCall {
    func result(_ value: Int64) { sqlite3_result_int64(context, value) }

    /// NaN becomes NULL, as SQLite does by itself.
    func result(_ value: Double) { sqlite3_result_double(context, value) }

    func result(_ value: Bool) { sqlite3_result_int(context, value ? 1 : 0) }

    func resultNull() { sqlite3_result_null(context) }

    /// The argument itself, with its type.
    func resultArgument(_ index: Int) { sqlite3_result_value(context, values[index]) }

    func result(text: UnsafeBufferPointer<UInt8>) {
        guard let start = text.baseAddress else {
            sqlite3_result_text64(context, "", 0, nil, UInt8(SQLITE_UTF8))
            return
        }
        start.withMemoryRebound(to: CChar.self, capacity: text.count) { bytes in
            sqlite3_result_text64(context, bytes, UInt64(text.count), transientBytes, UInt8(SQLITE_UTF8))
        }
    }

    func result(text: borrowing ShortText) {
        text.withBytes { result(text: $0) }
    }

    func result(text: [UInt8]) {
        text.withUnsafeBufferPointer { result(text: $0) }
    }

    /// Text of a known length that is written straight into the memory handed to SQLite.
    ///
    /// Throws `tooBig` when the length passes the connection's limit.
    func result(
        textOfLength length: Int,
        isBlob: Bool = false,
        _ write: (UnsafeMutableBufferPointer<UInt8>) -> Void
    ) throws(FunctionFailure) {
        guard length <= lengthLimit else { throw .tooBig }
        guard let memory = sqlite3_malloc64(UInt64(max(length, 1))) else { throw .outOfMemory }
        write(UnsafeMutableBufferPointer(start: memory.assumingMemoryBound(to: UInt8.self), count: length))
        if isBlob {
            sqlite3_result_blob64(context, memory, UInt64(length), sqlite3_free)
        } else {
            let text = memory.assumingMemoryBound(to: CChar.self)
            sqlite3_result_text64(context, text, UInt64(length), sqlite3_free, UInt8(SQLITE_UTF8))
        }
    }
}
