import NoormmeSQL
import NoormmeText

// A negated condition over a relation that may meet several rows must not negate a join: that would
// ask whether some related row differs. It becomes NOT EXISTS over a query of its own, one per condition:
//
//     exclude(entries__year=2008)
//     NOT EXISTS (SELECT 1 FROM entry U0 WHERE U0.year = 2008 AND U0.blog_id = blog.id)
extension Query {
    func splitExclude(
        _ name: Text, _ operand: Operand, _ path: NamePath, _ scope: FilterScope
    ) throws(NoormmeError) -> (sql: SQLExpression?, needed: [Join]) {
        let inner = Query(context: context, model: model, outer: self)
        inner.filteredRelations = filteredRelations
        inner.usesDefaultOrdering = false
        try inner.add(.group(.and, isNegated: false, [.prepared(name, operand)]))

        // The joins before the first to-many step are the outer query's business.
        let many = path.steps.count - 1
        let step = path.steps[many]
        let chain = inner.lookupJoins
        guard chain.count > many + 1 else {
            throw NoormmeError(.internalError, "An excluded relation was not joined.")
        }
        var containsLeft = false
        for index in 0..<many {
            if chain[index + 1].isLeft { containsLeft = true }
            chain[index].references -= 1
        }
        var prefix = NamePath(model: step.source)
        prefix.steps = [PathStep](path.steps[0..<many])
        prefix.columns = step.sourceColumns

        let first = chain[many + 1]
        var correlation: [SQLExpression] = []
        var outer: [SQLExpression] = []
        if !first.isLeft && step.filtered == nil {
            chain[many].references -= 1
            if let shared = sharedJoin(path.steps, scope.reuse) {
                // The same filter() already joined this relation: speak of the row it joined.
                for column in try primaryKey(of: step.target) {
                    outer.append(shared.column(column))
                    correlation.append(.binary(.equal, first.column(column), shared.column(column)))
                }
            } else {
                let target = trim(try join(prefix, reuse: nil))
                for (index, column) in step.targetColumns.enumerated() where index < target.columns.count {
                    let own = target.join.column(target.columns[index])
                    outer.append(own)
                    correlation.append(.binary(.equal, first.column(column), own))
                }
            }
        } else {
            let target = trim(try join(prefix, reuse: nil))
            for (index, column) in step.sourceColumns.enumerated() where index < target.columns.count {
                let own = target.join.column(target.columns[index])
                outer.append(own)
                correlation.append(.binary(.equal, chain[many].column(column), own))
            }
        }
        inner.conditions.append(contentsOf: correlation)
        if many > 0 { inner.refersOverRelation = true }
        if case .expression(let value) = operand, let origin = value.column, origin.join.parent != nil {
            inner.refersOverRelation = true
        }
        var sql = try inner.existsExpression()
        if case .constant = sql { witness(outer) }
        if containsLeft {
            let target = trim(try join(prefix, reuse: scope.reuse))
            sql = .any([sql, .isNull(target.join.column(target.columns[0]))])
        }
        return (sql, [])
    }

    /// The join of this query that the current filter() made along the same steps.
    private func sharedJoin(_ steps: [PathStep], _ reuse: JoinSet?) -> Join? {
        guard let reuse else { return nil }
        var current = base
        for step in steps {
            var next: Join?
            for known in joins where known.matches(parent: current, step: step) {
                if !step.isMany || reuse.contains(known) { next = known }
            }
            guard let next else { return nil }
            current = next
        }
        return reuse.contains(current) ? current : nil
    }
}
