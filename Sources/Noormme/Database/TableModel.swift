/// A model known by its name only; rows come as `Row`.
public struct TableModel: Sendable {
    let database: Database
    public let name: String

    /// All its rows.
    public var objects: QuerySet<Row> {
        QuerySet(database: database, query: Query(model: name), read: Decoding.row)
    }
}
