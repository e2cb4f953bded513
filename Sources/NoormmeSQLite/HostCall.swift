import CSQLite
import NoormmeText

/// One call that SQLite makes of a host's function. Valid until that function returns.
public struct HostCall {
    // Raw pointers, because SQLite owns the values.
    private let context: OpaquePointer
    private let values: UnsafeMutablePointer<OpaquePointer?>?
    public let count: Int

    init(_ context: OpaquePointer, _ values: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int32) {
        self.context = context
        self.values = values
        self.count = values == nil ? 0 : Int(count)
    }

    /// An argument in place; NULL for a number that no argument has.
    public func argument(_ index: Int) -> ColumnValue? {
        guard let values, index >= 0, index < count else { return nil }
        return ColumnValue(pointer: values[index])
    }

    public func resultNull() { sqlite3_result_null(context) }

    public func result(integer: Int64) { sqlite3_result_int64(context, integer) }

    /// NaN becomes NULL, as SQLite has none.
    public func result(real: Double) { sqlite3_result_double(context, real) }

    /// TEXT, copied.
    public func result(text: UnsafeRawBufferPointer) {
        let empty: StaticString = ""
        let start = text.baseAddress ?? UnsafeRawPointer(empty.utf8Start)
        sqlite3_result_text64(
            context, start.assumingMemoryBound(to: CChar.self), UInt64(text.count), transientBytes, UInt8(SQLITE_UTF8))
    }

    /// BLOB, copied.
    public func result(blob: UnsafeRawBufferPointer) {
        guard let start = blob.baseAddress else {
            sqlite3_result_zeroblob(context, 0)
            return
        }
        sqlite3_result_blob64(context, start, UInt64(blob.count), transientBytes)
    }

    /// The statement fails with this message.
    public func fail(_ message: UnsafeRawBufferPointer) {
        let empty: StaticString = ""
        let start = message.baseAddress ?? UnsafeRawPointer(empty.utf8Start)
        sqlite3_result_error(context, start.assumingMemoryBound(to: CChar.self), Int32(clamping: message.count))
    }

    /// The number of the group an aggregate is called for: given at the group's first row, 0 for a group without.
    func group(from next: () -> UInt64) -> UInt64 {
        let place = sqlite3_aggregate_context(context, Int32(MemoryLayout<UInt64>.size))
        guard let place = place?.assumingMemoryBound(to: UInt64.self) else { return 0 }
        if place.pointee == 0 { place.pointee = next() }
        return place.pointee
    }

    var knownGroup: UInt64 {
        sqlite3_aggregate_context(context, 0)?.assumingMemoryBound(to: UInt64.self).pointee ?? 0
    }
}
