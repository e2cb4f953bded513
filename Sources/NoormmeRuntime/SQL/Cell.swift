import NoormmeSQLite

/// One value of SQLite's, in place: bytes are valid as long as whoever gave it says.
public enum Cell {
    case null
    case integer(Int64)
    case real(Double)
    case text(UnsafeRawBufferPointer)
    case blob(UnsafeRawBufferPointer)

    init(_ value: ColumnValue) {
        switch value.type {
        case .null: self = .null
        case .integer: self = .integer(value.int64)
        case .real: self = .real(value.double)
        case .text: self = .text(UnsafeRawBufferPointer(value.text))
        case .blob: self = .blob(value.blob)
        }
    }
}
