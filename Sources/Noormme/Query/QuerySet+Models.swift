import NoormmeCore

/// Writing values of a model. Properties that hold related rows are left out.
extension QuerySet where Element: Model {
    /// Inserts a value and returns it as stored, its key included. Properties that are nil are left out, so that
    /// columns take their defaults.
    @discardableResult
    public func create(_ value: Element) async throws(NoormmeError) -> Element {
        try await database.run(requests.create(try ColumnEncoder.columns(of: value)))
    }

    /// Inserts values, all or none, and returns them as stored, in their order.
    @discardableResult
    public func bulkCreate(_ values: [Element]) async throws(NoormmeError) -> [Element] {
        try await database.run(requests.bulkCreate(try values.columns()))
    }

    /// Writes a value, NULL where a property is nil, and returns it as stored: the row of its primary key is
    /// updated, or inserted where there is none.
    @discardableResult
    public func save(_ value: Element) async throws(NoormmeError) -> Element {
        try await database.run(requests.save(try ColumnEncoder.columns(of: value, keepsNil: true)))
    }
}

/// See `QuerySet`.
extension SyncQuerySet where Element: Model {
    @discardableResult
    public func create(_ value: Element) throws(NoormmeError) -> Element {
        try base.database.runNow(base.requests.create(try ColumnEncoder.columns(of: value)))
    }

    @discardableResult
    public func bulkCreate(_ values: [Element]) throws(NoormmeError) -> [Element] {
        try base.database.runNow(base.requests.bulkCreate(try values.columns()))
    }

    @discardableResult
    public func save(_ value: Element) throws(NoormmeError) -> Element {
        try base.database.runNow(base.requests.save(try ColumnEncoder.columns(of: value, keepsNil: true)))
    }
}

extension Array where Element: Model {
    fileprivate func columns() throws(NoormmeError) -> [Columns] {
        var columns: [Columns] = []
        for value in self { columns.append(try ColumnEncoder.columns(of: value)) }
        return columns
    }
}
