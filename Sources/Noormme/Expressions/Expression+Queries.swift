import NoormmeJSON
import NoormmeText

/// Queries inside queries. The inner one runs in the database of the outer one.
extension Expression {
    /// The one value a query gives for each row.
    public static func subquery(_ query: QuerySet<some Sendable>) -> Expression { wrapped("$subquery", query) }

    /// Whether a query has a row.
    public static func exists(_ query: QuerySet<some Sendable>) -> Expression { wrapped("$exists", query) }

    /// A column of the row of the outer query, inside `subquery` and `exists`.
    public static func outer(_ path: String) -> Expression {
        Expression { writer in writer.tag("$outer", path) }
    }

    static func wrapped(_ tag: StaticString, _ query: QuerySet<some Sendable>) -> Expression {
        Expression { writer in
            writer.beginObject()
            writer.key(tag)
            writer.raw(Text(query.query.spec()))
            writer.endObject()
        }
    }
}

/// The rows of a query, which gives one value each, on the right side of a lookup: `["city__in": cities]`.
extension QuerySet: Operand {
    public var operandTerm: Term { .expression(.wrapped("$query", self)) }
}
