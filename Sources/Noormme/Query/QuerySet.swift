import NoormmeCore
import NoormmeJSON

/// A query: a value that is made in steps and asks nothing until it is asked for rows.
///
/// ```swift
/// let active = database.model("users").objects.filter(["is_active": true])
/// let page = try await active.exclude(["email__endswith": "@spam.com"]).orderBy("-created_at")[0..<10].all()
/// ```
///
/// Each step gives a new query set and leaves this one as it is. The meaning is that of Django's `QuerySet`;
/// names, lookups and values are checked by the terminals (`all`, `get`, `count` …), which run the query each
/// time they are called. `Element` is what a row comes out as: `Row`, a `Model`, or what `values` and its kin say.
public struct QuerySet<Element: Sendable>: Sendable {
    let database: Database
    let query: Query
    let read: RowReader<Element>

    init(database: Database, query: Query, read: @escaping RowReader<Element>) {
        self.database = database
        self.query = query
        self.read = read
    }

    func with(_ query: Query) -> QuerySet {
        QuerySet(database: database, query: query, read: read)
    }

    func step(_ name: StaticString, _ arguments: (inout JSONWriter) -> Void = { _ in }) -> QuerySet {
        with(query.step(name, arguments))
    }

    var requests: Requests<Element> { Requests(self) }

    /// The query as the wire format has it (docs/wire-format.md): JSON text.
    public var spec: String { String(decoding: query.spec(), as: UTF8.self) }

    /// The same query, each of whose asynchronous calls may take so long: see `Database.timeout`.
    public func timeout(_ limit: Duration) -> QuerySet {
        QuerySet(database: database.timeout(limit), query: query, read: read)
    }

    /// The terminals, run on the calling thread.
    public var sync: SyncQuerySet<Element> { SyncQuerySet(base: self) }

    /// The same query, its rows decoded as another type.
    public func decoding<T: Decodable & Sendable>(_ type: T.Type) -> QuerySet<T> {
        QuerySet<T>(database: database, query: query, read: Decoding.value(T.self))
    }
}

/// Makes what callers get of one row of an answer.
typealias RowReader<Element> = @Sendable (JSONValue) throws(NoormmeError) -> Element
