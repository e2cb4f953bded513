import CSQLite
import NoormmeText

/// Columns count from 0. Without a row, or for a number that no column has, a column reads as NULL.
extension Statement {
    /// The column in place; see `ColumnValue` for how long it lives.
    @inlinable
    public func value(at index: Int) -> ColumnValue {
        ColumnValue(pointer: sqlite3_column_value(pointer, Int32(clamping: index)))
    }

    @inlinable
    public func type(at index: Int) -> ColumnType { value(at: index).type }

    @inlinable
    public func isNull(at index: Int) -> Bool { value(at: index).type == .null }

    @inlinable
    public func int64(at index: Int) -> Int64 { value(at: index).int64 }

    @inlinable
    public func double(at index: Int) -> Double { value(at: index).double }

    /// A copy of the text's bytes.
    public func text(at index: Int) -> Text { Text(value(at: index).text) }

    /// A copy of the blob's bytes.
    public func blob(at index: Int) -> [UInt8] { [UInt8](value(at: index).blob) }

    /// How many columns a row has; 0 for a statement without rows. A change of the schema can change it
    /// (`SELECT *`) at the first step.
    @inlinable
    public var columnCount: Int { Int(sqlite3_column_count(pointer)) }

    /// How many columns the row has that the statement stands on; 0 without a row.
    @inlinable
    public var dataCount: Int { Int(sqlite3_data_count(pointer)) }

    /// The column's name or its alias.
    public func columnName(_ index: Int) -> Text {
        guard let pointer else { return Text() }
        return Text(cString: sqlite3_column_name(pointer, Int32(clamping: index)))
    }

    /// The type written in CREATE TABLE; nil for an expression or a column without one.
    public func columnDeclaredType(_ index: Int) -> Text? {
        guard let pointer, let name = sqlite3_column_decltype(pointer, Int32(clamping: index)) else { return nil }
        return Text(cString: name)
    }
}

/// Where a column of a row comes from; nil for an expression.
extension Statement {
    public func columnTable(_ index: Int) -> Text? {
        origin(sqlite3_column_table_name, index)
    }

    /// The column's own name, whatever alias it has.
    public func columnOrigin(_ index: Int) -> Text? {
        origin(sqlite3_column_origin_name, index)
    }

    /// `main`, `temp` or the name of an attached database.
    public func columnDatabase(_ index: Int) -> Text? {
        origin(sqlite3_column_database_name, index)
    }

    private func origin(
        _ function: (OpaquePointer?, Int32) -> UnsafePointer<CChar>?, _ index: Int
    ) -> Text? {
        guard let pointer, let name = function(pointer, Int32(clamping: index)) else { return nil }
        return Text(cString: name)
    }
}
