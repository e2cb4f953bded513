import NoormmeJSON

// Rows are decoded from the answer where it lies: a container is a reference into the parsed JSON, a key is
// compared with the bytes of the source, and nothing is made of a row but what its type asks for.

/// Decodes values of an answer.
struct RowDecoder: Decoder {
    let json: JSONValue
    let codingPath: [any CodingKey]
    let naming: ColumnNaming
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ json: JSONValue, path: [any CodingKey] = [], naming: ColumnNaming = .asWritten) {
        self.json = json.taggedJSON ?? json
        codingPath = path
        self.naming = naming
    }

    /// A value of any type. What is no model has keys as written: it is JSON that somebody stored.
    static func decode<T: Decodable>(_ type: T.Type, _ json: JSONValue, path: [any CodingKey]) throws -> T {
        if T.self == [UInt8].self, let bytes = json.taggedBytes as? T { return bytes }
        if let converted = T.self as? any ColumnConvertible.Type {
            guard let value = converted.init(column: Value(json)) as? T else {
                throw DecodingError.mismatch(T.self, json, path)
            }
            return value
        }
        let naming = (T.self as? any Model.Type)?.columnNaming ?? .asWritten
        return try T(from: RowDecoder(json, path: path, naming: naming))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard json.kind == .object else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(RowKeyedContainer<Key>(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        if let bytes = json.taggedBytes { return BlobContainer(bytes, decoder: self) }
        guard json.kind == .array else { throw mismatch([Any].self) }
        return RowUnkeyedContainer(decoder: self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { RowValueContainer(decoder: self) }

    func mismatch(_ type: Any.Type) -> DecodingError { .mismatch(type, json, codingPath) }
}

extension DecodingError {
    /// A value that is not of the type wanted, or NULL.
    static func mismatch(_ type: Any.Type, _ json: JSONValue, _ path: @autoclosure () -> [any CodingKey])
        -> DecodingError
    {
        if json.isNull {
            return .valueNotFound(type, Context(codingPath: path(), debugDescription: "NULL"))
        }
        let found = Found(json)
        return .typeMismatch(
            type, Context(codingPath: path(), debugDescription: "found \(found.kind)", underlyingError: found))
    }
}
