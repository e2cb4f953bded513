import CSQLite

/// The storage class of one value; it may differ from row to row.
public enum ColumnType: Int32, Sendable {
    case integer = 1
    case real = 2
    case text = 3
    case blob = 4
    case null = 5
}

/// One column of the row that a statement stands on, in place.
///
/// Valid until the statement is stepped, reset or finalized; so are the bytes that it gives.
/// It reads through `sqlite3_value_*`, which, unlike `sqlite3_column_*`, look the column up
/// once and take no lock: half the time of a scan.
public struct ColumnValue {
    @usableFromInline let pointer: OpaquePointer?

    @inlinable
    init(pointer: OpaquePointer?) {
        self.pointer = pointer
    }

    /// Ask before reading: reading as another type converts the value, and its type with it.
    @inlinable
    public var type: ColumnType {
        ColumnType(rawValue: sqlite3_value_type(pointer)) ?? .null
    }

    /// The integer; for other types, what SQLite's CAST gives.
    @inlinable
    public var int64: Int64 { sqlite3_value_int64(pointer) }

    /// The real; for other types, what SQLite's CAST gives.
    @inlinable
    public var double: Double { sqlite3_value_double(pointer) }

    /// The text's bytes, NULs included, not checked to be UTF-8; no base address for NULL.
    @inlinable
    public var text: UnsafeBufferPointer<UInt8> {
        // The text first: the length is that of the form asked for last.
        let start = sqlite3_value_text(pointer)
        return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(pointer)))
    }

    /// The blob's bytes. The base address may be nil for the empty blob: tell NULL by `type`.
    @inlinable
    public var blob: UnsafeRawBufferPointer {
        let start = sqlite3_value_blob(pointer)
        return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(pointer)))
    }
}
