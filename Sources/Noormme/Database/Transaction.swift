import NoormmeCore
import NoormmeRuntime

/// How a transaction begins.
public enum TransactionMode: Sendable {
    /// Takes the lock for writing at once, so that no later write can fail for it.
    case immediate
    /// Takes each lock when it is first needed; a write after a read may then fail with `.busy`.
    case deferred
    /// Outside WAL mode also keeps readers out.
    case exclusive
    /// Reads only, on a connection of its own that sees one state of the database throughout.
    case read
}

/// A transaction, for as long as the closure runs that was given it.
///
/// Query sets made from it belong to it, wherever they are used: afterwards they throw `.transactionEnded`.
public struct Transaction: Sendable {
    /// The database as the transaction sees it.
    public let database: Database

    /// See `Database.model(_:)`.
    public func model(_ name: String) -> TableModel { database.model(name) }

    /// See `Database.objects(_:)`.
    public func objects<M: Model>(_ type: M.Type) -> QuerySet<M> { database.objects(type) }

    /// Does something after the COMMIT, on the thread of whoever commits; not if this part is undone.
    public func onCommit(_ body: @escaping @Sendable () -> Void) { database.onCommit(body) }
}

extension Database {
    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
    ///
    /// ```swift
    /// try await database.transaction { tx in
    ///     let user = try await tx.objects(User.self).create(User(name: "Ada"))
    ///     try await tx.model("log").objects.create(["user_id": user.id])
    /// }
    /// ```
    ///
    /// Calls on the database itself in the same task (and in tasks it waits for) join the transaction: they never
    /// wait for it. Another `transaction` inside is a savepoint: when it throws, what it did is undone, and whoever
    /// catches the error goes on.
    ///
    /// - Parameters:
    ///   - mode: of a nested one it has no meaning.
    ///   - timeout: how long to wait for the beginning; nil for the busy timeout.
    ///   - retries: how often `body` is run again when it throws `.busy`.
    ///   - body: what to do; it gets the transaction.
    /// - Throws: what `body` throws; `.busy` when another transaction keeps the lock; what COMMIT refuses, such as
    ///   `.foreignKey`, and then nothing is stored.
    @discardableResult
    nonisolated(nonsending) public func transaction<R>(
        _ mode: TransactionMode = .immediate, timeout: Duration? = nil, retries: Int = 0,
        _ body: nonisolated(nonsending) (Transaction) async throws -> R
    ) async throws -> R {
        if let context { return try await nested(context, body) }
        let options = TransactionOptions(mode: mode.forRuntime, timeout: timeout?.milliseconds)
        var left = retries
        while true {
            do {
                return try await outermost(options, body)
            } catch let error as NoormmeError where error.code == .busy && left > 0 {
                left -= 1
            }
        }
    }

    nonisolated(nonsending) private func outermost<R>(
        _ options: TransactionOptions, _ body: nonisolated(nonsending) (Transaction) async throws -> R
    ) async throws -> R {
        let transaction = try await submitted { (ticket, done) throws(NoormmeError) in
            try runtime.submitBegin(options, ticket: ticket, completion: done)
        }.get()
        let scope = TransactionScope(transaction)
        let result: R
        do {
            result = try await within(TransactionContext(scope: scope, level: 0), body)
        } catch {
            _ = try? await perform(.rollback, in: scope)
            throw error
        }
        try await perform(.commit, in: scope)
        scope.runHooks()
        return result
    }

    nonisolated(nonsending) private func nested<R>(
        _ context: TransactionContext, _ body: nonisolated(nonsending) (Transaction) async throws -> R
    ) async throws -> R {
        let scope = context.scope
        let hooks = try scope.enter(from: context.level)
        var undone: Int? = hooks
        defer { scope.leave(undoing: undone) }
        let savepoint = try await perform(.savepoint, in: scope)
        let result: R
        do {
            result = try await within(TransactionContext(scope: scope, level: context.level + 1), body)
        } catch {
            _ = try? await perform(.rollbackTo(savepoint), in: scope)
            _ = try? await perform(.release(savepoint), in: scope)
            throw error
        }
        try await perform(.release(savepoint), in: scope)
        undone = nil
        return result
    }

