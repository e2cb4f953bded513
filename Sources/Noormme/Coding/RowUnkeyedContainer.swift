import NoormmeJSON

/// The elements of an array: related rows, or those of a JSON column.
struct RowUnkeyedContainer: UnkeyedDecodingContainer {
    private let decoder: RowDecoder
    private let elements: [JSONValue]
    private(set) var currentIndex = 0

    init(decoder: RowDecoder) {
        self.decoder = decoder
        elements = Array(decoder.json.elements)
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        let isNull = try element(Never?.self).isNull
        // As the protocol has it: only a null is passed over.
        if isNull { currentIndex += 1 }
        return isNull
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value = try RowDecoder.decode(T.self, try element(T.self), path: path)
        currentIndex += 1
        return value
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try scalar { $0.asBool } }
    mutating func decode(_ type: String.Type) throws -> String { try scalar { $0.asString } }
    mutating func decode(_ type: Double.Type) throws -> Double { try scalar { $0.asDouble } }
    mutating func decode(_ type: Float.Type) throws -> Float { try scalar { $0.asDouble.map { Float($0) } } }
    mutating func decode(_ type: Int.Type) throws -> Int { try scalar { $0.asInteger(Int.self) } }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try scalar { $0.asInteger(Int8.self) } }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try scalar { $0.asInteger(Int16.self) } }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try scalar { $0.asInteger(Int32.self) } }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try scalar { $0.asInteger(Int64.self) } }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try scalar { $0.asInteger(UInt.self) } }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try scalar { $0.asInteger(UInt8.self) } }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try scalar { $0.asInteger(UInt16.self) } }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try scalar { $0.asInteger(UInt32.self) } }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try scalar { $0.asInteger(UInt64.self) } }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { try next() }

    private var path: [any CodingKey] { codingPath + [RowKey(intValue: currentIndex)] }

    private mutating func next() throws -> RowDecoder {
        let nested = RowDecoder(try element((any Decoder).self), path: path)
        currentIndex += 1
        return nested
    }

    private func element(_ type: Any.Type) throws -> JSONValue {
        if !isAtEnd { return elements[currentIndex] }
        throw DecodingError.valueNotFound(
            type, DecodingError.Context(codingPath: path, debugDescription: "the array has ended"))
    }

    private mutating func scalar<T>(_ read: (JSONValue) -> T?) throws -> T {
        let json = try element(T.self)
        guard let scalar = read(json) else { throw DecodingError.mismatch(T.self, json, path) }
        currentIndex += 1
        return scalar
    }
}
