import NoormmeCore
import NoormmeJSON

/// A row: values by the names of columns, computed columns and loaded relations.
///
/// A row is a place in the answer it came in, and its values are read from there when they are asked for. So
/// rows cost next to nothing, and one row keeps the whole answer in memory: decode it, or take its values, to
/// keep few of many.
public struct Row: Sendable {
    let json: JSONValue

    init(json: JSONValue) { self.json = json }

    /// The names, in order.
    public var columns: [String] { json.members.map { String($0.key.text) } }

    /// The values, in the order of `columns`.
    public var values: [Value] { json.members.map { Value($0.value) } }

    /// A column's value; nil when the row has no such column, `.null` when it is NULL.
    public subscript(name: String) -> Value? {
        json.member(named: name).map { Value($0) }
    }

    /// A column as a Swift type, by the rules of `Model`.
    ///
    /// - Throws: `.dataError` when there is no such column or its value is no `T`.
    public func get<T: Decodable>(_ name: String, as type: T.Type = T.self) throws(NoormmeError) -> T {
        try Decoding.decode(T.self, of: json, at: name)
    }

    /// The row as a Swift type, by the rules of `Model`.
    ///
    /// - Throws: `.dataError` with the column that does not fit.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws(NoormmeError) -> T {
        try Decoding.decode(T.self, json)
    }

    /// A related row that was loaded; nil when there is none, or it is no row.
    public func row(_ name: String) -> Row? {
        guard let json = json.member(named: name), json.kind == .object else { return nil }
        return Row(json: json)
    }

    /// Related rows that were loaded; none when they are no rows.
    public func rows(_ name: String) -> [Row] {
        guard let json = json.member(named: name) else { return [] }
        return json.elements.filter { $0.kind == .object }.map { Row(json: $0) }
    }
}

extension Row: CustomStringConvertible {
    /// The row as JSON text.
    public var description: String { String(json.source) }
}

extension Row: Decodable {
    /// - Throws: `DecodingError` when the decoder is not one of this library's: a row is a place in its answers.
    public init(from decoder: any Decoder) throws {
        guard let own = decoder as? RowDecoder, own.json.kind == .object else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no row of an answer"))
        }
        json = own.json
    }
}

extension JSONValue {
    /// The value of an object's member.
    func member(named name: String) -> JSONValue? {
        var name = name
        return name.withUTF8 { member($0) }
    }
}
