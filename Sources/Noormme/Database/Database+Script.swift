import NoormmeCore
import NoormmeRuntime
import NoormmeText

extension Database {
    /// Runs every statement of an SQL text: to make tables, say. In a transaction it is part of that, whole or not at
    /// all; otherwise what ran before an error stays, as in SQLite's own shell. Rows are discarded.
    ///
    /// - Throws: SQLite's error as the other calls have it.
    public func execute(script: String) async throws(NoormmeError) {
        let text = Text(string: script)
        let transaction = context?.scope.transaction
        let options = callOptions
        _ = try await submitted { (ticket, done) throws(NoormmeError) in
            if let transaction {
                try transaction.submit(script: text, options: options, ticket: ticket, completion: done)
            } else {
                try runtime.submit(script: text, options: options, ticket: ticket, completion: done)
            }
        }.get()
    }
}

extension SyncDatabase {
    /// See `Database.execute(script:)`.
    public func execute(script: String) throws(NoormmeError) {
        let text = Text(string: script)
        if let transaction = database.context?.scope.transaction { return try transaction.run(script: text) }
        try database.runtime.run(script: text)
    }
}
