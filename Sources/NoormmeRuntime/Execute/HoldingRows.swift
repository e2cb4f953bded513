import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// Rows that keep others from being deleted, by one foreign key; the first of them are named.
struct HoldingRows {
    /// `model.field`
    let foreignKey: Text
    private(set) var keys: [RowKey] = []
    private(set) var count = 0

    private static let mostKeys = 20

    init(foreignKey: Text) {
        self.foreignKey = foreignKey
    }

    /// More need not be looked for.
    var isFull: Bool { count > Self.mostKeys }

    mutating func add(_ key: ColumnValue) {
        count += 1
        if keys.count < Self.mostKeys, let key = RowKey(key) { keys.append(key) }
    }

    mutating func add(_ key: RowKey) {
        count += 1
        if keys.count < Self.mostKeys { keys.append(key) }
    }

    /// `[{"foreign_key": "posts.author", "keys": [1, 2], "more": false}]`, keys as rows have them.
    static func json(_ list: [HoldingRows]) -> Text {
        var out = ByteBuffer(capacity: 256)
        out.append("[")
        for (position, holding) in list.enumerated() {
            if position > 0 { out.append(",") }
            out.append("{\"foreign_key\":")
            out.writeString(holding.foreignKey)
            out.append(",\"keys\":[")
            for (index, key) in holding.keys.enumerated() {
                if index > 0 { out.append(",") }
                switch key {
                case .integer(let value): out.writeInteger(value)
                case .real(let value): out.writeReal(value)
                case .text(let text): out.writeString(text)
                case .blob(let bytes): bytes.withUnsafeBytes { out.writeBlob($0) }
                }
            }
            out.append(holding.count > holding.keys.count ? "],\"more\":true}" : "],\"more\":false}")
        }
        out.append("]")
        return out.withBytes { Text([UInt8]($0)) }
    }
}

extension NoormmeError {
    static func protected(_ model: Text, by rows: [HoldingRows]) -> NoormmeError {
        refusal(.protected, model, "protected", rows)
    }

    static func restricted(_ model: Text, by rows: [HoldingRows]) -> NoormmeError {
        refusal(.restricted, model, "restricted", rows)
    }

    /// Django's words.
    private static func refusal(
        _ code: ErrorCode, _ model: Text, _ kind: StaticString, _ rows: [HoldingRows]
    ) -> NoormmeError {
        var message: Text = "Cannot delete some instances of model '"
        message += model
        message += "' because they are referenced through "
        message += Text(kind)
        message += " foreign keys: "
        for (index, holding) in rows.enumerated() {
            message += index == 0 ? "'" : ", '"
            message += holding.foreignKey
            message += "'"
        }
        var error = NoormmeError(code, message + ".", model: model, field: rows.first?.foreignKey ?? Text())
        error.heldBy = HoldingRows.json(rows)
        return error
    }
}
