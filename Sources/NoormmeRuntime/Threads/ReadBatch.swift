import NoormmeCore
import NoormmeSQLite

/// Reads that waited together, on one connection: in one read transaction, which saves each of them taking and
/// giving back SQLite's locks. It begins after all of them were queued, so that each sees whatever was
/// committed before its caller asked.
struct ReadBatch {
    let database: Database
    let session: Session
    let calls: [Call]

    static let mostCalls = 16
    /// Past it, each read by itself: they are long, and the log must not grow behind one long transaction.
    private static let longest: UInt64 = 5_000_000

    func run() -> [Call.Outcome] {
        var outcomes: [Call.Outcome?] = calls.map { database.prepare($0, session) }
        let isShared = outcomes.count { $0 == nil } > 1 && begin()
        let start = ProgressGuard.now()
        for (index, call) in calls.enumerated() where outcomes[index] == nil {
            if isShared, session.connection.isInTransaction, ProgressGuard.now() - start > Self.longest {
                session.rollBack()
            }
            outcomes[index] = database.performOrRepeat(call, session)
        }
        if isShared { session.rollBack() }
        return outcomes.map { $0 ?? .failure(NoormmeError(.internalError, "a read was lost")) }
    }

    private func begin() -> Bool {
        do throws(SQLiteError) {
            try session.runControl(.begin)
            return true
        } catch {
            return false
        }
    }
}
