import NoormmeSQL
import NoormmeText

/// The form in which parents' keys travel to the statement that fetches what belongs to them.
///
/// An executor reads one column of the parents, sends its values as one JSON array, and finds them again in the last
/// column of the related rows. A key of one column is its own form. A key of several is a JSON array's text, and
/// bytes, which JSON cannot carry, are hexadecimal digits: both are made, and taken apart again, by the statements.
struct PrefetchKey {
    private let isBlob: [Bool]

    init(_ relation: Relation, of source: Model) {
        isBlob = relation.sourceColumns.map { source.columns[Int($0)].type == .blob }
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
