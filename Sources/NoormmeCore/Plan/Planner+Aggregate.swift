import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Planner {
    /// count(): over the rows of the query, so a subquery when they are distinct, sliced, grouped or combined.
    mutating func count(_ query: Query) throws(NoormmeError) -> QueryPlan {
        if query.isKnownEmpty { return QueryPlan(operation: .constant("0")) }
        let star = SQLExpression.function(FunctionCall("COUNT", [.literal("*")], isAggregate: true))
        let statement = try aggregateStatement(query, [(Text(), Resolved(star, .integer))])
        return QueryPlan(operation: .scalar(compile(statement), .count))
    }

    /// aggregate(): one row of aggregates over the rows of the query.
    mutating func aggregate(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        if query.combinator != nil {
            throw terminal.source.error(
                .notSupported, "Calling QuerySet.aggregate() after a combined query is not supported.")
        }
        var requests: [(name: Text, value: JSONValue, isGiven: Bool)] = []
        for argument in terminal.arguments {
            if argument.tag != nil {
                requests.append((try query.defaultAlias(argument), argument, false))
                continue
            }
            guard argument.kind == .object else {
                throw argument.error(.typeError, "QuerySet.aggregate() received non-expression(s).")
            }
            for member in argument.members { requests.append((member.key.text, member.value, true)) }
        }
        if requests.isEmpty { return QueryPlan(operation: .constant("{}")) }
        var aggregates: [(name: Text, value: Resolved)] = []
        let before = query.annotations.count
        query.compared = []
        for request in requests {
            if request.isGiven { try query.checkAlias(request.name) }
            guard request.value.kind == .object else {
                throw request.value.error(.typeError, "QuerySet.aggregate() received non-expression(s).")
            }
            var value = try query.expression(request.value, ExpressionScope(summarizes: true))
            value.reference = nil
            value.literal = nil
            guard value.sql.containsAggregate || value.summarized else {
                throw request.value.error(.typeError, request.name + " is not an aggregate expression")
            }
            aggregates.append((request.name, value))
            value.summarized = true
            query.annotations.append(Annotation(name: request.name, value: value, isSelected: true))
        }
        query.annotations.removeLast(query.annotations.count - before)
        var shape = ResultShape(form: .object, columns: [])
        for (index, aggregate) in aggregates.enumerated() {
            shape.columns.append(
                ShapeColumn(name: aggregate.name, index: Int32(index), type: aggregate.value.type))
        }
        let statement: SelectStatement
        if query.isKnownEmpty {
            if let constant = constantAnswer(aggregates) { return QueryPlan(operation: .constant(constant)) }
            // A default that is an expression: computed by the database without a table.
            statement = SelectStatement()
            for aggregate in aggregates {
                statement.columns.append(
                    SelectColumn(emptyForm(aggregate.value.sql, aggregate.value.emptyValue), name: aggregate.name))
            }
        } else {
            statement = try aggregateStatement(query, aggregates)
        }
        return QueryPlan(
            operation: .rows(RowsPlan(statement: compile(statement), shape: shape, expectation: .firstOrNull)))
    }

    /// What aggregates give over no rows, when that takes no database.
    private func constantAnswer(_ aggregates: [(name: Text, value: Resolved)]) -> Text? {
        var writer = JSONWriter()
        writer.beginObject()
        for aggregate in aggregates {
            guard case .function(let call) = aggregate.value.sql else { return nil }
            writer.key(aggregate.name)
            if call.isAggregate {
                switch aggregate.value.emptyValue {
                case .literal(let text): writer.raw(text)
                default: writer.null()
                }
                continue
            }
            return nil
        }
        writer.endObject()
        return Text(writer.bytes)
    }

    /// An expression of aggregates with each aggregate replaced by what it gives over no rows.
    private func emptyForm(_ sql: SQLExpression, _ empty: SQLExpression?) -> SQLExpression {
        sql.replacing { (part) in
            guard case .function(let call) = part, call.isAggregate else { return nil }
            return call.name == "COUNT" ? .literal("0") : .null
        }
    }

    private mutating func aggregateStatement(
        _ query: Query, _ aggregates: [(name: Text, value: Resolved)]
    ) throws(NoormmeError) -> SelectStatement {
        if query.combinator != nil {
            query.clearOrdering()
            return outerStatement(try SelectBuilder.build(query).statement, aggregates)
        }
        _ = query.base
        let parts = try query.splitConditions()
        var referred: [Annotation] = []
        for annotation in query.annotations {
            for aggregate in aggregates where mentions(aggregate.value.sql, annotation.value.sql) {
                referred.append(annotation)
                break
            }
        }
        var isGroupedList = false
        if case .list = query.grouping { isGroupedList = true }
        let hasAggregates =
            query.annotations.contains { $0.value.sql.containsAggregate } || !parts.having.isAlways
        let refersToSubquery = referred.contains { $0.value.sql.containsSubquery || $0.value.sql.containsWindow }
        let needsSubquery =
            isGroupedList || query.isSliced || hasAggregates || refersToSubquery || !parts.qualify.isEmpty
            || query.isDistinct
        if !needsSubquery {
            let statement = SelectStatement()
            for aggregate in aggregates {
                statement.columns.append(
                    SelectColumn(aggregate.value.whole(aggregate.value.sql), name: aggregate.name))
            }
            statement.condition = parts.condition
            statement.sources = query.usedSources()
            return statement
        }
        return try wrapped(query, aggregates, hasAggregates: hasAggregates, keepsAll: !parts.qualify.isEmpty)
    }

    private func mentions(_ expression: SQLExpression, _ part: SQLExpression) -> Bool {
        if expression == part { return true }
        var found = false
        expression.forEachOperand { if !found && mentions($0, part) { found = true } }
        return found
    }

    /// Whether an aggregate's arguments mention `part`; an aggregate that is equal to it is computed anew.
    private func speaks(_ expression: SQLExpression, of part: SQLExpression) -> Bool {
        var found = false
        if case .function(let call) = expression, call.isAggregate {
            expression.forEachOperand { if !found && mentions($0, part) { found = true } }
        } else {
            expression.forEachOperand { if !found && speaks($0, of: part) { found = true } }
        }
        return found
    }

    /// `SELECT aggregates FROM (query) subquery`: what the aggregates speak of becomes columns of the inner query.
    private mutating func wrapped(
        _ query: Query, _ aggregates: [(name: Text, value: Resolved)], hasAggregates: Bool, keepsAll: Bool
    ) throws(NoormmeError) -> SelectStatement {
        query.related = nil
        query.prefetches = []
        // What groups are ordered by, they are grouped by: such an order says how many there are.
        let ordersGroups = if case .list = query.grouping { !query.ordering.isEmpty } else { false }
        if !query.isSliced && !ordersGroups { query.clearOrdering() }
        let isDefault = query.selection == nil
        if !query.isDistinct {
            if isDefault && hasAggregates {
                var items: [GroupItem] = []
                if query.model.primaryKey.isEmpty {
                    for index in query.model.columns.indices {
                        items.append(.expression(query.sql(Int32(index), of: query.base)))
                    }
                }
                for key in query.model.primaryKey { items.append(.expression(query.base.column(key))) }
                query.grouping = .list(items)
            }
            if isDefault {
                query.selection = []
                query.selectedOrder = nil
            }
            if !keepsAll {
                // Annotations that neither the aggregates nor the grouping speak of need not be computed.
                for index in query.annotations.indices where query.annotations[index].isSelected {
                    let sql = query.annotations[index].value.sql
                    var isNeeded = !query.groupingColumns(of: sql).isEmpty
                    for aggregate in aggregates where mentions(aggregate.value.sql, sql) { isNeeded = true }
                    query.annotations[index].isSelected = isNeeded
                    if !isNeeded { query.deselect(query.annotations[index].name) }
                }
            }
        }
        // Everything the aggregates speak of: annotations as a whole, then columns.
        var wanted: [SQLExpression] = []
        for annotation in query.annotations {
            let sql = annotation.value.sql
            var isMentioned = false
            for aggregate in aggregates where speaks(aggregate.value.sql, of: sql) { isMentioned = true }
            if isMentioned { wanted.append(sql) }
        }
        func collect(_ expression: SQLExpression) {
            if wanted.contains(expression) { return }
            switch expression {
            // A query set of its own is looked at outside.
            case .inSelect(let value, let select) where query.ownColumns(of: .subquery(select)).isEmpty:
                collect(value)
            case .column, .subquery, .exists, .inSelect: wanted.append(expression)
            default: expression.forEachOperand { collect($0) }
            }
        }
        func collectArguments(_ expression: SQLExpression) {
            switch expression {
            case .column, .subquery, .exists, .inSelect: collect(expression)
            case .function(let call) where call.isAggregate: expression.forEachOperand { collect($0) }
            default: expression.forEachOperand { collectArguments($0) }
            }
        }
        for aggregate in aggregates { collectArguments(aggregate.value.sql) }
        // Also what a condition compares that is known to be true or false.
        for expression in query.compared ?? [] where !expression.containsAggregate { collect(expression) }
        var extra: [SelectedColumn] = []
        for sql in wanted { extra.append(SelectedColumn(name: Text(), value: Resolved(sql, .any))) }
        if !query.isDistinct && extra.isEmpty && query.selectedNothing {
            extra.append(SelectedColumn(name: Text(), value: Resolved(.literal("1"), .any)))
        }
        query.addHidden(extra, isDistinct: query.isDistinct)
        let built = try SelectBuilder.build(query)
        if !query.isSliced { built.statement.orderBy = [] }
        return outerStatement(built.statement, aggregates, inner: built.statement)
    }

    private func outerStatement(
        _ statement: SelectStatement, _ aggregates: [(name: Text, value: Resolved)], inner: SelectStatement? = nil
    ) -> SelectStatement {
        let outer = SelectStatement()
        let source = TableSource(subquery: statement)
        outer.sources = [source]
        if let inner {
            for index in inner.columns.indices { inner.columns[index].name = "col" + Text(Int64(index + 1)) }
        }
        for aggregate in aggregates {
            var sql = aggregate.value.sql
            if let inner {
                // Only what an aggregate speaks of is a column inside; the aggregate itself is computed here,
                // even if the inner query happens to compute an equal one.
                sql = sql.replacing { (part) in
                    guard case .function(let call) = part, call.isAggregate else { return nil }
                    return SQLExpression.replacingOperands(of: call) { (operand) in
                        for column in inner.innermost.columns where column.expression == operand {
                            return .column(source, column.name)
                        }
                        return nil
                    }
                }
            }
            outer.columns.append(SelectColumn(aggregate.value.whole(sql), name: aggregate.name))
        }
        return outer
    }
}

