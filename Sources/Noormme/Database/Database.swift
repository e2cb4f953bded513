import NoormmeCore
import NoormmeRuntime
import NoormmeText

/// A SQLite database, for any number of tasks and threads.
///
/// ```swift
/// let database = try Database(path: "app.sqlite")
/// let users = database.model("users").objects
/// let names = try await users.filter(["is_active": true]).orderBy("name").all()
/// ```
///
/// Making one touches nothing: the file is opened by the first call that needs it, or by `open()`.
public final class Database: Sendable {
    let runtime: NoormmeRuntime.Database
    /// The transaction that this value was made by.
    private let bound: TransactionContext?
    /// How long a call may take.
    private let timeout: Duration?

    /// - Parameters:
    ///   - path: a path, a `file:` or `sqlite:` URL (`sqlite:///srv/app.sqlite?mode=ro`), `:memory:`, or nothing
    ///     for a temporary database.
    ///   - options: the defaults are for an application's own file.
    /// - Throws: `.invalidOption` for a URL or an option that cannot be read.
    public init(path: String, options: DatabaseOptions = DatabaseOptions()) throws(NoormmeError) {
        let options = try options.forRuntime()
        runtime = try NoormmeRuntime.Database(path: Text(string: path), options: options)
        bound = nil
        timeout = nil
    }

    /// The same database, all of whose calls are part of a transaction.
    init(_ database: Database, in context: TransactionContext) {
        runtime = database.runtime
        bound = context
        timeout = database.timeout
    }

    private init(_ database: Database, timeout: Duration) {
        runtime = database.runtime
        bound = database.bound
        self.timeout = timeout
    }

    /// The same database, each of whose asynchronous calls may take so long, waiting included; then it throws
    /// `.timeout`. Less than a millisecond counts as one. How long transactions wait to begin is their own option.
    public func timeout(_ limit: Duration) -> Database { Database(self, timeout: limit) }

    /// What a call is submitted with.
    var callOptions: CallOptions {
        CallOptions(timeout: timeout.map { max(1, $0.milliseconds) })
    }

    /// The transaction that a call made now is part of.
    var context: TransactionContext? { bound ?? TransactionContext.current[ObjectIdentifier(runtime)] }

    /// As given.
    public var path: String { String(runtime.path) }

    /// A model by its name: that of its table, unless configured.
    public func model(_ name: String) -> TableModel {
        TableModel(database: self, name: name)
    }

    /// All rows of a model's table, as values of the model.
    public func objects<M: Model>(_ type: M.Type) -> QuerySet<M> {
        QuerySet(database: self, query: Query(model: M.table), read: Decoding.model(M.self))
    }

    /// Opens the file and reads its schema now.
    ///
    /// - Throws: `.cannotOpen`, `.notADatabase`, `.corrupt`, `.busy`, `.invalidOption` for models that do not fit
    ///   the file, `.closed`.
    public func open() async throws(NoormmeError) {
        try await perform { [runtime] () throws(NoormmeError) in try runtime.open() }
    }

    /// What was discovered in the database, as JSON text: tables, columns, relations.
    public func introspect() async throws(NoormmeError) -> String {
        try await perform { [runtime] () throws(NoormmeError) in try runtime.introspection() }
    }

    /// Stops the calls that run now, which then throw `.interrupted`. Later calls are not concerned.
    public func interrupt() {
        runtime.interrupt()
    }

    /// Waits for the calls that run and closes the file; open transactions are rolled back. Calls that wait, or come
    /// later, throw `.closed`.
    public func close() async {
        await withCheckedContinuation { continuation in
            runtime.perform { [runtime] in
                runtime.close()
                continuation.resume()
            }
        }
    }

    /// The same calls, run on the calling thread.
    public var sync: SyncDatabase { SyncDatabase(database: self) }
}

/// A database's calls on the calling thread: for code that is not asynchronous. In a task they would hold up
/// every other task of its executor.
public struct SyncDatabase: Sendable {
    let database: Database

    /// See `Database.open()`.
    public func open() throws(NoormmeError) {
        try database.runtime.open()
    }

    /// See `Database.introspect()`.
    public func introspect() throws(NoormmeError) -> String {
        try database.runtime.introspection()
    }

    /// See `Database.close()`.
    public func close() {
        database.runtime.close()
    }
}

extension NoormmeRuntime.Database {
    fileprivate func introspection() throws(NoormmeError) -> String {
        String(decoding: try introspect(), as: UTF8.self)
    }
}
