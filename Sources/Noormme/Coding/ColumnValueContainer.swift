/// One value.
struct ColumnValueContainer: SingleValueEncodingContainer {
    let encoder: ColumnEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil() throws { encoder.node.content = .term(.value(.null)) }

    mutating func encode<T: Encodable>(_ value: T) throws {
        if let operand = value as? any Operand {
            encoder.node.content = .term(operand.operandTerm)
        } else {
            try value.encode(to: encoder)
        }
    }
}
