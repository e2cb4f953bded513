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
    let readers: Workers
    // One, for SQLite lets one write at a time: a second thread would only wait.
    let writer = Workers(limit: 1)

    /// - Parameters:
    ///   - path: a path, a `file:` or `sqlite:` URL (`sqlite:///srv/app.sqlite?mode=ro`), `:memory:`, or nothing
    ///     for a temporary database.
    ///   - options: the defaults are for an application's own file.
    /// - Throws: `.invalidOption` for a URL or an option that cannot be read.
    public init(path: String, options: DatabaseOptions = DatabaseOptions()) throws(NoormmeError) {
        let options = try options.forRuntime()
        runtime = try NoormmeRuntime.Database(path: Text(string: path), options: options)
        readers = Workers(limit: options.readers)
    }

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
        try await run(opening)
    }

    /// What was discovered in the database, as JSON text: tables, columns, relations.
    public func introspect() async throws(NoormmeError) -> String {
        try await run(introspection)
    }

    /// Stops the calls that run now, which then throw `.interrupted`. Later calls are not concerned.
    public func interrupt() {
        runtime.interrupt()
    }

    /// Waits for the calls that run and closes the file. Calls that come later throw `.closed`.
    public func close() async {
        let runtime = runtime
        // On a thread of its own: behind waiting calls it would wait for those, which it is to refuse.
        let thread = Workers(limit: 1)
        _ = await thread.uncancelled { runtime.close() }
    }

    /// The same calls, run on the calling thread.
    public var sync: SyncDatabase { SyncDatabase(database: self) }

    fileprivate var opening: Request<Void> {
        Request(isWrite: false) { (runtime) throws(NoormmeError) in try runtime.open() }
    }

    fileprivate var introspection: Request<String> {
        Request(isWrite: false) { (runtime) throws(NoormmeError) in
            String(decoding: try runtime.introspect(), as: UTF8.self)
        }
    }
}

/// A database's calls on the calling thread: for code that is not asynchronous. In a task they would hold up
/// every other task of its executor.
public struct SyncDatabase: Sendable {
    let database: Database

    /// See `Database.open()`.
    public func open() throws(NoormmeError) {
        try database.runNow(database.opening)
    }

    /// See `Database.introspect()`.
    public func introspect() throws(NoormmeError) -> String {
        try database.runNow(database.introspection)
    }

    /// See `Database.close()`.
    public func close() {
        database.runtime.close()
    }
}
