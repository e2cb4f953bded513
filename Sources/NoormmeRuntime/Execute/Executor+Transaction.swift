import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension Executor {
    /// Runs `body` whole or not at all; inside a transaction as a part that fails alone.
    ///
    /// IMMEDIATE: a transaction that begins as a reader and writes later can fail with BUSY at any write,
    /// however long it is willing to wait.
    ///
    /// - Parameter isTold: false where a listener would take it for more than the one statement it is about.
    func transaction<R: ~Copyable>(
        isTold: Bool = true, _ body: () throws(NoormmeError) -> R
    ) throws(NoormmeError) -> R {
        if session.connection.isInTransaction { return try savepoint(isTold, body) }
        try control(.beginImmediate, isTold)
        do {
            let result = try body()
            try control(.commit, isTold)
            return result
        } catch {
            session.rollBack(isTold: isTold)
            throw error
        }
    }

    private func savepoint<R: ~Copyable>(
        _ isTold: Bool, _ body: () throws(NoormmeError) -> R
    ) throws(NoormmeError) -> R {
        try control(Self.savepoint, isTold)
        do {
            let result = try body()
            try control(Self.release, isTold)
            return result
        } catch {
            session.rollBack(to: "noormme_call", isTold: isTold)
            throw error
        }
    }

    private static let savepoint = StatementKey("SAVEPOINT noormme_call")
    private static let release = StatementKey("RELEASE noormme_call")

    /// Runs a statement about transactions.
    func control(_ key: StatementKey, _ isTold: Bool = true) throws(NoormmeError) {
        try session.control(key, isTold: isTold, schema: schema)
    }

    /// Runs several reads on one state of the database.
    func snapshot<R: ~Copyable>(_ body: () throws(NoormmeError) -> R) throws(NoormmeError) -> R {
        if session.connection.isInTransaction { return try body() }
        try control(.begin)
        do {
            let result = try body()
            try control(.commit)
            return result
        } catch {
            session.rollBack()
            throw error
        }
    }
}
