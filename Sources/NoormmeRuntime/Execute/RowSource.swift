import NoormmeSQLite

/// Where the values of a row come from: a statement that stands on it, or what was bound to insert it.
protocol RowSource {
    associatedtype Value: RowValue
    func value(at index: Int) -> Value
}

/// One value of a row.
protocol RowValue {
    var type: ColumnType { get }
    var int64: Int64 { get }
    var double: Double { get }
    var text: UnsafeBufferPointer<UInt8> { get }
    var blob: UnsafeRawBufferPointer { get }
}

extension Statement: RowSource {}
extension ColumnValue: RowValue {}
