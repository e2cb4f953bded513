import NoormmeCore
import NoormmeText

/// A value that `CHECK (x IN (…))` allows.
enum Choice {
    case text(Text)
    /// A whole number that a double holds exactly, by its digits.
    case integer(Int64)

    /// The choices of a column, when each is a text or a small whole number and fits the column's type; else
    /// none, and the type alone says what the column holds.
    static func all(of column: Column) -> [Choice] {
        var choices: [Choice] = []
        for literal in column.choices {
            // NULL among them says nothing that the column's nullability does not.
            if literal.equalsIgnoringCase("NULL") { continue }
            guard let choice = read(literal), choice.fits(column.type) else { return [] }
            if !choices.contains(where: { $0.isSame(as: choice) }) { choices.append(choice) }
        }
        return choices
    }

    private static func read(_ literal: Text) -> Choice? {
        let bytes = literal.bytes
        if bytes.count >= 2, bytes[0] == 0x27, bytes[bytes.count - 1] == 0x27 {
            var value: [UInt8] = []
            var index = 1
            while index < bytes.count - 1 {
                value.append(bytes[index])
                // A quote is written twice.
                index += bytes[index] == 0x27 ? 2 : 1
            }
            return .text(Text(value))
        }
        guard let number = literal.int64, number.magnitude <= 1 << 53 else { return nil }
        return .integer(number)
    }

    private func fits(_ type: FieldType) -> Bool {
        switch (self, type) {
        case (.text, .text), (_, .any), (.integer, .integer), (.integer, .positiveInteger), (.integer, .bigInteger),
            (.integer, .real):
            true
        default: false
        }
    }

    private func isSame(as other: Choice) -> Bool {
        switch (self, other) {
        case (.text(let a), .text(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        default: false
        }
    }
}
