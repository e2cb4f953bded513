import CSQLite

/// The context and the arguments of one call that SQLite makes.
///
/// Raw pointers, because SQLite owns the values and they live only until the callback returns;
/// nothing here may be kept after it.
struct FunctionCall {
    let context: OpaquePointer
    let values: UnsafeMutablePointer<OpaquePointer?>
    let count: Int

    /// Runs a function's body and turns what it throws into the statement's error.
    @inline(__always)
    static func run(
        _ context: OpaquePointer?,
        _ count: Int32,
        _ values: UnsafeMutablePointer<OpaquePointer?>?,
        _ body: (FunctionCall) throws(FunctionFailure) -> Void
    ) {
        guard let context else { return }
        // A function without arguments may get a null array.
        guard let values = values ?? Self.nothing else { return }
        do throws(FunctionFailure) {
            try body(FunctionCall(context: context, values: values, count: Int(count)))
        } catch {
            report(error, to: context)
        }
    }

    static func report(_ failure: FunctionFailure, to context: OpaquePointer) {
        switch failure.kind {
        case .tooBig:
            sqlite3_result_error_toobig(context)
        case .outOfMemory:
            sqlite3_result_error_nomem(context)
        case .message:
            failure.message.bytes.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    sqlite3_result_error(context, text.baseAddress, Int32(clamping: text.count))
                }
            }
        }
    }

    /// Any address that is not null: never read, since `count` is then 0.
    private static var nothing: UnsafeMutablePointer<OpaquePointer?>? {
        UnsafeMutablePointer(bitPattern: MemoryLayout<OpaquePointer?>.alignment)
    }
}

// MARK: - Arguments

extension FunctionCall {
    /// `SQLITE_INTEGER`, `SQLITE_FLOAT`, `SQLITE_TEXT`, `SQLITE_BLOB` or `SQLITE_NULL`.
    func type(_ index: Int) -> Int32 { sqlite3_value_type(values[index]) }

    func isNull(_ index: Int) -> Bool { type(index) == SQLITE_NULL }

    /// Whether one of the arguments is NULL.
    var hasNull: Bool {
        for index in 0..<count where isNull(index) { return true }
        return false
    }

    func int64(_ index: Int) -> Int64 { sqlite3_value_int64(values[index]) }

    func double(_ index: Int) -> Double { sqlite3_value_double(values[index]) }

    /// The argument if SQLite stores it as an integer.
    func integer(_ index: Int) -> Int64? { type(index) == SQLITE_INTEGER ? int64(index) : nil }

    /// The UTF-8 bytes of an argument that is text; nil for every other type.
    func text(_ index: Int) -> UnsafeBufferPointer<UInt8>? {
        type(index) == SQLITE_TEXT ? rendering(index) : nil
    }

    /// The bytes of any argument as SQLite casts it to text; nil for NULL or when memory is short.
    func rendering(_ index: Int) -> UnsafeBufferPointer<UInt8>? {
        guard let bytes = sqlite3_value_text(values[index]) else { return nil }
        return UnsafeBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(values[index])))
    }

    /// The bytes of a blob argument; nil for every other type.
    func blob(_ index: Int) -> UnsafeBufferPointer<UInt8>? {
        guard type(index) == SQLITE_BLOB else { return nil }
        let bytes = sqlite3_value_blob(values[index])?.assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(values[index])))
    }

    /// The most bytes that this connection lets a value have.
    var lengthLimit: Int {
        Int(sqlite3_limit(sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1))
    }
}
