import NoormmeCore

/// The terminals of a query set, run on the calling thread: for code that is not asynchronous. In a task they
/// would hold up every other task of its executor. See `QuerySet` for what each of them throws.
public struct SyncQuerySet<Element: Sendable>: Sendable {
    let base: QuerySet<Element>

    /// All rows.
    public func all() throws(NoormmeError) -> [Element] {
        try base.database.runNow(base.requests.all)
    }

    /// The one row that meets the conditions.
    ///
    /// - Throws: `.doesNotExist`, `.multipleObjectsReturned`.
    public func get(_ conditions: Q...) throws(NoormmeError) -> Element {
        try base.database.runNow(base.requests.get(conditions))
    }

    /// The first row in the query's order (by primary key when it has none), or nil.
    public func first() throws(NoormmeError) -> Element? {
        try base.database.runNow(base.requests.first)
    }

    /// The last row, or nil.
    public func last() throws(NoormmeError) -> Element? {
        try base.database.runNow(base.requests.last)
    }

    /// The row with the smallest value of the fields.
    ///
    /// - Throws: `.doesNotExist`.
    public func earliest(_ fields: String...) throws(NoormmeError) -> Element {
        try base.database.runNow(base.requests.earliest(fields))
    }

    /// The row with the largest value of the fields.
    ///
    /// - Throws: `.doesNotExist`.
    public func latest(_ fields: String...) throws(NoormmeError) -> Element {
        try base.database.runNow(base.requests.latest(fields))
    }

    /// The row at a position, counted from 0.
    ///
    /// - Throws: `.indexError`.
    public func item(at position: Int) throws(NoormmeError) -> Element {
        try base.database.runNow(base.requests.item(position))
    }

    /// How many rows there are.
    public func count() throws(NoormmeError) -> Int {
        try base.database.runNow(base.requests.count)
    }

    /// Whether there is a row.
    public func exists() throws(NoormmeError) -> Bool {
        try base.database.runNow(base.requests.exists)
    }

    /// Whether the row with this primary key is among the rows.
    public func contains(_ key: any Operand) throws(NoormmeError) -> Bool {
        try base.database.runNow(base.requests.contains(key))
    }

    /// Values over all rows: `aggregate(["total": .sum("price")])`.
    public func aggregate(_ expressions: KeyValuePairs<String, Expression>) throws(NoormmeError) -> Row {
        try base.database.runNow(base.requests.aggregate(expressions))
    }

    /// Values over all rows under their default names, such as `price__sum`.
    public func aggregate(_ first: Expression, _ rest: Expression...) throws(NoormmeError) -> Row {
        try base.database.runNow(base.requests.aggregate([first] + rest))
    }

    /// Rows by primary key, or by another unique field; keys that are not there are left out. Without keys, all rows.
    public func inBulk(_ keys: [any Operand]? = nil, field: String? = nil) throws(NoormmeError) -> [Value: Element] {
        try base.database.runNow(base.requests.inBulk(keys, field: field))
    }

    /// SQLite's query plan of the rows.
    public func explain() throws(NoormmeError) -> String {
        try base.database.runNow(base.requests.explanation)
    }

    /// Inserts a row and returns it as stored.
    @discardableResult
    public func create(_ columns: Columns) throws(NoormmeError) -> Element {
        try base.database.runNow(base.requests.create(columns))
    }

    /// The row that meets the lookups, else a new one of them and the defaults.
    @discardableResult
    public func getOrCreate(_ lookups: Columns, defaults: Columns = [:]) throws(NoormmeError) -> (
        object: Element, created: Bool
    ) {
        try base.database.runNow(base.requests.getOrCreate(lookups, defaults))
    }

    /// The row that meets the lookups, changed by the defaults, else a new one of the lookups and the defaults, or
    /// of `createDefaults` in their place.
    @discardableResult
    public func updateOrCreate(_ lookups: Columns, defaults: Columns = [:], createDefaults: Columns? = nil)
        throws(NoormmeError) -> (object: Element, created: Bool)
    {
        try base.database.runNow(base.requests.updateOrCreate(lookups, defaults, createDefaults))
    }

    /// Inserts rows, all or none, and returns them as stored, in their order.
    @discardableResult
    public func bulkCreate(_ rows: [Columns]) throws(NoormmeError) -> [Element] {
        try base.database.runNow(base.requests.bulkCreate(rows))
    }

    /// Sets columns of every row, to values or expressions; returns how many rows there were.
    @discardableResult
    public func update(_ columns: Columns) throws(NoormmeError) -> Int {
        try base.database.runNow(base.requests.update(columns))
    }

    /// Deletes the rows, and by `on_delete` those that depend on them.
    @discardableResult
    public func delete() throws(NoormmeError) -> Deletion {
        try base.database.runNow(base.requests.deletion)
    }
}
