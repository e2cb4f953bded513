import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// Compiled plans by the bytes of their specs.
///
/// Only small specs are kept, and only as many as `capacity`; when it is full it starts over, which needs
/// no bookkeeping per hit. Plans belong to a generation of the schema: one of another generation is not
/// found.
final class PlanCache: @unchecked Sendable {
    // Unchecked because `lock` guards the variables.
    private let lock = Lock()
    private var plans: [[UInt8]: Entry] = [:]
    private var generation: Int64 = 0
    private let capacity: Int

    typealias Entry = (plan: QueryPlan, layout: RowsLayout)

    private static let longestSpec = 4096

    init(capacity: Int = 512) {
        self.capacity = capacity
    }

    func plan(_ spec: [UInt8], generation: Int64) -> Entry? {
        lock.withLock { self.generation == generation ? plans[spec] : nil }
    }

    func keep(_ entry: Entry, for spec: [UInt8], generation: Int64) {
        guard spec.count <= Self.longestSpec, !entry.plan.isWrite else { return }
        lock.withLock {
            if generation > self.generation || plans.count >= capacity { plans.removeAll(keepingCapacity: true) }
            self.generation = max(self.generation, generation)
            if self.generation == generation { plans[spec] = entry }
        }
    }
}
