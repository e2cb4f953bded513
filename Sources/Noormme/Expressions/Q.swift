import NoormmeJSON
import NoormmeText

/// A condition: lookups that must all hold, or conditions joined by `&&`, `||`, `^` and `!`.
///
/// ```swift
/// users.filter(["is_active": true, "age__gte": 18])
/// users.filter(Q(["city": "Rome"]) || ["city": "Oslo"], !Q(["email": nil]))
/// ```
///
/// A lookup is a path over relations (`author__city__name`), then transforms (`created_at__year`), then the
/// lookup's name; `exact` when there is none. A name is only ever a name, whatever it holds.
public struct Q: Sendable, ExpressibleByDictionaryLiteral {
    enum Connector: String { case and, or, xor }

    fileprivate enum Part: Sendable {
        case lookup(name: String, Term)
        /// JSON of a condition or a boolean expression.
        case condition(Text)
    }

    private var connector = Connector.and
    private var isNegated = false
    private var parts: [Part] = []

    /// No lookups, which hold for every row.
    public init() {}

    public init(dictionaryLiteral elements: (String, (any Operand)?)...) {
        self.init(lookups: elements)
    }

    /// Lookups that must all hold; nil is NULL.
    public init(_ lookups: KeyValuePairs<String, (any Operand)?>) {
        self.init(lookups: lookups.map { ($0.key, $0.value) })
    }

    /// The same, of names that are known only at run time.
    public init(lookups: [(String, (any Operand)?)]) {
        parts = lookups.map { .lookup(name: $0.0, $0.1?.operandTerm ?? .value(.null)) }
    }

    /// A boolean expression.
    public init(_ expression: Expression) {
        parts = [.condition(expression.json)]
    }

    /// A boolean column.
    public init(_ column: F) { self.init(column.argumentExpression) }

    /// Whether a query has a row. Inside it, `Expression.outer` is a column of this query's row.
    public static func exists(_ query: QuerySet<some Sendable>) -> Q { Q(.exists(query)) }

    public static func && (left: Q, right: Q) -> Q { joined(.and, left, right) }
    public static func || (left: Q, right: Q) -> Q { joined(.or, left, right) }
    /// Holds when an odd number of the conditions hold.
    public static func ^ (left: Q, right: Q) -> Q { joined(.xor, left, right) }

    public static prefix func ! (condition: Q) -> Q {
        var result = condition
        result.isNegated.toggle()
        return result
    }

    /// Flat where it can be: `a && b && c` is one group of three, however many there are.
    private static func joined(_ connector: Connector, _ left: Q, _ right: Q) -> Q {
        // As in Django, a condition without lookups leaves the other one as it is.
        if left.parts.isEmpty { return right }
        if right.parts.isEmpty { return left }
        var result = Q()
        result.connector = connector
        result.parts = left.parts(for: connector) + right.parts(for: connector)
        return result
    }

    private func parts(for connector: Connector) -> [Part] {
        let isSame = self.connector == connector || parts.count == 1
        return isSame && !isNegated ? parts : [.condition(json)]
    }

    /// As docs/wire-format.md has it.
    var json: Text {
        var writer = JSONWriter()
        write(into: &writer)
        return Text(writer.bytes)
    }

    func write(into writer: inout JSONWriter) {
        if connector == .and || parts.count < 2, !isNegated, parts.allSatisfy(\.isPlainLookup) {
            writer.beginObject()
            for case .lookup(let name, let term) in parts {
                writer.key(name)
                term.writeOperand(into: &writer)
            }
            return writer.endObject()
        }
        if !isNegated, parts.count == 1, case .condition(let json) = parts[0] { return writer.raw(json) }
        writer.beginObject()
        writer.key("$q")
        writer.string(connector.rawValue)
        if isNegated {
            writer.key("not")
            writer.bool(true)
        }
        writer.key("c")
        writer.beginArray()
        for part in parts { write(part, into: &writer) }
        writer.endArray()
        writer.endObject()
    }

    private func write(_ part: Part, into writer: inout JSONWriter) {
        switch part {
        case .lookup(let name, let term):
            writer.beginArray()
            writer.string(name)
            term.writeOperand(into: &writer)
            writer.endArray()
        case .condition(let json): writer.raw(json)
        }
    }
}

extension Q.Part {
    /// A lookup that can be a member of an object, where a name with `$` would be read as a tag.
    fileprivate var isPlainLookup: Bool {
        if case .lookup(let name, _) = self { !name.utf8.starts(with: "$".utf8) } else { false }
    }
}

/// A condition as an expression, and back.
extension Q: Argument {
    public var argumentExpression: Expression {
        Expression { writer in
            writer.beginObject()
            writer.key("$condition")
            write(into: &writer)
            writer.endObject()
        }
    }
}
