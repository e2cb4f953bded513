import NoormmeCore
import NoormmeJSON
import NoormmeText

/// How rows of an answer become what a query set gives.
enum Decoding {
    static let row: RowReader<Row> = { (json) throws(NoormmeError) in Row(json: json) }

    static let values: RowReader<[Value]> = { (json) throws(NoormmeError) in json.elements.map { Value($0) } }

    static func model<M: Model>(_ type: M.Type) -> RowReader<M> {
        let naming = M.columnNaming
        return { (json) throws(NoormmeError) in
            try decode(M.self) { try M(from: RowDecoder(json, naming: naming)) }
        }
    }

    static func value<T: Decodable & Sendable>(_ type: T.Type) -> RowReader<T> {
        { (json) throws(NoormmeError) in try decode(T.self, json) }
    }

    static func decode<T: Decodable>(_ type: T.Type, _ json: JSONValue) throws(NoormmeError) -> T {
        try decode(T.self) { try RowDecoder.decode(T.self, json, path: []) }
    }

    /// The next of a row's columns, which come in the order asked for.
    static func next<T: Decodable>(_ type: T.Type, _ columns: inout JSONElements) throws(NoormmeError) -> T {
        guard let json = columns.next() else { throw failure("a column is missing", path: [], root: "row") }
        return try decode(T.self, json)
    }

    /// One column of a row.
    static func decode<T: Decodable>(
        _ type: T.Type, of row: JSONValue, at name: String
    ) throws(NoormmeError) -> T {
        let key = RowKey(stringValue: name)
        guard let json = row.member(named: name) else {
            throw failure("there is no column of this name", path: [], root: "row", field: name)
        }
        return try decode("row") { try RowDecoder.decode(T.self, json, path: [key]) }
    }

    private static func decode<T, R>(_ type: T.Type, _ body: () throws -> R) throws(NoormmeError) -> R {
        try decode("\(type)", body)
    }

    private static func decode<R>(
        _ root: @autoclosure () -> String, _ body: () throws -> R
    ) throws(NoormmeError) -> R {
        do {
            return try body()
        } catch let error as NoormmeError {
            throw error
        } catch let error as DecodingError {
            throw failure(error, root: root())
        } catch {
            throw failure("its initializer threw an error of its own", path: [], root: root())
        }
    }

    /// Decoding errors of the standard library and of others quote the values they choke on: their words stay out.
    private static func failure(_ error: DecodingError, root: String) -> NoormmeError {
        switch error {
        case .keyNotFound(let key, let context):
            failure("there is no column of this name", path: context.codingPath, root: root, field: key.stringValue)
        case .valueNotFound(let type, let context):
            failure("NULL where \(type) is wanted", path: context.codingPath, root: root)
        case .typeMismatch(let type, let context):
            if let found = context.underlyingError as? Found {
                failure("\(found.kind) where \(type) is wanted", path: context.codingPath, root: root)
            } else {
                failure("\(type) is wanted", path: context.codingPath, root: root)
            }
        case .dataCorrupted(let context):
            failure("the value is none of its type", path: context.codingPath, root: root)
        @unknown default:
            failure("the value does not fit", path: [], root: root)
        }
    }

    /// `User.address.city: NULL where String is wanted`
    private static func failure(
        _ what: String, path: [any CodingKey], root: String, field: String? = nil
    ) -> NoormmeError {
        var place = root
        for key in path {
            if let index = key.intValue { place += "[\(index)]" } else { place += ".\(key.stringValue)" }
        }
        if let field { place += ".\(field)" }
        let name = field ?? path.first { $0.intValue == nil }?.stringValue ?? ""
        return NoormmeError(.dataError, Text(string: "\(place): \(what)"), field: Text(string: name))
    }
}

/// What stood in the answer instead of what was wanted.
struct Found: Error {
    let kind: String

    init(_ json: JSONValue) {
        switch json.kind {
        case .null: kind = "NULL"
        case .bool: kind = "a boolean"
        case .number: kind = json.isInteger ? "an integer" : "a real number"
        case .string: kind = "text"
        case .array: kind = "an array"
        case .object:
            kind =
                json.taggedInteger != nil
                ? "an integer"
                : json.taggedBytes != nil ? "a blob" : json.taggedReal != nil ? "a real number" : "an object"
        }
    }
}

/// A key by name or by position.
struct RowKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = "\(intValue)"
        self.intValue = intValue
    }
}
