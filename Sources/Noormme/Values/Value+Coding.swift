extension Value: Codable {
    /// Any value of an answer; of other decoders, what Swift's own types can say.
    public init(from decoder: any Decoder) throws {
        if let own = decoder as? RowDecoder {
            self.init(own.json)
        } else if let container = try? decoder.container(keyedBy: RowKey.self) {
            self = .object(
                try container.allKeys.map { Member($0.stringValue, try container.decode(Value.self, forKey: $0)) })
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [Value] = []
            while !container.isAtEnd { elements.append(try container.decode(Value.self)) }
            self = .array(elements)
        } else {
            self = try Self.scalar(try decoder.singleValueContainer())
        }
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) throws -> Value {
        if container.decodeNil() { return .null }
        if let value = try? container.decode(Bool.self) { return .bool(value) }
        if let value = try? container.decode(Int64.self) { return .integer(value) }
        if let value = try? container.decode(Double.self) { return .real(value) }
        return .text(try container.decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value): try value.encode(to: encoder)
        case .integer(let value): try value.encode(to: encoder)
        case .real(let value): try value.encode(to: encoder)
        case .text(let value): try value.encode(to: encoder)
        case .blob(let value): try value.encode(to: encoder)
        case .array(let value): try value.encode(to: encoder)
        case .object(let members):
            var container = encoder.container(keyedBy: RowKey.self)
            for member in members { try container.encode(member.value, forKey: RowKey(stringValue: member.name)) }
        }
    }
}