    nonisolated(nonsending) private func within<R>(
        _ context: TransactionContext, _ body: nonisolated(nonsending) (Transaction) async throws -> R
    ) async throws -> R {
        var contexts = TransactionContext.current
        contexts[ObjectIdentifier(runtime)] = context
        let transaction = Transaction(database: Database(self, in: context))
        return try await TransactionContext.$current.withValue(contexts) { try await body(transaction) }
    }

    /// Not cancelled with the task: a transaction is ended whatever happens.
    ///
    /// - Returns: the number of a savepoint that was set, else 0.
    @discardableResult
    private func perform(
        _ action: NoormmeRuntime.Transaction.Action, in scope: TransactionScope
    ) async throws(NoormmeError) -> Int64 {
        let result: Result<Int64, NoormmeError> = await withCheckedContinuation { continuation in
            do throws(NoormmeError) {
                try scope.transaction.submit(action) { answer in
                    continuation.resume(
                        returning: Result { () throws(NoormmeError) in try Answers.savepoint(answer.get()) })
                }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        return try result.get()
    }

    /// Does something after the COMMIT of the transaction the task is in, or now when it is in none.
    public func onCommit(_ body: @escaping @Sendable () -> Void) {
        if let context { context.scope.add(body) } else { body() }
    }
}

extension SyncDatabase {
    /// The same on the calling thread. See `Database.transaction`.
    @discardableResult
    public func transaction<R>(
        _ mode: TransactionMode = .immediate, timeout: Duration? = nil, retries: Int = 0,
        _ body: (Transaction) throws -> R
    ) throws -> R {
        if let context = database.context { return try nested(context, body) }
        let options = TransactionOptions(mode: mode.forRuntime, timeout: timeout?.milliseconds)
        var left = retries
        while true {
            do {
                return try outermost(options, body)
            } catch let error as NoormmeError where error.code == .busy && left > 0 {
                left -= 1
            }
        }
    }

    private func outermost<R>(_ options: TransactionOptions, _ body: (Transaction) throws -> R) throws -> R {
        let scope = TransactionScope(try database.runtime.begin(options))
        let result: R
        do {
            result = try within(TransactionContext(scope: scope, level: 0), body)
        } catch {
            try? scope.transaction.rollback()
            throw error
        }
        try scope.transaction.commit()
        scope.runHooks()
        return result
    }

    private func nested<R>(_ context: TransactionContext, _ body: (Transaction) throws -> R) throws -> R {
        let scope = context.scope
        let hooks = try scope.enter(from: context.level)
        var undone: Int? = hooks
        defer { scope.leave(undoing: undone) }
        let savepoint = try scope.transaction.savepoint()
        let result: R
        do {
            result = try within(TransactionContext(scope: scope, level: context.level + 1), body)
        } catch {
            try? scope.transaction.rollback(to: savepoint)
            try? scope.transaction.release(savepoint)
            throw error
        }
        try scope.transaction.release(savepoint)
        undone = nil
        return result
    }

    private func within<R>(_ context: TransactionContext, _ body: (Transaction) throws -> R) throws -> R {
        var contexts = TransactionContext.current
        contexts[ObjectIdentifier(database.runtime)] = context
        let transaction = Transaction(database: Database(database, in: context))
        return try TransactionContext.$current.withValue(contexts) { try body(transaction) }
    }
}

extension TransactionMode {
    fileprivate var forRuntime: TransactionOptions.Mode {
        switch self {
        case .immediate: .immediate
        case .deferred: .deferred
        case .exclusive: .exclusive
        case .read: .read
        }
    }
}

extension Answers {
    /// The number that an action answers; 0 for those that answer null.
    fileprivate static func savepoint(_ answer: AnswerBytes) throws(NoormmeError) -> Int64 {
        try parse(answer.bytes()).int64 ?? 0
    }
}
