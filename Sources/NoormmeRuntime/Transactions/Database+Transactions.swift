import NoormmeCore
import NoormmeSQLite

extension Database {
    /// Begins a transaction, waiting for its turn.
    ///
    /// - Throws: `.busy` when another transaction, of this process or of another, keeps the lock; `.timeout`;
    ///   `.readOnly`; `.closed`; what opening throws.
    public func begin(_ options: TransactionOptions = TransactionOptions()) throws(NoormmeError) -> Transaction {
        let deadline = options.deadline
        let isDetached = options.mode == .read && !pool.source.isShared
        let session = try isDetached ? pool.detachReader() : pool.acquire(.writer, until: deadline)
        return try begin(session, options.mode, isDetached: isDetached, deadline)
    }

    /// The same on a thread of the library; writing transactions stand in one queue with submitted writes.
    ///
    /// - Returns: a ticket for `cancel`, as long as it waits in that queue.
    @discardableResult
    public func submitBegin(
        _ options: TransactionOptions = TransactionOptions(), ticket: UInt64? = nil,
        completion: @escaping @Sendable (Result<Transaction, NoormmeError>) -> Void
    ) throws(NoormmeError) -> UInt64 {
        let deadline = options.deadline
        if options.mode == .read, !pool.source.isShared {
            try pool.checkOpen()
            guard
                pool.crew.tryRun({ [self] in
                    completion(
                        Result { () throws(NoormmeError) in
                            try begin(pool.detachReader(), options.mode, isDetached: true, deadline)
                        })
                })
            else { throw .noThread }
            return ticket ?? newTicket()
        }
        let take: (Result<Session, NoormmeError>) -> Void = { [self] session in
            completion(
                Result { () throws(NoormmeError) in
                    try begin(session.get(), options.mode, isDetached: false, deadline)
                })
        }
        let call = Call(self, .lease(take), isWrite: true, ticket: ticket ?? newTicket(), deadline: deadline)
        try pool.submit(call)
        return call.ticket
    }

    private func begin(
        _ session: Session, _ mode: TransactionOptions.Mode, isDetached: Bool, _ deadline: UInt64?
    ) throws(NoormmeError) -> Transaction {
        let transaction = Transaction(self, mode, session, isDetached: isDetached)
        session.isHeld = true
        var failure: NoormmeError?
        do {
            try session.begin(mode, busyTimeout: options.busyTimeout, deadline: deadline)
            if transactions.add(transaction) {
                pool.source.listeners.tell(session.takeEvents())
                return transaction
            }
            failure = .databaseClosed
        } catch {
            failure = error
        }
        session.rollBack()
        session.isHeld = false
        if isDetached { pool.releaseDetached(session) } else { pool.release(session, .writer) }
        throw failure ?? .databaseClosed
    }

    /// Something was rolled back: a schema that was read meanwhile may never have been committed, and another change
    /// may get its version number.
    func forgetUndoneSchema(_ session: Session) {
        if let known = schemas.known { _ = schemas.hasChanged(known, session) }
    }

    /// Compiles a spec for somebody who has a connection.
    ///
    /// - Returns: nil when the schema was one of yesterday; the next attempt will see today's.
    func request(
        _ spec: [UInt8], _ session: Session, attempts: Int, asBlock: Bool = false
    ) throws(NoormmeError) -> PreparedRequest? {
        let snapshot = try schemas.current(pool, session)
        do {
            return try request(spec, snapshot, asBlock: asBlock)
        } catch {
            guard attempts == 0, error.isAboutSchema, schemas.hasChanged(snapshot, session) else { throw error }
            return nil
        }
    }
}
