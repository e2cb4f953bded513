import NoormmeCore

/// The terminals that write, one after the other and each in a transaction of its own. They throw what is wrong
/// with the request (200 to 299), what the data refuses (400: `.unique`, `.foreignKey`, `.notNull`, `.check`,
/// `.protected` …), or what the database cannot now (500: `.busy`, `.readOnly`, `.full` …).
extension QuerySet {
    /// Inserts a row and returns it as stored.
    @discardableResult
    public func create(_ columns: Columns) async throws(NoormmeError) -> Element {
        try await database.run(requests.create(columns))
    }

    /// The row that meets the lookups, else a new one of them and the defaults.
    @discardableResult
    public func getOrCreate(_ lookups: Columns, defaults: Columns = [:]) async throws(NoormmeError) -> (
        object: Element, created: Bool
    ) {
        try await database.run(requests.getOrCreate(lookups, defaults))
    }

    /// The row that meets the lookups, changed by the defaults, else a new one of the lookups and the defaults, or
    /// of `createDefaults` in their place.
    @discardableResult
    public func updateOrCreate(_ lookups: Columns, defaults: Columns = [:], createDefaults: Columns? = nil)
        async throws(NoormmeError) -> (object: Element, created: Bool)
    {
        try await database.run(requests.updateOrCreate(lookups, defaults, createDefaults))
    }

    /// Inserts rows, all or none, and returns them as stored, in their order.
    @discardableResult
    public func bulkCreate(_ rows: [Columns]) async throws(NoormmeError) -> [Element] {
        try await database.run(requests.bulkCreate(rows))
    }

    /// Sets columns of every row, to values or expressions; returns how many rows there were.
    @discardableResult
    public func update(_ columns: Columns) async throws(NoormmeError) -> Int {
        try await database.run(requests.update(columns))
    }

    /// Deletes the rows, and by `on_delete` those that depend on them.
    @discardableResult
    public func delete() async throws(NoormmeError) -> Deletion {
        try await database.run(requests.deletion)
    }
}
