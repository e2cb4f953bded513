import NoormmeCore
import NoormmeSQLite

/// The open transactions of a database, which ends them when it is closed.
final class TransactionTable: @unchecked Sendable {
    // Unchecked because `lock` guards the variables.
    private let lock = Lock()
    private var open: [ObjectIdentifier: Transaction] = [:]
    private var isClosed = false

    /// - Returns: false when the database is closed, or about to be.
    func add(_ transaction: Transaction) -> Bool {
        lock.withLock {
            guard !isClosed else { return false }
            open[ObjectIdentifier(transaction)] = transaction
            return true
        }
    }

    func remove(_ transaction: Transaction) {
        lock.withLock { _ = open.removeValue(forKey: ObjectIdentifier(transaction)) }
    }

    /// Rolls all back, those in which a call runs after that call.
    func close() {
        let all = lock.withLock {
            isClosed = true
            return Array(open.values)
        }
        for transaction in all { transaction.abandon(.databaseClosed) }
    }

    var count: Int { lock.withLock { open.count } }
}
