import NoormmeText

/// A column that SQLite accepts and a lookup path cannot name.
///
/// `__` separates the parts of a path, `$` begins a tag of the wire format, `-` turns an order around,
/// and `pk` stands for the primary key. Such a column is read and written all the same; to filter by it,
/// configure `fields: {"<suggestion>": {"column": "<column>"}}`.
public struct UnspellableName: Sendable {
    public let model: Text
    public let column: Text
    public let suggestion: Text

    public init(model: Text, column: Text, suggestion: Text) {
        self.model = model
        self.column = column
        self.suggestion = suggestion
    }
}

extension Text {
    /// Whether a lookup path, with anything after it, can name this column or relation.
    var isSpellable: Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        if first == 0x24 || first == 0x2D || first == 0x3F || first == 0x7B || last == 0x5F { return false }
        return firstIndex(of: "__") == nil
    }

    /// The nearest name that is spellable: runs of `_` become one, signs at the start and `_` at the end go.
    var spelled: Text {
        if isSpellable { return self }
        var result: [UInt8] = []
        for byte in bytes {
            if result.isEmpty, byte == 0x24 || byte == 0x2D || byte == 0x3F || byte == 0x7B { continue }
            if byte == 0x5F, result.last == 0x5F { continue }
            result.append(byte)
        }
        if result.last == 0x5F { result.removeLast() }
        return result.isEmpty ? "unnamed" : Text(result)
    }
}
