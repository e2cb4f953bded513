import NoormmeSQL

/// `load`: what belongs to rows that the caller has. No statement reads those: their keys are part of the plan, and
/// the plan's prefetches are all that runs.
public struct LoadPlan: Sendable {
    /// How many rows; the answer has an object for each.
    public var count: Int
    /// The columns that the prefetches' `parentColumn` speaks of: each row's key, NULL where it refers to nothing.
    public var keys: [[SQLValue]]

    public init(count: Int, keys: [[SQLValue]]) {
        self.count = count
        self.keys = keys
    }
}