extension SelectStatement {
    /// The statement whose columns carry expressions of the query itself: inside, when conditions on window
    /// functions wrapped it.
    var innermost: SelectStatement {
        guard sources.count == 1, let nested = sources[0].subquery else { return self }
        return nested
    }
}

extension Query {
    /// Whether no column is left to select.
    fileprivate var selectedNothing: Bool {
        if let selectedOrder { return selectedOrder.isEmpty }
        return selection?.isEmpty == true && !annotations.contains { $0.isSelected }
    }

    /// values() named an annotation that is not to be computed.
    fileprivate func deselect(_ name: Text) {
        selectedOrder?.removeAll { (item) in
            if case .annotation(let selected) = item { return selected == name }
            return false
        }
    }

    /// Selects more columns behind those selected already.
    func addHidden(_ extra: [SelectedColumn], isDistinct: Bool) {
        if selection == nil {
            var all: [SelectedColumn] = []
            let mask = ColumnMask(deferred)
            for (index, column) in model.columns.enumerated() where mask.includes(column, Int32(index), of: model) {
                all.append(SelectedColumn(name: column.name, value: self.column(Int32(index), of: base)))
            }
            selection = all
            selectedOrder = nil
        }
        var known: [SQLExpression] = []
        for column in selection ?? [] { known.append(column.value.sql.asValue) }
        for annotation in annotations where annotation.isSelected { known.append(annotation.value.sql.asValue) }
        for column in extra where !known.contains(column.value.sql) {
            if selectedOrder != nil { selectedOrder?.append(.column(selection?.count ?? 0)) }
            selection?.append(column)
        }
    }
}
