import NoormmeJSON
import NoormmeText

/// A value that the database computes: a column (`F`), arithmetic, a function, an aggregate, a subquery.
///
/// ```swift
/// users.annotate(["posts": .count("posts"), "initial": .function("Left", "name", 1)])
/// ```
public struct Expression: Operand, Argument, Formula {
    /// As docs/wire-format.md has it.
    let json: Text

    init(_ writer: JSONWriter) { json = Text(writer.bytes) }

    init(_ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        write(&writer)
        self.init(writer)
    }

    public var operandTerm: Term { .expression(self) }
    public var argumentExpression: Expression { self }
}

/// A column of the row, reached over relations and through transforms: `F("author__city__name")`.
///
/// It stands for the column on the right side of a lookup, in `update`, and in expressions:
/// `update(["views": F("views") + 1])`.
public struct F: Operand, Argument, Formula {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var argumentExpression: Expression {
        Expression { writer in
            writer.beginObject()
            writer.key("$f")
            writer.string(path)
            writer.endObject()
        }
    }

    public var operandTerm: Term { .expression(argumentExpression) }

    /// Part of a text, counted in characters from 0.
    public subscript(range: Range<Int>) -> Expression {
        Expression { writer in
            writer.beginObject()
            writer.key("$f")
            writer.string(path)
            writer.key("slice")
            writer.beginArray()
            writer.integer(Int64(range.lowerBound))
            writer.integer(Int64(range.upperBound))
            writer.endArray()
            writer.endObject()
        }
    }
}
