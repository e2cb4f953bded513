import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// The form in which parents' keys travel to the statement that fetches what belongs to them.
///
/// An executor reads one column of the parents, sends its values as one JSON array, and finds them again in the last
/// column of the related rows. A key of one column is its own form. A key of several is a JSON array's text, and
/// bytes, which JSON cannot carry, are hexadecimal digits: both are made, and taken apart again, by the statements.
struct PrefetchKey {
    private let isBlob: [Bool]

    /// - Parameter columns: positions in the parents' model.
    init(_ columns: [Int32], of source: Model) {
        isBlob = columns.map { source.columns[Int($0)].type == .blob }
    }

    private var isPlain: Bool { isBlob.count == 1 && !isBlob[0] }

    /// The key as one value, NULL when a part of it is.
    func text(_ columns: [SQLExpression]) -> SQLExpression {
        if isPlain { return columns[0] }
        let parts = portable(columns)
        if parts.count == 1 {
            // HEX(NULL) is ''.
            return .call("NULLIF", [parts[0], .string("")])
        }
        return .caseWhen(
            [WhenThen(condition: .any(columns.map { .isNull($0) }), result: .null)],
            otherwise: .call("JSON_ARRAY", parts))
    }

    /// What `text` makes of these values, without a statement.
    func value(_ parts: [SQLValue], _ source: JSONValue) throws(NoormmeError) -> SQLValue {
        if parts.contains(.null) { return .null }
        if isPlain { return parts[0] }
        if parts.count == 1 {
            let digits = hexadecimal(parts[0])
            return digits.isEmpty ? .null : .text(digits)
        }
        var json: [UInt8] = [0x5B]
        for (index, part) in parts.enumerated() {
            if index > 0 { json.append(0x2C) }
            switch isBlob[index] ? .text(hexadecimal(part)) : part {
            case .integer(let number): json.appendDecimal(number)
            case .text(let text): text.bytes.withUnsafeBufferPointer { json.appendJSONString($0) }
            default:
                // How SQLite would spell a real is not known here; bytes have no spelling.
                throw source.error(
                    .notSupported,
                    "Rows cannot be found by a key of several columns one of which is no integer or text.")
            }
        }
        json.append(0x5D)
        return .text(Text(json))
    }

    /// `HEX(value)`
    private func hexadecimal(_ value: SQLValue) -> Text {
        let bytes: [UInt8] =
            switch value {
            case .blob(let bytes): bytes
            case .text(let text), .real(let text): text.bytes
            case .integer(let number): Text(number).bytes
            case .null: []
            }
        var digits: [UInt8] = []
        digits.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            for half in [byte >> 4, byte & 15] { digits.append(half < 10 ? 0x30 | half : 0x37 &+ half) }
        }
        return Text(digits)
    }

    private func portable(_ columns: [SQLExpression]) -> [SQLExpression] {
        var parts: [SQLExpression] = []
        for (index, column) in columns.enumerated() { parts.append(isBlob[index] ? .call("HEX", [column]) : column) }
        return parts
    }

    /// Whether the key is among `keys`, a JSON array. Columns that hold no bytes are compared as they are, which an
    /// index can serve.
    func condition(_ columns: [SQLExpression], _ keys: SQLExpression) -> SQLExpression {
        if isPlain { return .inJSON(columns[0], keys) }
        let parts = portable(columns)
        if parts.count == 1 { return .inJSON(parts[0], keys) }
        var elements: [SQLExpression] = []
        for index in parts.indices {
            elements.append(.call("JSON_EXTRACT", [.literal("value"), .string("$[" + Text(Int64(index)) + "]")]))
        }
        return .inJSONForm(.row(parts), keys, elements)
    }
}
