import NoormmeCore
import NoormmeJSON
import NoormmeSQLite
import NoormmeText

/// Compiled plans by the skeletons of their specs: a thousand requests that differ in values alone are
/// compiled once.
///
/// Only small specs are kept, and only as many as `capacity`; when it is full it starts over, which needs
/// no bookkeeping per hit. Plans belong to a generation of the schema: one of another generation is not
/// found.
final class PlanCache: @unchecked Sendable {
    // Unchecked because `lock` guards the variables.
    private let lock = Lock()
    private var plans: [JSONSkeleton: [Entry]] = [:]
    private var count = 0
    private var generation: Int64 = 0
    private let capacity: Int

    /// A plan and how its rows are laid out.
    typealias Entry = (plan: CachedPlan, layout: RowsLayout)

    private static let longestSpec = 4096
    /// Plans whose specs differ in the literals they depend on (a model, an ordering) share a skeleton.
    private static let mostPerSkeleton = 64

    /// Whether a request is small enough to be kept.
    static func keeps(_ document: JSONDocument) -> Bool { document.bytes.count <= longestSpec }

    init(capacity: Int = 1024) {
        self.capacity = capacity
    }

    func plan(
        _ document: JSONDocument, _ skeleton: JSONSkeleton, generation: Int64
    ) -> (plan: QueryPlan, layout: RowsLayout)? {
        let candidates = lock.withLock { self.generation == generation ? plans[skeleton] : nil }
        guard let candidates else { return nil }
        for entry in candidates {
            if let plan = entry.plan.plan(for: document) { return (plan, entry.layout) }
        }
        return nil
    }

    func keep(
        _ plan: QueryPlan, _ layout: RowsLayout, for document: JSONDocument, _ skeleton: JSONSkeleton, generation: Int64
    ) {
        // Its keys are part of the plan: no other request has the same.
        if case .load = plan.operation { return }
        let entry = (plan: CachedPlan(plan, skeleton: skeleton, document: document), layout: layout)
        lock.withLock {
            if generation > self.generation || count >= capacity {
                plans.removeAll(keepingCapacity: true)
                count = 0
            }
            self.generation = max(self.generation, generation)
            guard self.generation == generation else { return }
            var entries = plans[skeleton] ?? []
            if entries.count >= Self.mostPerSkeleton { entries.removeFirst() } else { count += 1 }
            entries.append(entry)
            plans[skeleton] = entries
        }
    }
}
