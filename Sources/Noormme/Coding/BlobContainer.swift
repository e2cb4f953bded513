import NoormmeJSON

/// The bytes of a blob, for types that are decoded as a sequence of bytes.
struct BlobContainer: UnkeyedDecodingContainer {
    private let bytes: [UInt8]
    private let decoder: RowDecoder
    private(set) var currentIndex = 0

    init(_ bytes: [UInt8], decoder: RowDecoder) {
        self.bytes = bytes
        self.decoder = decoder
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { bytes.count }
    var isAtEnd: Bool { currentIndex >= bytes.count }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode(_ type: UInt8.Type) throws -> UInt8 {
        guard !isAtEnd else { throw decoder.mismatch(type) }
        let byte = bytes[currentIndex]
        currentIndex += 1
        return byte
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        guard T.self == UInt8.self, let byte = try decode(UInt8.self) as? T else { throw decoder.mismatch(type) }
        return byte
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        throw decoder.mismatch([String: Any].self)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw decoder.mismatch([Any].self)
    }

    mutating func superDecoder() throws -> any Decoder { decoder }
}
