/// The elements of a JSON array.
struct ColumnUnkeyedContainer: UnkeyedEncodingContainer {
    let encoder: ColumnEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    var count: Int {
        if case .array(let elements) = encoder.node.content { elements.count } else { 0 }
    }

    mutating func encodeNil() throws { encoder.node.append(.null) }

    mutating func encode<T: Encodable>(_ value: T) throws {
        encoder.node.append(try encoder.encoded(value, RowKey(intValue: count)))
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        nested().container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }

    mutating func superEncoder() -> any Encoder { nested() }

    private func nested() -> ColumnEncoder {
        let nested = encoder.nested(RowKey(intValue: count))
        encoder.node.append(nested.node)
        return nested
    }
}
