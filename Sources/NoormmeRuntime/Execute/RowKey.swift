import NoormmeSQL
import NoormmeSQLite
import NoormmeText

/// A value of a key column, as rows are matched with each other by it.
enum RowKey: Hashable {
    case integer(Int64)
    /// A real that is no integer.
    case real(Double)
    case text(Text)
    case blob([UInt8])

    /// Nil for NULL, which refers to nothing.
    init?(_ value: some RowValue) {
        switch value.type {
        case .integer: self = .integer(value.int64)
        case .real: self.init(value.double)
        case .text: self = .text(Text(value.text))
        case .blob: self = .blob([UInt8](value.blob))
        case .null: return nil
        }
    }

    /// Nil for NULL.
    init?(_ value: SQLValue) {
        switch value {
        case .integer(let integer): self = .integer(integer)
        case .real(let digits): self.init(digits.double)
        case .text(let text): self = .text(text)
        case .blob(let bytes): self = .blob(bytes)
        case .null: return nil
        }
    }

    private init(_ real: Double) {
        // 1.0 refers to 1.
        if let integer = Int64(exactly: real) { self = .integer(integer) } else { self = .real(real) }
    }

    /// The same key in another storage class: columns of different affinity join in SQLite, `'7'` with 7.
    var otherSpelling: RowKey? {
        switch self {
        case .integer(let value): .text(Text(value))
        case .text(let text): text.int64.map { .integer($0) }
        default: nil
        }
    }
}

/// Distinct keys in the order of their first appearance.
struct KeyList {
    private(set) var keys: [RowKey] = []
    private var positions: [RowKey: Int32] = [:]

    var count: Int { keys.count }

    /// The position of a key, which is added if it is new.
    mutating func insert(_ key: RowKey) -> (position: Int32, isNew: Bool) {
        if let known = positions[key] { return (known, false) }
        let position = Int32(clamping: keys.count)
        positions[key] = position
        keys.append(key)
        return (position, true)
    }

    func position(of key: RowKey) -> Int32? {
        if let found = positions[key] { return found }
        return key.otherSpelling.flatMap { positions[$0] }
    }

    func contains(_ key: RowKey) -> Bool { position(of: key) != nil }
}

extension ByteBuffer {
    /// Writes keys as the JSON array that statements unfold with `json_each`.
    ///
    /// - Returns: false for a blob or an infinity, which JSON cannot carry.
    mutating func writeKeys(_ keys: ArraySlice<RowKey>) -> Bool {
        append("[")
        var isFirst = true
        for key in keys {
            if !isFirst { append(",") }
            isFirst = false
            switch key {
            case .integer(let value): writeDigits(value)
            case .real(let value):
                guard value.isFinite else { return false }
                writeReal(value)
            case .text(let text): writeString(text)
            case .blob: return false
            }
        }
        append("]")
        return true
    }
}
