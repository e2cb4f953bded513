import NoormmeJSON
import NoormmeText

/// Functions, branches and windows.
extension Expression {
    /// A function by Django's name for it: `.function("Lower", "name")`, `.function("Coalesce", "nick", "name")`.
    public static func function(_ name: String, _ arguments: any Argument...) -> Expression {
        call(Text(string: name), arguments)
    }

    /// The value as another type: `integer`, `real`, `decimal(10,2)`, `text`, `date` … as in docs/wire-format.md.
    public static func cast(_ value: any Argument, to type: String) -> Expression {
        call("Cast", [value]) { writer in
            writer.key("type")
            writer.string(type)
        }
    }

    /// Part of a date or time as a number: `.extract("year", from: "created_at")`.
    public static func extract(_ part: String, from value: any Argument, timeZone: String? = nil) -> Expression {
        call("Extract", [value]) { writer in writePart(part, timeZone, into: &writer) }
    }

    /// A date or time without its smaller parts: `.trunc("created_at", to: "month")`.
    public static func trunc(_ value: any Argument, to part: String, timeZone: String? = nil) -> Expression {
        call("Trunc", [value]) { writer in writePart(part, timeZone, into: &writer) }
    }

    private static func writePart(_ part: String, _ timeZone: String?, into writer: inout JSONWriter) {
        writer.key("kind")
        writer.string(part)
        if let timeZone {
            writer.key("tz")
            writer.string(timeZone)
        }
    }

    /// The result of the first branch whose condition holds, else `default`, else NULL.
    public static func `case`(_ branches: When..., default: (any Argument)? = nil) -> Expression {
        Expression { writer in
            writer.beginObject()
            writer.key("$case")
            writer.beginArray()
            for branch in branches {
                writer.beginArray()
                branch.condition.write(into: &writer)
                writer.raw(branch.result.argumentExpression.json)
                writer.endArray()
            }
            writer.endArray()
            if let fallback = `default` {
                writer.key("default")
                writer.raw(fallback.argumentExpression.json)
            }
            writer.endObject()
        }
    }

    /// One branch of a `case`.
    public struct When: Sendable {
        let condition: Q
        let result: any Argument

        /// - Parameters:
        ///   - condition: what the branch is for.
        ///   - result: the value where the condition holds; a string is a name.
        public init(_ condition: Q, then result: any Argument) {
            self.condition = condition
            self.result = result
        }
    }

    /// A function over the rows that belong with each row: `.window(.function("RowNumber"), orderBy: ["-age"])`.
    public static func window(
        _ function: Expression, partitionBy: [any Argument] = [], orderBy: [Order] = []
    ) -> Expression {
        Expression { writer in
            writer.beginObject()
            writer.key("$window")
            writer.raw(function.json)
            if !partitionBy.isEmpty {
                writer.key("partition_by")
                writer.beginArray()
                for argument in partitionBy { writer.raw(argument.argumentExpression.json) }
                writer.endArray()
            }
            if !orderBy.isEmpty {
                writer.key("order_by")
                writer.beginArray()
                for order in orderBy { writer.raw(order.json) }
                writer.endArray()
            }
            writer.endObject()
        }
    }
}
