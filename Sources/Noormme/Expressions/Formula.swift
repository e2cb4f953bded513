import NoormmeJSON
import NoormmeText

/// An expression that can be computed with: `F` and `Expression`. Strings beside an operator are text.
public protocol Formula: Operand, Argument {}

extension Formula {
    public static func + (left: Self, right: some Operand) -> Expression { left.operation("+", right) }
    public static func - (left: Self, right: some Operand) -> Expression { left.operation("-", right) }
    public static func * (left: Self, right: some Operand) -> Expression { left.operation("*", right) }
    /// Of two integers an integer, as SQLite divides.
    public static func / (left: Self, right: some Operand) -> Expression { left.operation("/", right) }
    public static func % (left: Self, right: some Operand) -> Expression { left.operation("%", right) }

    public static prefix func - (operand: Self) -> Expression {
        Expression { writer in
            writer.beginObject()
            writer.key("$op")
            writer.string("neg")
            writer.key("args")
            writer.beginArray()
            writer.raw(operand.argumentExpression.json)
            writer.endArray()
            writer.endObject()
        }
    }

    /// `self ** exponent`
    public func power(_ exponent: some Operand) -> Expression { operation("**", exponent) }

    private func operation(_ name: StaticString, _ right: some Operand) -> Expression {
        tagged("$op", name: Text(name), right.operandTerm)
    }

    /// A lookup as a condition: `F("spent").lookup("gt", F("budget"))`.
    public func lookup(_ name: String, _ right: some Operand) -> Q {
        Q(tagged("$lookup", name: Text(string: name), right.operandTerm))
    }

    private func tagged(_ tag: StaticString, name: Text, _ right: Term) -> Expression {
        Expression { writer in
            writer.beginObject()
            writer.key(tag)
            writer.string(name)
            writer.key("args")
            writer.beginArray()
            writer.raw(argumentExpression.json)
            right.writeArgument(into: &writer)
            writer.endArray()
            writer.endObject()
        }
    }

    /// Smallest first, as a term of `orderBy`.
    public func ascending(nulls: Order.Nulls? = nil) -> Order {
        Order(argumentExpression, isDescending: false, nulls: nulls)
    }

    /// Largest first, as a term of `orderBy`.
    public func descending(nulls: Order.Nulls? = nil) -> Order {
        Order(argumentExpression, isDescending: true, nulls: nulls)
    }
}

/// A term of `orderBy`: a name, with `-` before it for largest first; `"?"` for any order; or what
/// `ascending()` and `descending()` of an expression give.
public struct Order: Sendable, ExpressibleByStringLiteral {
    let json: Text

    /// Where NULL stands. SQLite takes it for the smallest value.
    public enum Nulls: String, Sendable { case first, last }

    public init(_ name: String) { json = name.argumentExpression.json }

    public init(stringLiteral name: String) { self.init(name) }

    init(_ expression: Expression, isDescending: Bool, nulls: Nulls?) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("$order")
        writer.raw(expression.json)
        if isDescending {
            writer.key("desc")
            writer.bool(true)
        }
        if let nulls {
            writer.key("nulls")
            writer.string(nulls.rawValue)
        }
        writer.endObject()
        json = Text(writer.bytes)
    }
}
