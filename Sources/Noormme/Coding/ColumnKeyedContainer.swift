/// Properties as columns, or the keys of a JSON value.
struct ColumnKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ColumnEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil(forKey key: Key) throws { encoder.node.set(name(key), .null) }

    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        // Related rows are no columns of this one.
        if encoder.isRow, encoder.isRelated(T.self) { return }
        encoder.node.set(name(key), try encoder.encoded(value, key))
    }

    mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try optional(value, key) }
    mutating func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws { try optional(value, key) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        nested(key).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder }

    mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    private func nested(_ key: Key) -> ColumnEncoder {
        let nested = encoder.nested(key)
        encoder.node.set(name(key), nested.node)
        return nested
    }

    private func name(_ key: Key) -> String { encoder.naming.column(key.stringValue) }

    /// A synthesized `encode(to:)` comes here with what is optional: NULL is left out, or written where a row
    /// is to become what the value is.
    private func optional<T: Encodable>(_ value: T?, _ key: Key) throws {
        var container = self
        if let value {
            try container.encode(value, forKey: key)
        } else if encoder.keepsNil, !encoder.isRelated(T.self) {
            try container.encodeNil(forKey: key)
        }
    }
}
