import NoormmeJSON
import NoormmeText

/// Query sets made of several. All run in the database of the first.
extension QuerySet {
    /// Rows of this and the other queries, each once; with `all` as often as they occur.
    public func union(_ others: QuerySet..., all: Bool = false) -> QuerySet {
        step("union") { writer in
            writer.specs(others.map(\.query))
            guard all else { return }
            writer.beginObject()
            writer.key("all")
            writer.bool(true)
            writer.endObject()
        }
    }

    /// Rows that all the queries have.
    public func intersection(_ others: QuerySet...) -> QuerySet {
        step("intersection") { writer in writer.specs(others.map(\.query)) }
    }

    /// Rows that this query has and none of the others.
    public func difference(_ others: QuerySet...) -> QuerySet {
        step("difference") { writer in writer.specs(others.map(\.query)) }
    }

    /// Rows of both, as one query: Django's `&`.
    public func and(_ other: QuerySet) -> QuerySet { step("and") { writer in writer.spec(other.query) } }

    /// Rows of either, as one query: Django's `|`.
    public func or(_ other: QuerySet) -> QuerySet { step("or") { writer in writer.spec(other.query) } }

    /// Rows of exactly one of the two, as one query: Django's `^`.
    public func xor(_ other: QuerySet) -> QuerySet { step("xor") { writer in writer.spec(other.query) } }
}

extension JSONWriter {
    fileprivate mutating func spec(_ query: Query) { raw(Text(query.spec())) }

    fileprivate mutating func specs(_ queries: [Query]) {
        beginArray()
        for query in queries { spec(query) }
        endArray()
    }
}
