import NoormmeCore
import NoormmeSQLite
import NoormmeText

// Asking for `PRAGMA schema_version` before each query would cost a read transaction of its own, as much
// as a small query. SQLite checks the schema cookie in every transaction anyway, and compiles a stale
// statement again: so a statement's counter of those tells, for nothing, that somebody may have changed
// the schema. Only then, when a query fails for a name that is not there, and once for each new connection
// (whose statements are never stale) is the version asked for.

/// A schema and how to tell that it is out of date.
struct SchemaSnapshot: Sendable {
    let schema: Schema
    /// `PRAGMA schema_version`, of the file and of what is attached.
    let versions: [Int64]
    /// Counts the schemas of one database handle; plans of another generation are of no use.
    let generation: Int64
}

/// The schema of one database, built when it is first needed and when it has changed.
final class SchemaCache: @unchecked Sendable {
    // Unchecked because `lock` guards the variables; `building` only keeps two threads from the same work.
    private let lock = Lock()
    private let building = Lock()
    private var snapshot: SchemaSnapshot?
    private var generation: Int64 = 0
    private let configuration: Configuration

    private let camelCase: Bool

    init(_ configuration: Configuration, camelCase: Bool = false) {
        self.configuration = configuration
        self.camelCase = camelCase
    }

    /// The schema last seen, read from the database when there is none.
    func current(_ pool: ConnectionPool) throws(NoormmeError) -> SchemaSnapshot {
        try pool.checkOpen()
        if let known = lock.withLock({ snapshot }) { return known }
        building.lock()
        defer { building.unlock() }
        if let known = lock.withLock({ snapshot }) { return known }
        let session = try pool.acquire(.reader)
        defer { pool.release(session, .reader) }
        return try build(session)
    }

    /// The same for somebody who has a connection already, and must not wait for another.
    func current(_ pool: ConnectionPool, _ session: Session) throws(NoormmeError) -> SchemaSnapshot {
        if let known = lock.withLock({ snapshot }) { return known }
        return try build(session)
    }

    private func build(_ session: Session) throws(NoormmeError) -> SchemaSnapshot {
        let (tables, versions) = try Self.read(session)
        let built = try Schema.build(tables, configuration: configuration)
        let schema = camelCase ? built.camelCased() : built
        return lock.withLock {
            generation += 1
            let built = SchemaSnapshot(schema: schema, versions: versions, generation: generation)
            snapshot = built
            return built
        }
    }

    /// The schema last seen, if any.
    var known: SchemaSnapshot? { lock.withLock { snapshot } }

    /// Compares with the version a connection sees; forgets the schema when it differs.
    ///
    /// When the version cannot be read, the schema is forgotten too, and the answer is no: this runs behind
    /// requests that are done, whose results must not be lost to it.
    ///
    /// - Returns: whether it differs.
    func hasChanged(_ known: SchemaSnapshot, _ session: Session) -> Bool {
        var isOther = false
        do throws(SQLiteError) {
            guard try session.connection.schemaVersions() != known.versions else { return false }
            isOther = true
        } catch {}
        lock.withLock {
            if let current = snapshot, current.generation == known.generation { snapshot = nil }
        }
        return isOther
    }

    /// The next request reads the schema anew.
    func forget() {
        lock.withLock { snapshot = nil }
    }

    private static func read(_ session: Session) throws(NoormmeError) -> ([TableDescription], [Int64]) {
        let connection = session.connection
        do throws(SQLiteError) {
            let isOwn = !connection.isInTransaction
            if isOwn { try connection.execute("BEGIN") }
            defer { if isOwn { session.rollBack(isTold: false) } }
            let versions = try connection.schemaVersions()
            var tables = try Introspector(connection).tables()
            for name in connection.attached { tables += try Introspector(connection, attached: name).tables() }
            // A view that could not be read is left out; an interruption can be why.
            if session.isInterrupted { throw SQLiteError(extendedCode: 9, message: "interrupted") }
            return (tables, versions)
        } catch {
            throw session.failure(error, schema: nil)
        }
    }
}
