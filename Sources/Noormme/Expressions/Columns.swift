import NoormmeJSON
import NoormmeText

/// Values by the names of columns, in the order written: what `create` and `update` take.
///
/// ```swift
/// var columns: Columns = ["name": "Ada", "city": nil]
/// columns.set("age", to: 36)
/// ```
public struct Columns: Sendable, ExpressibleByDictionaryLiteral {
    private var members: [(name: String, term: Term)] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, (any Operand)?)...) {
        self.init(pairs: elements)
    }

    /// Of a name that repeats, the last value counts.
    public init(pairs: [(String, (any Operand)?)]) {
        members = pairs.map { ($0.0, Self.term($0.1)) }
    }

    init(terms: [(name: String, term: Term)]) { members = terms }

    /// The names, in order.
    public var names: [String] { members.map(\.name) }

    /// Sets a column; nil is NULL.
    public mutating func set(_ name: String, to value: (any Operand)?) {
        let term = Self.term(value)
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].term = term
        } else {
            members.append((name, term))
        }
    }

    private static func term(_ value: (any Operand)?) -> Term { value?.operandTerm ?? .value(.null) }

    func write(into writer: inout JSONWriter) {
        write(into: &writer) { (term, writer) in term.writeColumn(into: &writer) }
    }

    /// As lookups, where a list is a list.
    func writeLookups(into writer: inout JSONWriter) {
        write(into: &writer) { (term, writer) in term.writeOperand(into: &writer) }
    }

    private func write(into writer: inout JSONWriter, _ body: (Term, inout JSONWriter) -> Void) {
        writer.beginObject()
        for (name, term) in members {
            writer.key(name)
            body(term, &writer)
        }
        writer.endObject()
    }
}
