import NoormmeJSON

/// The members of an object: a row's columns, or the keys of a JSON column.
struct RowKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: RowDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { decoder.json.members.compactMap { Key(stringValue: String($0.key.text)) } }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try value(key).isNull }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try RowDecoder.decode(T.self, try value(key), path: path(key))
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let json = find(key), !json.isNull else { return nil }
        return try RowDecoder.decode(T.self, json, path: path(key))
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try scalar(key) { $0.asBool } }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try scalar(key) { $0.asString } }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try scalar(key) { $0.asDouble } }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        try scalar(key) { $0.asDouble.map { Float($0) } }
    }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try scalar(key) { $0.asInteger(Int.self) } }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try scalar(key) { $0.asInteger(Int8.self) } }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try scalar(key) { $0.asInteger(Int16.self) } }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try scalar(key) { $0.asInteger(Int32.self) } }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try scalar(key) { $0.asInteger(Int64.self) } }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try scalar(key) { $0.asInteger(UInt.self) } }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try scalar(key) { $0.asInteger(UInt8.self) } }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try scalar(key) { $0.asInteger(UInt16.self) } }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try scalar(key) { $0.asInteger(UInt32.self) } }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try scalar(key) { $0.asInteger(UInt64.self) } }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(key) { $0.asBool } }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(key) { $0.asString } }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(key) { $0.asDouble } }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        try optional(key) { $0.asDouble.map { Float($0) } }
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try optional(key) { $0.asInteger(Int.self) }
    }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? {
        try optional(key) { $0.asInteger(Int8.self) }
    }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
        try optional(key) { $0.asInteger(Int16.self) }
    }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
        try optional(key) { $0.asInteger(Int32.self) }
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try optional(key) { $0.asInteger(Int64.self) }
    }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? {
        try optional(key) { $0.asInteger(UInt.self) }
    }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
        try optional(key) { $0.asInteger(UInt8.self) }
    }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
        try optional(key) { $0.asInteger(UInt16.self) }
    }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
        try optional(key) { $0.asInteger(UInt32.self) }
    }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        try optional(key) { $0.asInteger(UInt64.self) }
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try nested(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try nested(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder }

    func superDecoder(forKey key: Key) throws -> any Decoder { try nested(key) }

    private func nested(_ key: Key) throws -> RowDecoder {
        RowDecoder(try value(key), path: path(key))
    }

    private func find(_ key: Key) -> JSONValue? {
        decoder.json.member(named: decoder.naming.column(key.stringValue))
    }

    private func value(_ key: Key) throws -> JSONValue {
        if let json = find(key) { return json }
        let column = RowKey(stringValue: decoder.naming.column(key.stringValue))
        throw DecodingError.keyNotFound(
            column, DecodingError.Context(codingPath: codingPath, debugDescription: "no such column"))
    }

    private func path(_ key: Key) -> [any CodingKey] {
        codingPath + [RowKey(stringValue: decoder.naming.column(key.stringValue))]
    }

    @inline(__always)
    private func scalar<T>(_ key: Key, _ read: (JSONValue) -> T?) throws -> T {
        let json = try value(key)
        guard let scalar = read(json) else { throw DecodingError.mismatch(T.self, json, path(key)) }
        return scalar
    }

    @inline(__always)
    private func optional<T>(_ key: Key, _ read: (JSONValue) -> T?) throws -> T? {
        guard let json = find(key), !json.isNull else { return nil }
        guard let scalar = read(json) else { throw DecodingError.mismatch(T.self, json, path(key)) }
        return scalar
    }
}
