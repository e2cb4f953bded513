import NoormmeCore
import NoormmeJSON
import NoormmeSQLite
import NoormmeText

// A request's way: the spec is parsed, compiled against the schema into a plan (or the plan is found in
// the cache), a connection of the right role is lent, the plan's statements run, rows are encoded as they
// come, and the bytes go back to the caller. Every part below knows only the one before it.

/// A database, for any number of threads.
///
/// Making one touches nothing: the file is opened by the first call that needs it, or by `open`.
public final class Database: Sendable {
    /// As given.
    public let path: Text
    public let options: DatabaseOptions
    let pool: ConnectionPool
    let schemas: SchemaCache
    let plans = PlanCache()
    let transactions = TransactionTable()

    /// - Parameters:
    ///   - path: a path, a `file:` or `sqlite:` URL, `:memory:`, or nothing for a temporary database.
    /// - Throws: `.invalidOption` for a URL that cannot be read, and for a time zone that is not known.
    public init(path: Text, options: DatabaseOptions = DatabaseOptions()) throws(NoormmeError) {
        self.path = path
        self.options = options
        guard SQLFunctions.knowsTimeZone(options.timeZone) else {
            throw NoormmeError(
                .invalidOption, "no such time zone: an IANA name that TZDIR or the system's zoneinfo has",
                path: "$.time_zone")
        }
        let location = try DatabaseLocation.parse(path)
        let attachments = try Attachments(options.attach, main: location)
        pool = ConnectionPool(SessionSource(location: location, options: options, attachments: attachments))
        schemas = SchemaCache(options.models, camelCase: options.camelCase)
    }

    deinit {
        // Nobody runs anything any more: what runs holds the database.
        close()
    }

    /// Opens the file and reads its schema now.
    ///
    /// - Throws: `.cannotOpen`, `.notADatabase`, `.corrupt`, `.readOnly`, `.busy`, `.invalidOption` for models
    ///   that do not fit the file, `.closed`.
    public func open() throws(NoormmeError) {
        _ = try schemas.current(pool)
    }

    /// The schema as of the last look; read from the file if there was none.
    public func schema() throws(NoormmeError) -> Schema {
        try schemas.current(pool).schema
    }

    /// How many statements have run for requests since the database was made. BEGIN, COMMIT and what opens a
    /// connection or reads the schema are not among them.
    public var statementCount: Int64 { pool.source.statements.value }

    /// Stops what runs now, which then throws `.interrupted`. Calls that begin later are not concerned.
    public func interrupt() {
        pool.interrupt()
    }

    /// Waits for the calls that run, their callbacks included, and closes the file; open transactions are rolled
    /// back; calls that wait, come meanwhile or come later fail with `.closed`. A second call waits for the first
    /// one. A callback may call it: it does not wait for itself.
    public func close() {
        pool.refuse()
        transactions.close()
        pool.close()
        pool.source.listeners.close()
    }
}
