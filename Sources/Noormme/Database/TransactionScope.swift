import NoormmeCore
import NoormmeRuntime

/// A transaction that runs: how deep it is nested, and what is to be done when it is committed.
final class TransactionScope: @unchecked Sendable {
    // Unchecked because `lock` guards the variables.
    let transaction: NoormmeRuntime.Transaction
    private let lock = Lock()
    private var depth = 0
    private var hooks: [@Sendable () -> Void] = []

    init(_ transaction: NoormmeRuntime.Transaction) {
        self.transaction = transaction
    }

    func add(_ hook: @escaping @Sendable () -> Void) {
        lock.withLock { hooks.append(hook) }
    }

    /// What was committed is done now.
    func runHooks() {
        let due = lock.withLock {
            defer { hooks.removeAll() }
            return hooks
        }
        for hook in due { hook() }
    }

    /// One level deeper, if nobody else went there.
    ///
    /// - Returns: how many hooks there are, for `leave`.
    /// - Throws: `.concurrentUse`: savepoints are a stack, and two tasks cannot use it at once.
    func enter(from level: Int) throws(NoormmeError) -> Int {
        try lock.withLock { () throws(NoormmeError) in
            guard depth == level else {
                throw NoormmeError(.concurrentUse, "another nested transaction runs in this one")
            }
            depth += 1
            return hooks.count
        }
    }

    /// Back; hooks that were added since go too when what they speak of was undone.
    func leave(undoing count: Int?) {
        lock.withLock {
            depth -= 1
            if let count, count < hooks.count { hooks.removeSubrange(count...) }
        }
    }
}

/// Where in a transaction code stands.
struct TransactionContext: Sendable {
    let scope: TransactionScope
    let level: Int

    /// By database: a task may be in transactions of several.
    @TaskLocal static var current: [ObjectIdentifier: TransactionContext] = [:]
}
