import NoormmeJSON

/// Rows of other columns than the model's.
extension QuerySet {
    /// Rows of the named columns only; none means every column.
    public func values(_ names: String...) -> QuerySet<Row> {
        values(names, [:])
    }

    /// Rows of the named columns and of computed ones. After it, `annotate` with an aggregate groups by them.
    public func values(_ names: String..., computed: KeyValuePairs<String, Expression>) -> QuerySet<Row> {
        values(names, computed)
    }

    private func values(_ names: [String], _ computed: KeyValuePairs<String, Expression>) -> QuerySet<Row> {
        let query = query.step("values") { writer in
            writer.beginArray()
            for name in names { writer.string(name) }
            if !computed.isEmpty { writer.aliases(computed) }
            writer.endArray()
        }
        return QuerySet<Row>(database: database, query: query, read: Decoding.row)
    }

    /// Rows as arrays of the named columns; none means every column.
    public func valuesList(_ names: String...) -> QuerySet<[Value]> {
        let query = query.step("values_list") { writer in writer.strings(names) }
        return QuerySet<[Value]>(database: database, query: query, read: Decoding.values)
    }

    /// The values of one column: `valuesList("email", as: String.self)`.
    public func valuesList<T: Decodable & Sendable>(_ name: String, as type: T.Type) -> QuerySet<T> {
        QuerySet<T>(database: database, query: flat(name), read: Decoding.value(T.self))
    }

    private func flat(_ name: String) -> Query {
        query.step("values_list") { writer in
            writer.strings([name])
            writer.beginObject()
            writer.key("flat")
            writer.bool(true)
            writer.endObject()
        }
    }

    /// The dates there are, cut down to a `year`, `month`, `week` or `day`, as text.
    public func dates(_ field: String, _ part: String, descending: Bool = false) -> QuerySet<String> {
        let query = query.step("dates") { writer in
            writer.string(field)
            writer.string(part)
            writer.string(descending ? "DESC" : "ASC" as StaticString)
        }
        return QuerySet<String>(database: database, query: query, read: Decoding.value(String.self))
    }

    /// The moments there are, cut down to a `year` … `second`, as text.
    public func datetimes(
        _ field: String, _ part: String, descending: Bool = false, timeZone: String? = nil
    ) -> QuerySet<String> {
        let query = query.step("datetimes") { writer in
            writer.string(field)
            writer.string(part)
            writer.string(descending ? "DESC" : "ASC" as StaticString)
            if let timeZone { writer.string(timeZone) }
        }
        return QuerySet<String>(database: database, query: query, read: Decoding.value(String.self))
    }
}
