import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Planner {
    /// Plans the related rows of a query: one statement per relation and level. May add columns that carry keys
    /// to the parents' statement, behind those their shape shows.
    mutating func prefetch(
        _ query: Query, _ statement: SelectStatement, _ shape: ResultShape
    ) throws(NoormmeError) -> [PrefetchPlan] {
        // Rows of values() are no objects that anything could be put into.
        if query.prefetches.isEmpty || query.hasValues { return [] }
        let parent = Parent(query: query, statement: statement, shape: shape, join: query.base, path: [])
        return try plans(query.prefetches, parent)
    }

    /// The rows that something is prefetched for: those of a statement, or objects nested in them.
    private struct Parent {
        let query: Query
        let statement: SelectStatement
        let shape: ResultShape
        let join: Join
        let path: [Text]
    }

    private mutating func plans(
        _ requests: [PrefetchRequest], _ parent: Parent
    ) throws(NoormmeError) -> [PrefetchPlan] {
        if requests.isEmpty { return [] }
        try context.enter()
        defer { context.leave() }
        var plans: [PrefetchPlan] = []
        for node in try PrefetchLevel(requests, model: parent.join.model, schema: context.schema).nodes {
            // What select_related brings along already is not asked for again; only what lies below it is.
            if let child = parent.shape.children.first(where: { $0.name == node.name }), node.request?.query == nil,
                let join = joinedChild(node, parent)
            {
                let nested = Parent(
                    query: parent.query, statement: parent.statement, shape: child.shape, join: join,
                    path: parent.path + [node.name])
                plans.append(contentsOf: try self.plans(node.rest, nested))
                continue
            }
            plans.append(try plan(node, parent))
        }
        return plans
    }

    private func joinedChild(_ node: PrefetchLevel.Node, _ parent: Parent) -> Join? {
        let steps = parent.query.relationSteps(node.relation, filtered: nil)
        guard let step = steps.first else { return nil }
        for join in parent.query.joins where join.matches(parent: parent.join, step: step) { return join }
        return nil
    }

    private mutating func plan(_ node: PrefetchLevel.Node, _ parent: Parent) throws(NoormmeError) -> PrefetchPlan {
        let relation = node.relation
        let form = PrefetchKey(relation, of: parent.join.model)
        let key = keyColumn(form.text(relation.sourceColumns.map { parent.join.column($0) }), parent.statement)
        let schema = context.schema
        let target = schema.model(relation.target)
        let query: Query
        if let spec = node.request?.query {
            query = try QueryReader.query(spec, context: context, outer: nil)
            guard query.model === target || query.model.table == target.table else {
                throw spec.error(.valueError, "The prefetch's queryset is of another model.")
            }
            if query.hasValues {
                throw spec.error(.valueError, "Prefetch querysets cannot use raw(), values(), and values_list().")
            }
            if query.combinator != nil {
                throw spec.error(.notSupported, "Combined query sets cannot be prefetched.")
            }
        } else {
            query = Query(context: context, model: target, outer: nil)
            if !target.defaultScope.isEmpty { try query.addDefaultScope() }
        }
        let owners = try ownerColumns(relation, query)
        let owner = form.text(owners)
        if query.isKnownEmpty {
            // FALSE would take the whole condition with it, and the parameter for the keys.
            query.isEmpty = false
            query.conditions = [.literal("0")]
        }
        query.conditions.append(form.condition(owners, .parameter(Parameter(.text("[]"), slot: Parameter.keys))))
        if query.isSliced { try limitPerParent(query, owners) }
        try query.requireTypes()
        let built = try SelectBuilder.build(query)
        let nested = Parent(
            query: query, statement: built.statement, shape: built.shape, join: query.base, path: [])
        // What the queryset asks for itself comes first: later paths may lead through it.
        let prefetches = try plans(query.prefetches + node.rest, nested)
        built.statement.appendColumn(owner)
        let rows = RowsPlan(statement: compile(built.statement), shape: built.shape, expectation: .many)
        return PrefetchPlan(
            name: node.name, isToMany: relation.isToMany, parentColumn: key, parentPath: parent.path, rows: rows,
            prefetches: prefetches, models: [target.index])
    }

    /// Where the parents' statement gives the key, which it is made to if it does not yet.
    private func keyColumn(_ key: SQLExpression, _ statement: SelectStatement) -> Int32 {
        for (index, column) in statement.innermost.columns.enumerated() where column.expression == key {
            return Int32(index)
        }
        statement.appendColumn(key)
        return Int32(statement.columns.count - 1)
    }

    /// The columns of the related query that say to which parent a row belongs. A join the query made already
    /// is shared: what it says of the joining rows is meant of those that lead to the parent.
    private func ownerColumns(_ relation: Relation, _ query: Query) throws(NoormmeError) -> [SQLExpression] {
        guard relation.kind == .manyToMany else { return relation.targetColumns.map { query.base.column($0) } }
        let through = context.schema.model(relation.through)
        var path = NamePath(model: through)
        path.steps = [
            PathStep(
                relation: relation, source: query.model, target: through, sourceColumns: relation.targetColumns,
                targetColumns: relation.throughTargetColumns, isDirect: false, isMany: true, isNullable: true,
                filtered: nil)
        ]
        let joined = try query.join(path, reuse: nil)
        guard let join = joined.joins.last else { return [] }
        join.source.kind = .inner
        return relation.throughSourceColumns.map { join.column($0) }
    }

    /// A limit counts per parent: rows are numbered within each, and the number is limited.
    private func limitPerParent(_ query: Query, _ owners: [SQLExpression]) throws(NoormmeError) {
        let order = try OrderResolver.terms(of: query, columns: [])
        let number = SQLExpression.function(
            FunctionCall(
                "ROW_NUMBER", [], isAggregate: true,
                window: WindowClause(partition: owners, order: order.terms, frame: Text())))
        if query.lowMark > 0 {
            query.conditions.append(.binary(.greater, number, .literal(Text(query.lowMark))))
        }
        if let high = query.highMark {
            query.conditions.append(.binary(.lessOrEqual, number, .literal(Text(high))))
        }
        query.lowMark = 0
        query.highMark = nil
    }
}

extension SelectStatement {
    /// Adds a column at the end, through the layers that conditions on window functions made. Rows that are
    /// grouped are grouped by it too.
    func appendColumn(_ expression: SQLExpression) {
        let core = innermost
        if !core.groupBy.isEmpty, !core.groupBy.contains(expression) { core.groupBy.append(expression) }
        guard sources.count == 1, let nested = sources[0].subquery else {
            columns.append(SelectColumn(expression))
            return
        }
        for column in nested.columns where column.expression == expression {
            columns.append(SelectColumn(.column(sources[0], column.name)))
            return
        }
        let name = Text("col") + Text(Int64(nested.columns.count + 1))
        nested.columns.append(SelectColumn(expression, name: name))
        columns.append(SelectColumn(.column(sources[0], name)))
    }
}
