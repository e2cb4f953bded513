import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension Executor {
    /// Runs `body` whole or not at all; inside a transaction as a part that fails alone.
    ///
    /// IMMEDIATE: a transaction that begins as a reader and writes later can fail with BUSY at any write,
    /// however long it is willing to wait.
    func transaction<R: ~Copyable>(_ body: () throws(NoormmeError) -> R) throws(NoormmeError) -> R {
        if session.connection.isInTransaction { return try savepoint(body) }
        try control("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try control("COMMIT")
            return result
        } catch {
            session.rollBack()
            throw error
        }
    }

    private func savepoint<R: ~Copyable>(_ body: () throws(NoormmeError) -> R) throws(NoormmeError) -> R {
        try control("SAVEPOINT noormme_call")
        do {
            let result = try body()
            try control("RELEASE noormme_call")
            return result
        } catch {
            session.rollBack(to: "noormme_call")
            throw error
        }
    }

    /// Runs a statement about transactions.
    func control(_ sql: Text) throws(NoormmeError) {
        if session.isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
        do throws(SQLiteError) {
            try session.runControl(StatementKey(sql))
        } catch {
            throw failure(error)
        }
    }

    /// Runs several reads on one state of the database.
    func snapshot<R: ~Copyable>(_ body: () throws(NoormmeError) -> R) throws(NoormmeError) -> R {
        if session.connection.isInTransaction { return try body() }
        try control("BEGIN")
        do {
            let result = try body()
            try control("COMMIT")
            return result
        } catch {
            session.rollBack()
            throw error
        }
    }
}
