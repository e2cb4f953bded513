import NoormmeCore

/// The terminals that read. Each runs the query on a thread of the database, and throws what is wrong with it
/// (200 to 299), with its rows (300) or with the database (500), or `.closed`.
extension QuerySet {
    /// All rows.
    public func all() async throws(NoormmeError) -> [Element] {
        try await database.run(requests.all)
    }

    /// The one row that meets the conditions.
    ///
    /// - Throws: `.doesNotExist`, `.multipleObjectsReturned`.
    public func get(_ conditions: Q...) async throws(NoormmeError) -> Element {
        try await database.run(requests.get(conditions))
    }

    /// The first row in the query's order (by primary key when it has none), or nil.
    public func first() async throws(NoormmeError) -> Element? {
        try await database.run(requests.first)
    }

    /// The last row, or nil.
    public func last() async throws(NoormmeError) -> Element? {
        try await database.run(requests.last)
    }

    /// The row with the smallest value of the fields.
    ///
    /// - Throws: `.doesNotExist`.
    public func earliest(_ fields: String...) async throws(NoormmeError) -> Element {
        try await database.run(requests.earliest(fields))
    }

    /// The row with the largest value of the fields.
    ///
    /// - Throws: `.doesNotExist`.
    public func latest(_ fields: String...) async throws(NoormmeError) -> Element {
        try await database.run(requests.latest(fields))
    }

    /// The row at a position, counted from 0.
    ///
    /// - Throws: `.indexError`.
    public func item(at position: Int) async throws(NoormmeError) -> Element {
        try await database.run(requests.item(position))
    }

    /// How many rows there are.
    public func count() async throws(NoormmeError) -> Int {
        try await database.run(requests.count)
    }

    /// Whether there is a row.
    public func exists() async throws(NoormmeError) -> Bool {
        try await database.run(requests.exists)
    }

    /// Whether the row with this primary key is among the rows.
    public func contains(_ key: any Operand) async throws(NoormmeError) -> Bool {
        try await database.run(requests.contains(key))
    }

    /// Values over all rows: `aggregate(["total": .sum("price")])`.
    public func aggregate(_ expressions: KeyValuePairs<String, Expression>) async throws(NoormmeError) -> Row {
        try await database.run(requests.aggregate(expressions))
    }

    /// Values over all rows under their default names, such as `price__sum`.
    public func aggregate(_ first: Expression, _ rest: Expression...) async throws(NoormmeError) -> Row {
        try await database.run(requests.aggregate([first] + rest))
    }

    /// Rows by primary key, or by another unique field; keys that are not there are left out. Without keys, all rows.
    public func inBulk(_ keys: [any Operand]? = nil, field: String? = nil) async throws(NoormmeError) -> [Value:
        Element]
    {
        try await database.run(requests.inBulk(keys, field: field))
    }

    /// SQLite's query plan of the rows.
    public func explain() async throws(NoormmeError) -> String {
        try await database.run(requests.explanation)
    }
}
