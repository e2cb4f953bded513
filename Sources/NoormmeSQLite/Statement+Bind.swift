import CSQLite
import NoormmeText

/// Who sees to it that bound bytes stay in place.
public enum BindLifetime: Sendable {
    /// SQLite copies them.
    case copied
    /// The caller keeps them unchanged until the parameter is bound anew, the bindings are
    /// cleared or the statement is finalized, whichever comes first.
    case borrowed
}

/// Parameters count from 1, as SQLite counts them. A number that is not one of the statement's is
/// `SQLITE_RANGE`, a value over the length limit `SQLITE_TOOBIG`, and binding while the statement
/// stands on a row `SQLITE_MISUSE`.
extension Statement {
    public func bindNull(at index: Int) throws(SQLiteError) {
        if recorded != nil { record(.null, at: index) }
        try check(sqlite3_bind_null(pointer, Int32(clamping: index)))
    }

    public func bind(integer value: Int64, at index: Int) throws(SQLiteError) {
        if recorded != nil { record(.integer(value), at: index) }
        try check(sqlite3_bind_int64(pointer, Int32(clamping: index), value))
    }

    /// Infinities are stored as they are. NaN is refused with `SQLITE_MISMATCH`: SQLite would
    /// silently store NULL.
    public func bind(real value: Double, at index: Int) throws(SQLiteError) {
        guard !value.isNaN else {
            throw SQLiteError(extendedCode: SQLITE_MISMATCH, message: "NaN is not a value of SQLite")
        }
        if recorded != nil { record(.real(value), at: index) }
        try check(sqlite3_bind_double(pointer, Int32(clamping: index), value))
    }

    /// Binds TEXT, copied. The bytes are not checked: text that is not UTF-8, or holds NUL bytes,
    /// is stored as it is.
    public func bind(text: Text, at index: Int) throws(SQLiteError) {
        try text.bytes.withUnsafeBufferPointer { bytes throws(SQLiteError) in
            try bind(text: bytes, at: index, lifetime: .copied)
        }
    }

    /// Binds TEXT; an empty buffer, with or without an address, is the empty text, not NULL.
    public func bind(text: UnsafeBufferPointer<UInt8>, at index: Int, lifetime: BindLifetime) throws(SQLiteError) {
        if recorded != nil { record(.text([UInt8](text)), at: index) }
        let number = Int32(clamping: index)
        guard let start = text.baseAddress, !text.isEmpty else {
            // A null pointer would bind NULL.
            let empty: StaticString = ""
            let start = UnsafeRawPointer(empty.utf8Start).assumingMemoryBound(to: CChar.self)
            try check(sqlite3_bind_text(pointer, number, start, 0, nil))
            return
        }
        let characters = UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
        try check(
            sqlite3_bind_text64(
                pointer, number, characters, UInt64(text.count), lifetime.destructor, UInt8(SQLITE_UTF8)))
    }

    /// Binds a BLOB; an empty buffer, with or without an address, is the empty blob, not NULL.
    public func bind(blob: UnsafeRawBufferPointer, at index: Int, lifetime: BindLifetime) throws(SQLiteError) {
        if recorded != nil { record(.blob([UInt8](blob)), at: index) }
        let number = Int32(clamping: index)
        guard let start = blob.baseAddress, !blob.isEmpty else {
            try check(sqlite3_bind_zeroblob(pointer, number, 0))
            return
        }
        try check(sqlite3_bind_blob64(pointer, number, start, UInt64(blob.count), lifetime.destructor))
    }

    /// Binds a BLOB, copied.
    public func bind(blob: [UInt8], at index: Int) throws(SQLiteError) {
        try blob.withUnsafeBufferPointer { bytes throws(SQLiteError) in
            try bind(blob: UnsafeRawBufferPointer(bytes), at: index, lifetime: .copied)
        }
    }

    /// How many parameters there are: the highest number in use.
    public var parameterCount: Int { Int(sqlite3_bind_parameter_count(pointer)) }

    /// The parameter's name with its sign, such as `:id`; nil for `?` and `?3`, and for a number that is none.
    public func parameterName(_ index: Int) -> Text? {
        guard let pointer, let name = sqlite3_bind_parameter_name(pointer, Int32(clamping: index)) else { return nil }
        return name[0] == 0x3F ? nil : Text(cString: name)
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        if code != SQLITE_OK { throw failure(code) }
    }
}

/// `SQLITE_TRANSIENT`, a cast that Swift cannot import.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension BindLifetime {
    fileprivate var destructor: sqlite3_destructor_type? {
        self == .copied ? transient : nil
    }
}
