import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// Where a condition stands while it is built.
struct FilterScope {
    /// Some condition above is negated: a to-many relation needs a subquery.
    var branchIsNegated = false
    /// An odd number of conditions above is negated: NULLs need care.
    var isNegated = false
    /// To-many joins that may be shared; nil for all.
    var reuse: JoinSet?
    var allowsJoins = true
    /// Whether a negated to-many relation becomes NOT EXISTS.
    var splits = true
    var summarizes = false
    var updatesJoins = true
}

extension Query {
    /// filter(): adds a condition. Inner joins that exist already stay inner.
    func add(_ condition: Condition) throws(NoormmeError) {
        let inner = joins.filter { $0.source.kind == .inner }
        if annotations.contains(where: { $0.value.sql.containsAggregate }) { witnesses = [] }
        if let built = try build(condition, FilterScope(reuse: usedJoins)).sql {
            if witnesses == nil && built.containsAggregate { isMerged = true }
            conditions.append(built)
        }
        witnesses = nil
        demote(inner)
    }

    /// Builds a condition. `needed` are the joins it cannot be true without. No SQL: an empty condition.
    func build(
        _ condition: Condition, _ scope: FilterScope
    ) throws(NoormmeError) -> (sql: SQLExpression?, needed: [Join]) {
        try context.enter()
        defer { context.leave() }
        switch condition {
        case .group(let connector, let isNegated, let children):
            return try buildGroup(connector, isNegated, children, scope)
        case .expression(let value):
            return (try booleanExpression(value, scope), [])
        case .lookup(let name, let value):
            do throws(NoormmeError) {
                return try buildLookup(name, scope, mayJoin: value.kind == .object || value.kind == .array) {
                    (query) throws(NoormmeError) in try query.operand(value, scope)
                }
            } catch {
                var located = error
                if located.path.isEmpty { located.path = value.path.text }
                throw located
            }
        case .prepared(let name, let operand):
            return try buildLookup(name, scope, mayJoin: true) { (_) throws(NoormmeError) in operand }
        }
    }

    private func buildGroup(
        _ connector: Condition.Connector, _ isNegated: Bool, _ children: [Condition], _ outerScope: FilterScope
    ) throws(NoormmeError) -> (sql: SQLExpression?, needed: [Join]) {
        var scope = outerScope
        if isNegated {
            scope.isNegated.toggle()
            scope.branchIsNegated = true
        }
        var promoter = JoinPromoter(connector, children: children.count, isNegated: scope.isNegated)
        var parts: [SQLExpression] = []
        parts.reserveCapacity(children.count)
        let firstWitness = witnesses?.count ?? 0
        for child in children {
            let built = try build(child, scope)
            promoter.add(built.needed)
            if let sql = built.sql { parts.append(sql) }
        }
        if witnesses != nil && (children.count > 1 || (connector == .and && isNegated)) {
            noteConnected(connector, isNegated: scope.isNegated, since: firstWitness)
        }
        let needed = scope.updatesJoins ? promoter.apply(to: self) : []
        if parts.isEmpty { return (nil, needed) }
        var sql: SQLExpression
        switch connector {
        case .and: sql = .all(parts)
        case .or: sql = .any(parts)
        // Of one part only its negation is told from the part: NULL is false in a sum.
        case .xor: sql = parts.count == 1 && !isNegated ? parts[0] : exclusiveOr(parts)
        }
        if isNegated {
            // NOT (a OR b) may be looked at in parts, in WHERE and in HAVING; exclude() of the same may not.
            if connector == .and, case .or = sql, sql.containsAggregate || sql.containsWindow { sql = .and([sql]) }
            sql = sql.negated
        }
        return (sql, needed)
    }

    /// True when an odd number of the parts is; NULL counts as false.
    func exclusiveOr(_ parts: [SQLExpression]) -> SQLExpression {
        var sum: SQLExpression?
        for part in parts {
            let one = SQLExpression.caseWhen(
                [WhenThen(condition: part.asValue, result: .literal("1"))], otherwise: .literal("0"))
            sum = sum.map { .binary(.add, $0, one) } ?? one
        }
        guard var total = sum else { return .never }
        if parts.count > 2 { total = .binary(.modulo, total, .literal("2")) }
        return .all([.any(parts), .binary(.equal, .literal("1"), total)])
    }

