import NoormmeCore
import NoormmeSQLite

extension Database {
    /// A connection of the caller's own, opened as those that read are: for tools that ask what no query can.
    ///
    /// - Throws: `.misuse` unless the database was opened read-only; what `open` throws.
    public func readOnlyConnection() throws(NoormmeError) -> Connection {
        guard pool.source.isReadOnly else {
            throw NoormmeError(.misuse, "a connection is lent of a database that is opened read-only")
        }
        return try pool.source.open(.reader).connection
    }
}
