import NoormmeJSON
import NoormmeText

/// What may stand in an expression's place, such as an aggregate's argument: a `String` is the **name** of a
/// column (a path over relations), numbers and `Bool` are themselves, text is `Value.text("…")`.
public protocol Argument: Sendable {
    var argumentExpression: Expression { get }
}

extension String: Argument {
    public var argumentExpression: Expression {
        var writer = JSONWriter()
        writer.string(self)
        return Expression(writer)
    }
}

extension Value: Argument {
    public var argumentExpression: Expression {
        var writer = JSONWriter()
        writeArgument(into: &writer)
        return Expression(writer)
    }
}

extension Bool: Argument {
    public var argumentExpression: Expression { Value.bool(self).argumentExpression }
}

extension Int: Argument {
    public var argumentExpression: Expression { Value.integer(Int64(self)).argumentExpression }
}

extension Int64: Argument {
    public var argumentExpression: Expression { Value.integer(self).argumentExpression }
}

extension Double: Argument {
    public var argumentExpression: Expression { Value.real(self).argumentExpression }
}