    /// `{"$exists": …}` and the like as a condition.
    private func booleanExpression(_ value: JSONValue, _ scope: FilterScope) throws(NoormmeError) -> SQLExpression {
        if let flag = value.bool { return .constant(flag) }
        let resolved = try expression(
            value, ExpressionScope(reuse: scope.reuse, allowsJoins: scope.allowsJoins, summarizes: scope.summarizes))
        guard resolved.isCondition else {
            throw value.error(.typeError, "Cannot filter against a non-conditional expression.")
        }
        if witnesses != nil { witness([resolved.sql]) }
        if resolved.column != nil { return .binary(.equal, resolved.sql, .literal("1")) }
        return resolved.sql
    }

    /// - Parameter mayJoin: whether making the operand can add joins.
    private func buildLookup(
        _ name: Text, _ scope: FilterScope, mayJoin: Bool, _ operandOf: (Query) throws(NoormmeError) -> Operand
    ) throws(NoormmeError) -> (sql: SQLExpression?, needed: [Join]) {
        let names = schema.names(in: name)
        if let (annotation, used) = annotationPrefix(names) {
            var left = annotation.value
            left.reference = annotation.name
            let operand = try operandOf(self)
            let sql = try lookup([Text](names[used...]), left, operand).sql
            witness(operand, sql)
            return (sql, [])
        }
        let probe = try namePath(names, from: model)
        if !scope.allowsJoins && probe.path.consumed > 1 {
            throw NoormmeError(.fieldError, "Joined field references are not permitted in this query")
        }
        var needed: [Join] = []
        let operand: Operand
        if mayJoin {
            let counts = referenceCounts()
            operand = try operandOf(self)
            for join in joins {
                var before: Int32 = 0
                for known in counts where known.join === join { before = known.count }
                if join.references > before { needed.append(join) }
            }
        } else {
            operand = try operandOf(self)
        }
        var found = probe
        if scope.branchIsNegated && scope.splits {
            found = try namePath([Text](names[0..<probe.path.consumed]), from: model, allowMany: false)
        }
        if found.meetsMany {
            let split = try splitExclude(name, operand, found.path, scope)
            if let sql = split.sql { witness([sql]) }
            return split
        }
        let joined = try join(found.path, reuse: scope.reuse)
        lookupJoins = joined.joins
        if needed.isEmpty {
            needed = joined.joins
        } else {
            for join in joined.joins where !needed.contains(where: { $0 === join }) { needed.append(join) }
        }
        let target = trim(joined)
        if let reuse = scope.reuse { for join in target.joins where join.parent != nil { reuse.insert(join) } }
        var lookups = names
        lookups.removeFirst(probe.path.consumed)
        let built: BuiltLookup
        if let relation = found.path.relation {
            built = try relationLookup(lookups, relation, target.join, target.columns, operand)
        } else {
            if case .query(let query) = operand { try selectReferred(query, by: found.path) }
            built = try lookup(lookups, try keyColumn(target.join, target.columns), operand)
        }
        witness(operand, built.sql)
        if !scope.isNegated { return (built.sql, built.isNullTest && built.nullTestValue ? [] : needed) }
        var parts = [built.sql]
        var isOuter = false
        if !(built.isNullTest && built.nullTestValue) && !built.comparesWithNull {
            isOuter = true
            if !built.isNullTest {
                let column = target.join.model.columns[Int(target.columns[0])]
                if column.isNullable || target.join.isLeft {
                    let value = target.join.column(target.columns[0])
                    witness([value])
                    if built.listContainsNull {
                        parts = [.any([built.sql, .isNull(value)])]
                    } else {
                        parts.append(.isNotNull(value))
                    }
                }
                if case .expression(let right) = operand, let origin = right.column, origin.column.isNullable {
                    parts.append(.isNotNull(right.sql))
                }
            }
        }
        return (.all(parts), isOuter ? [] : needed)
    }

    /// The annotation that the first names spell, shortest first, and how many names it took.
    func annotationPrefix(_ names: [Text]) -> (Annotation, Int)? {
        if annotations.isEmpty { return nil }
        var joined = names[0]
        var used = 1
        while true {
            if let annotation = annotation(joined) { return (annotation, used) }
            guard used < names.count else { return nil }
            joined += "__"
            joined += names[used]
            used += 1
        }
    }

    private func keyColumn(_ join: Join, _ columns: [Int32]) throws(NoormmeError) -> Resolved {
        if columns.count == 1 { return column(columns[0], of: join) }
        return row(columns, of: join)
    }
}
