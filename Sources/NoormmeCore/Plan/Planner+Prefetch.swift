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
        return try plans(query.prefetches, .read(parent))
    }

    /// `load`: plans the related rows of rows that the caller has.
    mutating func load(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        let given = query.scopeConditions + (query.manager == nil ? 0 : 1)
        guard query.conditions.count == given, query.annotations.isEmpty, query.prefetches.isEmpty, !query.isSliced,
            !query.isEmpty, !query.hasValues
        else {
            throw terminal.source.error(
                .typeError, "\"load\" is about the rows it is given: no steps can come before it, but for \"related\".")
        }
        if answersTable {
            throw NoormmeError(
                .notSupported, "rows as arrays cannot hold related rows: ask for objects", path: "$.rows")
        }
        guard terminal.arguments.count == 2, terminal.arguments[1].kind == .array, terminal.arguments[1].count > 0
        else {
            throw terminal.source.error(.malformedSpec, "\"load\" takes rows and an array of relations.")
        }
        let parents = try GivenParents(terminal.arguments[0], model: query.model)
        var requests: [PrefetchRequest] = []
        for item in terminal.arguments[1].elements { requests.append(try PrefetchReader.read(item)) }
        context.note(query.model)
        let prefetches = try plans(requests, .given(parents))
        return QueryPlan(
            operation: .load(LoadPlan(count: parents.count, keys: parents.keys)), prefetches: prefetches)
    }

    /// The rows that something is prefetched for.
    private enum Parents {
        case read(Parent)
        case given(GivenParents)

        var model: Model {
            switch self {
            case .read(let parent): parent.join.model
            case .given(let parents): parents.model
            }
        }
    }

    /// Rows of a statement, or objects nested in them.
    private struct Parent {
        let query: Query
        let statement: SelectStatement
        let shape: ResultShape
        let join: Join
        let path: [Text]
    }

    private mutating func plans(
        _ requests: [PrefetchRequest], _ parents: Parents
    ) throws(NoormmeError) -> [PrefetchPlan] {
        if requests.isEmpty { return [] }
        try context.enter()
        defer { context.leave() }
        var plans: [PrefetchPlan] = []
        for node in try PrefetchLevel(requests, model: parents.model, schema: context.schema).nodes {
            // What select_related brings along already is not asked for again; only what lies below it is.
            if case .read(let parent) = parents,
                let child = parent.shape.children.first(where: { $0.name == node.name }), node.request?.query == nil,
                let join = joinedChild(node, parent)
            {
                let nested = Parent(
                    query: parent.query, statement: parent.statement, shape: child.shape, join: join,
                    path: parent.path + [node.name])
                plans.append(contentsOf: try self.plans(node.rest, .read(nested)))
                continue
            }
            plans.append(try plan(node, parents))
        }
        return plans
    }

    private func joinedChild(_ node: PrefetchLevel.Node, _ parent: Parent) -> Join? {
        let steps = parent.query.relationSteps(node.relation, filtered: nil)
        var current = parent.join
        for step in steps {
            guard let next = parent.query.joins.first(where: { $0.matches(parent: current, step: step) }) else {
                return nil
            }
            current = next
        }
        return current
    }

    private mutating func plan(_ node: PrefetchLevel.Node, _ parents: Parents) throws(NoormmeError) -> PrefetchPlan {
        let relation = node.relation
        var columns = relation.sourceColumns
        let form: PrefetchKey
        let key: Int32
        switch parents {
        case .read(let parent):
            form = PrefetchKey(columns, of: parent.join.model)
            key = keyColumn(form.text(columns.map { parent.query.sql($0, of: parent.join) }), parent.statement)
        case .given(let given):
            (columns, key) = try given.key(for: relation)
            form = PrefetchKey(columns, of: given.model)
        }
        let schema = context.schema
        let target = schema.model(relation.target)
        let query: Query
        if let spec = node.request?.query {
            query = try QueryReader.query(spec, context: context, outer: nil)
            guard query.model.table == target.table || query.model.descends(from: target, in: schema) else {
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
        let owners = try ownerColumns(relation, columns, query)
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
        let prefetches = try plans(query.prefetches + node.rest, .read(nested))
        built.statement.appendColumn(owner)
        let rows = RowsPlan(statement: compile(built.statement), shape: built.shape, expectation: .many)
        var path: [Text] = []
        if case .read(let parent) = parents { path = parent.path }
        return PrefetchPlan(
            name: node.name, isToMany: relation.isToMany, parentColumn: key, parentPath: path, rows: rows,
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

    /// The columns of the related query that say to which parent a row belongs: those that the relation's own columns
    /// are equal to, or, when parents are found by their primary key, that of the parents' table. A join to a joining
    /// table that the query made already is shared: what it says of those rows is meant of the ones that lead to the
    /// parent.
    private func ownerColumns(
        _ relation: Relation, _ columns: [Int32], _ query: Query
    ) throws(NoormmeError) -> [SQLExpression] {
        // The queryset may be of the target's children.
        let target = context.schema.model(relation.target)
        var own = relation.targetColumns
        if columns == relation.sourceColumns, relation.kind != .manyToMany { return try query.columns(own, of: target) }
        var end = try query.join(to: target)
        if relation.kind == .manyToMany {
            let through = context.schema.model(relation.through)
            let step = PathStep(
                relation: relation, source: end.model, target: through, sourceColumns: relation.targetColumns,
                targetColumns: relation.throughTargetColumns, isDirect: false, isMany: true, isNullable: true,
                filtered: nil)
            end = try joined(step, from: end, reuse: nil, query)
            own = relation.throughSourceColumns
        }
        if columns == relation.sourceColumns { return own.map { end.column($0) } }
        let start = PathStep.parents(of: relation, among: context.schema.models)
        let step = PathStep(
            relation: relation, source: end.model, target: start.model, sourceColumns: own,
            targetColumns: start.columns, isDirect: false, isMany: true, isNullable: true, filtered: nil)
        end = try joined(step, from: end, reuse: JoinSet(), query)
        for link in start.links.reversed() {
            let down = PathStep(
                relation: link.relation, source: link.target, target: link.source, sourceColumns: link.targetColumns,
                targetColumns: link.sourceColumns, isDirect: false, isMany: false, isNullable: true, filtered: nil)
            end = try joined(down, from: end, reuse: nil, query)
        }
        return columns.map { end.column($0) }
    }

    private func joined(
        _ step: PathStep, from start: Join, reuse: JoinSet?, _ query: Query
    ) throws(NoormmeError) -> Join {
        var path = NamePath(model: step.target)
        path.steps = [step]
        let join = try query.join(path, from: start, reuse: reuse).joins.last ?? start
        join.source.kind = .inner
        return join
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
