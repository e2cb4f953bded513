import NoormmeJSON
import NoormmeText

extension QuerySet {
    /// Rows that meet all conditions.
    public func filter(_ conditions: Q...) -> QuerySet {
        step("filter") { writer in for condition in conditions { condition.write(into: &writer) } }
    }

    /// Rows that do not meet all of the conditions: NOT (a AND b).
    public func exclude(_ conditions: Q...) -> QuerySet {
        step("exclude") { writer in for condition in conditions { condition.write(into: &writer) } }
    }

    /// Adds computed columns: `annotate(["posts_count": .count("posts")])`.
    public func annotate(_ columns: KeyValuePairs<String, Expression>) -> QuerySet {
        step("annotate") { writer in writer.aliases(columns) }
    }

    /// Adds aggregates under their default names, such as `posts__count`.
    public func annotate(_ first: Expression, _ rest: Expression...) -> QuerySet {
        step("annotate") { writer in for expression in [first] + rest { writer.raw(expression.json) } }
    }

    /// As `annotate`, but only for later steps: the columns do not come out.
    public func alias(_ columns: KeyValuePairs<String, Expression>) -> QuerySet {
        step("alias") { writer in writer.aliases(columns) }
    }

    /// Orders by names, `"-name"` for largest first, `"?"` for any order; none clears the order.
    public func orderBy(_ names: String...) -> QuerySet {
        step("order_by") { writer in writer.strings(names) }
    }

    /// Orders by expressions and names.
    public func orderBy(_ first: Order, _ rest: Order...) -> QuerySet {
        step("order_by") { writer in
            writer.beginArray()
            for term in [first] + rest { writer.raw(term.json) }
            writer.endArray()
        }
    }

    /// Turns the order round.
    public func reverse() -> QuerySet { step("reverse") }

    /// Each row once.
    public func distinct() -> QuerySet { step("distinct") }

    /// No rows, without asking the database.
    public func none() -> QuerySet { step("none") }

    /// Loads only these columns and the primary key. A model whose other properties are not optional
    /// cannot be decoded from them: see `decoding(_:)`.
    public func only(_ names: String...) -> QuerySet {
        step("only") { writer in writer.strings(names) }
    }

    /// Loads all but these columns.
    public func `defer`(_ names: String...) -> QuerySet {
        step("defer") { writer in writer.strings(names) }
    }

    /// Loads to-one relations in the same statement: the row has the related row under the relation's name.
    public func selectRelated(_ paths: String...) -> QuerySet {
        step("select_related") { writer in writer.strings(paths) }
    }

    /// Loads relations with one statement each: the row has the related rows under the relation's name.
    public func prefetchRelated(_ paths: String...) -> QuerySet {
        step("prefetch_related") { writer in writer.strings(paths) }
    }

    /// Loads relations with one statement each, of queries of their own.
    public func prefetchRelated(_ first: Prefetch, _ rest: Prefetch...) -> QuerySet {
        step("prefetch_related") { writer in
            writer.beginArray()
            for prefetch in [first] + rest { prefetch.write(into: &writer) }
            writer.endArray()
        }
    }
}

/// Related rows to load with one statement, of a query of one's own and under a name of one's choice.
///
/// `Prefetch("posts", of: database.model("posts").objects.filter(["published": true]), as: "published")`
public struct Prefetch: Sendable, ExpressibleByStringLiteral {
    private let path: String
    private let query: Query?
    private let name: String?

    public init(_ path: String) {
        self.path = path
        query = nil
        name = nil
    }

    public init(stringLiteral path: String) { self.init(path) }

    /// - Parameters:
    ///   - path: relations, such as `posts__comments`.
    ///   - query: of the related model; only rows of it are loaded, in its order.
    ///   - name: what the rows have them under, instead of the relation's name.
    public init<Element>(_ path: String, of query: QuerySet<Element>, as name: String? = nil) {
        self.path = path
        self.query = query.query
        self.name = name
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("$prefetch")
        writer.string(path)
        if let query {
            writer.key("queryset")
            writer.raw(Text(query.spec()))
        }
        if let name {
            writer.key("to_attr")
            writer.string(name)
        }
        writer.endObject()
    }
}

extension JSONWriter {
    /// `{alias: expression}`
    mutating func aliases(_ columns: KeyValuePairs<String, Expression>) {
        beginObject()
        for (name, expression) in columns {
            key(name)
            raw(expression.json)
        }
        endObject()
    }
}
