import NoormmeJSON
import NoormmeText

/// Aggregates. Each takes a column's name, a path over relations, or an expression.
extension Expression {
    /// How many rows have a value; `.count("*")` counts rows.
    ///
    /// - Parameters:
    ///   - value: a column's name, a path over relations, or an expression.
    ///   - distinct: each value once.
    ///   - filter: only of rows that meet the condition.
    public static func count(_ value: any Argument, distinct: Bool = false, filter: Q? = nil) -> Expression {
        aggregate("Count", value, distinct, filter, nil)
    }

    /// The sum, or `default` (NULL) when there is no row.
    public static func sum(
        _ value: any Argument, distinct: Bool = false, filter: Q? = nil, default: (any Argument)? = nil
    ) -> Expression {
        aggregate("Sum", value, distinct, filter, `default`)
    }

    /// The mean, or `default` (NULL) when there is no row.
    public static func avg(
        _ value: any Argument, distinct: Bool = false, filter: Q? = nil, default: (any Argument)? = nil
    ) -> Expression {
        aggregate("Avg", value, distinct, filter, `default`)
    }

    /// The smallest value, or `default` (NULL) when there is no row.
    public static func min(
        _ value: any Argument, filter: Q? = nil, default: (any Argument)? = nil
    ) -> Expression {
        aggregate("Min", value, false, filter, `default`)
    }

    /// The largest value, or `default` (NULL) when there is no row.
    public static func max(
        _ value: any Argument, filter: Q? = nil, default: (any Argument)? = nil
    ) -> Expression {
        aggregate("Max", value, false, filter, `default`)
    }

    /// The standard deviation of the rows, or as estimated from them as a sample.
    public static func standardDeviation(
        _ value: any Argument, sample: Bool = false, filter: Q? = nil, default: (any Argument)? = nil
    ) -> Expression {
        aggregate("StdDev", value, false, filter, `default`, sample: sample)
    }

    /// The variance of the rows, or as estimated from them as a sample.
    public static func variance(
        _ value: any Argument, sample: Bool = false, filter: Q? = nil, default: (any Argument)? = nil
    ) -> Expression {
        aggregate("Variance", value, false, filter, `default`, sample: sample)
    }

    /// The values joined to one text, with `separator` between them.
    public static func joined(
        _ value: any Argument, separator: String, distinct: Bool = false, filter: Q? = nil
    ) -> Expression {
        call("StringAgg", [value]) { writer in
            writer.key("delimiter")
            Value.text(separator).writeArgument(into: &writer)
            writeOptions(distinct, filter, nil, into: &writer)
        }
    }

    private static func aggregate(
        _ name: StaticString, _ value: any Argument, _ distinct: Bool, _ filter: Q?, _ fallback: (any Argument)?,
        sample: Bool = false
    ) -> Expression {
        call(Text(name), [value]) { writer in
            writeOptions(distinct, filter, fallback, into: &writer)
            if sample {
                writer.key("sample")
                writer.bool(true)
            }
        }
    }

    private static func writeOptions(
        _ distinct: Bool, _ filter: Q?, _ fallback: (any Argument)?, into writer: inout JSONWriter
    ) {
        if distinct {
            writer.key("distinct")
            writer.bool(true)
        }
        if let filter {
            writer.key("filter")
            filter.write(into: &writer)
        }
        if let fallback {
            writer.key("default")
            writer.raw(fallback.argumentExpression.json)
        }
    }

    /// `{"$func": name, "args": […], …}`
    static func call(
        _ name: Text, _ arguments: [any Argument], options: (inout JSONWriter) -> Void = { _ in }
    ) -> Expression {
        Expression { writer in
            writer.beginObject()
            writer.key("$func")
            writer.string(name)
            writer.key("args")
            writer.beginArray()
            for argument in arguments { writer.raw(argument.argumentExpression.json) }
            writer.endArray()
            options(&writer)
            writer.endObject()
        }
    }
}
