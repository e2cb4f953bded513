import NoormmeJSON

/// One value.
struct RowValueContainer: SingleValueDecodingContainer {
    let decoder: RowDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.json.isNull }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try RowDecoder.decode(T.self, decoder.json, path: codingPath)
    }

    func decode(_ type: Bool.Type) throws -> Bool { try scalar { $0.asBool } }
    func decode(_ type: String.Type) throws -> String { try scalar { $0.asString } }
    func decode(_ type: Double.Type) throws -> Double { try scalar { $0.asDouble } }
    func decode(_ type: Float.Type) throws -> Float { try scalar { $0.asDouble.map { Float($0) } } }
    func decode(_ type: Int.Type) throws -> Int { try scalar { $0.asInteger(Int.self) } }
    func decode(_ type: Int8.Type) throws -> Int8 { try scalar { $0.asInteger(Int8.self) } }
    func decode(_ type: Int16.Type) throws -> Int16 { try scalar { $0.asInteger(Int16.self) } }
    func decode(_ type: Int32.Type) throws -> Int32 { try scalar { $0.asInteger(Int32.self) } }
    func decode(_ type: Int64.Type) throws -> Int64 { try scalar { $0.asInteger(Int64.self) } }
    func decode(_ type: UInt.Type) throws -> UInt { try scalar { $0.asInteger(UInt.self) } }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try scalar { $0.asInteger(UInt8.self) } }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try scalar { $0.asInteger(UInt16.self) } }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try scalar { $0.asInteger(UInt32.self) } }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try scalar { $0.asInteger(UInt64.self) } }

    private func scalar<T>(_ read: (JSONValue) -> T?) throws -> T {
        guard let scalar = read(decoder.json) else { throw decoder.mismatch(T.self) }
        return scalar
    }
}
