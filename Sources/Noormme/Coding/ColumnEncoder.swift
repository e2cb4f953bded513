import NoormmeCore
import NoormmeText

/// What a value was encoded as, filled while its `encode(to:)` runs.
final class ColumnNode {
    enum Content {
        /// Nothing was encoded.
        case none
        case term(Term)
        case object([(name: String, node: ColumnNode)])
        case array([ColumnNode])
    }

    var content = Content.none

    init(_ content: Content = .none) { self.content = content }

    static var null: ColumnNode { ColumnNode(.term(.value(.null))) }

    func set(_ name: String, _ node: ColumnNode) {
        var members: [(name: String, node: ColumnNode)] = []
        if case .object(let known) = content { members = known }
        content = .none
        members.append((name, node))
        content = .object(members)
    }

    func append(_ node: ColumnNode) {
        var elements: [ColumnNode] = []
        if case .array(let known) = content { elements = known }
        content = .none
        elements.append(node)
        content = .array(elements)
    }

    /// As a column's value: what is no scalar is JSON.
    var term: Term {
        switch content {
        case .none: .value(.object([]))
        case .term(let term): term
        case .object, .array: .value(value)
        }
    }

    private var value: Value {
        switch content {
        case .none: .object([])
        case .term(.value(let value)): value
        // A property inside JSON that is no plain value.
        case .term: .null
        case .object(let members): .object(members.map { Value.Member($0.name, $0.node.value) })
        case .array(let nodes): .array(nodes.map(\.value))
        }
    }
}

/// Encodes a value as columns.
struct ColumnEncoder: Encoder {
    let node: ColumnNode
    let codingPath: [any CodingKey]
    let naming: ColumnNaming
    /// Whether what is nil is written as NULL.
    let keepsNil: Bool
    /// Whether the members are columns, not keys of a JSON value.
    let isRow: Bool
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The columns of a model's value, without generated ones, and without those of properties that are nil unless
    /// `keepsNil`.
    ///
    /// - Throws: `.valueError` when the value does not encode as an object.
    static func columns<M: Model>(of value: M, keepsNil: Bool = false) throws(NoormmeError) -> Columns {
        let encoder = ColumnEncoder(
            node: ColumnNode(), codingPath: [], naming: M.columnNaming, keepsNil: keepsNil, isRow: true)
        do {
            try value.encode(to: encoder)
        } catch let error as NoormmeError {
            throw error
        } catch {
            throw NoormmeError(.valueError, Text(string: "\(M.self): the value does not encode as columns"))
        }
        switch encoder.node.content {
        case .none: return Columns()
        case .object(let members):
            let generated = M.generatedColumns
            return Columns(
                terms: members.compactMap { generated.contains($0.name) ? nil : ($0.name, $0.node.term) })
        case .term, .array:
            throw NoormmeError(.valueError, Text(string: "\(M.self): the value does not encode as columns"))
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(ColumnKeyedContainer<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .none = node.content { node.content = .array([]) }
        return ColumnUnkeyedContainer(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { ColumnValueContainer(encoder: self) }

    /// What is an operand stands for what it says it does, also inside JSON; all else encodes itself.
    func encoded<T: Encodable>(_ value: T, _ key: any CodingKey) throws -> ColumnNode {
        if let operand = value as? any Operand {
            let term = operand.operandTerm
            if isRow { return ColumnNode(.term(term)) }
            if case .value = term { return ColumnNode(.term(term)) }
            if let converted = value as? any ColumnConvertible { return ColumnNode(.term(.value(converted.jsonValue))) }
        }
        let nested = nested(key)
        try value.encode(to: nested)
        return nested.node
    }

    func nested(_ key: any CodingKey) -> ColumnEncoder {
        ColumnEncoder(
            node: ColumnNode(), codingPath: codingPath + [key], naming: .asWritten, keepsNil: false, isRow: false)
    }
}

/// Arrays of models: see `isRelated`.
protocol RelatedRows {}
extension Array: RelatedRows where Element: Model {}

extension ColumnEncoder {
    /// Whether a property of this type holds related rows, which are no columns of its own row.
    func isRelated(_ type: Any.Type) -> Bool { type is any Model.Type || type is any RelatedRows.Type }
}
