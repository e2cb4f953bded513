/// Decides which joins may be INNER. Each child of a condition votes for the joins it cannot be true
/// without. Under AND one vote is enough; under OR every child must vote, and a join that only some
/// need becomes LEFT, lest it remove rows the other branches would keep. Negation swaps the two.
struct JoinPromoter {
    private let needsAll: Bool
    private let needsOne: Bool
    /// Negated XOR may hold without any join.
    private let needsNone: Bool
    private let children: Int
    private var votes: [(join: Join, count: Int)] = []

    init(_ connector: Condition.Connector, children: Int, isNegated: Bool) {
        self.children = children
        votes.reserveCapacity(4)
        needsNone = connector == .xor && isNegated
        if connector == .xor {
            // As OR: some child must hold. (Django leaves such joins as its children made them, and loses rows.)
            needsAll = true
            needsOne = false
        } else if isNegated {
            needsAll = connector == .and
            needsOne = !needsAll
        } else {
            needsAll = connector == .or
            needsOne = connector == .and
        }
    }

    mutating func add(_ joins: [Join]) {
        for join in joins {
            if let index = votes.firstIndex(where: { $0.join === join }) {
                votes[index].count += 1
            } else {
                votes.append((join, 1))
            }
        }
    }

    /// Changes the joins and returns those this condition in turn cannot be true without.
    func apply(to query: Query) -> [Join] {
        var promoted: [Join] = []
        var demoted: [Join] = []
        demoted.reserveCapacity(votes.count)
        for vote in votes {
            if needsNone || (needsAll && vote.count < children) { promoted.append(vote.join) }
            if needsOne || (needsAll && !needsNone && vote.count == children) { demoted.append(vote.join) }
        }
        if !promoted.isEmpty { query.promote(promoted) }
        query.demote(demoted)
        return demoted
    }
}
