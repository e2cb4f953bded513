import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension Executor {
    /// Runs `body` whole or not at all. Inside a transaction it joins that one, whose owner undoes it.
    ///
    /// IMMEDIATE: a transaction that begins as a reader and writes later can fail with BUSY at any write,
    /// however long it is willing to wait.
    func transaction<R: ~Copyable>(_ body: () throws(NoormmeError) -> R) throws(NoormmeError) -> R {
        if session.connection.isInTransaction { return try body() }
        try run("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            session.rollBack()
            throw error
        }
    }

    /// Runs several reads on one state of the database.
    func snapshot<R: ~Copyable>(_ body: () throws(NoormmeError) -> R) throws(NoormmeError) -> R {
        if session.connection.isInTransaction { return try body() }
        try run("BEGIN")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            session.rollBack()
            throw error
        }
    }
}
