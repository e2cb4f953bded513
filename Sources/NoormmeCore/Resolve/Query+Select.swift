import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Query {
    /// The joins some expression needs, as FROM sees them. The first becomes the base.
    func usedSources() -> [TableSource] {
        var sources: [TableSource] = []
        sources.reserveCapacity(joins.count)
        for join in joins where join.references > 0 {
            if sources.isEmpty { join.source.kind = .base }
            sources.append(join.source)
        }
        return sources
    }

    /// Whether it is certain, without asking the database, that there are no rows.
    var isKnownEmpty: Bool {
        if isEmpty { return true }
        for condition in conditions where condition.isNever { return true }
        guard let combinator, !combined.isEmpty else { return false }
        switch combinator {
        case .union, .unionAll:
            for operand in combined where !operand.isKnownEmpty { return false }
            return true
        case .intersect:
            for operand in combined where operand.isKnownEmpty { return true }
            return false
        case .except: return combined[0].isKnownEmpty
        }
    }

    /// How many columns a row has when the query stands inside another.
    var selectedWidth: Int {
        if let first = combined.first { return first.selectedWidth }
        guard let selection else { return 1 }
        if let selectedOrder { return selectedOrder.count }
        var count = selection.count
        for annotation in annotations where annotation.isSelected { count += 1 }
        return count
    }

    func clearOrdering() {
        ordering = []
        usesDefaultOrdering = false
    }

    /// Selects columns of the query's own table, as a subquery that stands for rows does.
    func select(columns: [Int32]) {
        var list: [SelectedColumn] = []
        for index in columns {
            list.append(SelectedColumn(name: model.columns[Int(index)].name, value: column(index, of: base)))
        }
        selection = list
        selectedOrder = []
        for index in list.indices { selectedOrder?.append(.column(index)) }
        related = nil
    }

    /// values() without names chooses nothing: compared with one value, the rows stand for their keys as before.
    func forgetWholeValues() {
        guard hasValues, selectedOrder == nil, combinator == nil else { return }
        selection = nil
        hasValues = false
    }

    /// Selects what a relation to `target` refers to. A child's rows are rows of its parents; a parent's are found by their
    /// key, and those that are no child's refer to nothing.
    func selectReferred(_ columns: [Int32], of target: Model) throws(NoormmeError) {
        if model.table == target.table { return select(columns: columns) }
        if !model.descends(from: target, in: schema) { return select(columns: try primaryKey(of: model)) }
        selection = try self.columns(columns, of: target).map {
            SelectedColumn(name: Text(), value: Resolved($0, .any))
        }
        selectedOrder = columns.indices.map { .column($0) }
        related = nil
    }

    /// Selects a column before all others.
    func selectFirst(_ column: SelectedColumn) {
        var order: [SelectedItem] = [.column(0)]
        for item in selectedOrder ?? (selection ?? []).indices.map({ .column($0) }) {
            if case .column(let index) = item { order.append(.column(index + 1)) } else { order.append(item) }
        }
        if selectedOrder == nil {
            for annotation in annotations where annotation.isSelected { order.append(.annotation(annotation.name)) }
        }
        selection = [column] + (selection ?? [])
        selectedOrder = order
    }

    /// The SELECT to put inside another statement. Without values() it gives the primary key.
    func subselect() throws(NoormmeError) -> SelectStatement {
        if combinator != nil {
            for operand in combined where operand.selection == nil {
                if case .model = operand.grouping { operand.freezeGrouping() }
                operand.select(columns: try operand.primaryKey(of: operand.model))
            }
        } else if selection == nil {
            if case .model = grouping { freezeGrouping() }
            select(columns: try primaryKey(of: model))
        }
        let built = try SelectBuilder.build(self)
        guard built.statement.compound.isEmpty, built.statement.columns.count > built.shape.columns.count else {
            return built.statement
        }
        // Columns that only order a DISTINCT must not show.
        let inner = built.statement
        for index in inner.columns.indices { inner.columns[index].name = "col" + Text(Int64(index + 1)) }
        let outer = SelectStatement()
        let source = TableSource(subquery: inner)
        outer.sources = [source]
        for index in built.shape.columns.indices {
            outer.columns.append(SelectColumn(.column(source, inner.columns[index].name)))
        }
        return outer
    }

    /// `EXISTS (SELECT 1 …)`; known outcomes fold.
    func existsExpression() throws(NoormmeError) -> SQLExpression {
        if isKnownEmpty { return .never }
        return .exists(try existsStatement())
    }

    func existsStatement() throws(NoormmeError) -> SelectStatement {
        if combinator != nil {
            clearOrdering()
            return try SelectBuilder.build(self).statement
        }
        if !(isDistinct && isSliced) {
            if case .model = grouping { freezeGrouping() }
            for index in annotations.indices { annotations[index].isSelected = false }
            isDistinct = false
            var one = SelectedColumn(name: Text(), value: Resolved(.literal("1"), .integer))
            one.value.isCondition = false
            selection = [one]
            selectedOrder = [.column(0)]
            related = nil
        }
        if !isSliced { clearOrdering() }
        return try SelectBuilder.build(self).statement
    }

    // MARK: - Subqueries of a request

    /// A nested spec; its outer query is this one.
    func subquery(_ value: JSONValue, _ key: StaticString, reuse: JoinSet?) throws(NoormmeError) -> Query {
        guard let spec = value.member(key) else { throw value.error(.malformedSpec, "The query is missing.") }
        return try QueryReader.query(spec, context: context, outer: self, outerReuse: reuse)
    }

    func exists(_ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        try value.checkKeys(["$exists", "not"])
        let inner = try subquery(value, "$exists", reuse: scope.reuse)
        var sql = try inner.existsExpression()
        if let flag = value.member("not"), flag.bool == true { sql = sql.negated }
        var result = Resolved(sql, .boolean)
        result.isCondition = true
        return result
    }

    func scalarSubquery(
        _ value: JSONValue, _ tag: Text, _ scope: ExpressionScope
    ) throws(NoormmeError) -> Resolved {
        try value.checkKeys(["$subquery", "$query", "type"])
        let inner = try subquery(value, tag == "$query" ? "$query" : "$subquery", reuse: scope.reuse)
        let declared = try outputType(value)
        guard inner.selectedWidth == 1 else {
            throw value.error(.fieldError, "Cannot resolve expression type, a subquery must select one column.")
        }
        if inner.isKnownEmpty {
            let empty = inner.selectedEmptyValue ?? .null
            return Resolved(empty, declared ?? inner.selectedType)
        }
        if !inner.isSliced { inner.clearOrdering() }
        let fault = inner.selectedFault
        var result = Resolved(.subquery(try inner.subselect()), inner.selectedType)
        result.fault = fault
        result = result.declaring(declared)
        result.isCondition = result.type == .boolean
        return result
    }

    private var selectedValue: Resolved? {
        if let first = combined.first { return first.selectedValue }
        guard let selection else { return nil }
        if let item = selectedOrder?.first {
            switch item {
            case .column(let index): return selection[index].value
            case .annotation(let name): return annotation(name)?.value
            }
        }
        if let first = selection.first { return first.value }
        for annotation in annotations where annotation.isSelected { return annotation.value }
        return nil
    }

    var selectedType: FieldType {
        if let value = selectedValue { return value.type }
        guard let key = model.primaryKey.first else { return .any }
        return model.columns[Int(key)].type
    }

    var selectedFault: TypeFault? { selectedValue?.fault }

    var selectedEmptyValue: SQLExpression? { selectedValue?.emptyValue }

    // MARK: - Conditions

    struct ConditionParts {
        var condition: SQLExpression
        var having: SQLExpression
        /// Conditions on window functions.
        var qualify: [SQLExpression]
    }

    /// Sorts conditions into WHERE, HAVING and what must stand outside. Parts joined by OR stay together.
    func splitConditions() throws(NoormmeError) -> ConditionParts {
        let isMixed = annotations.contains { !$0.value.sql.isPerRow }
        if !isMixed, conditions.allSatisfy({ $0.isPerRow }) {
            return ConditionParts(condition: .all(conditions), having: .always, qualify: [])
        }
        var isGrouped = true
        if case .none = grouping { isGrouped = false }
        var isHeterogeneous = false
        var plain: [SQLExpression] = []
        var having: [SQLExpression] = []
        var qualify: [SQLExpression] = []
        func sort(_ condition: SQLExpression) {
            if !isMixed && !condition.containsAggregate && !condition.containsWindow {
                plain.append(condition)
                return
            }
            switch condition {
            case .and(let parts): for part in parts { sort(part) }
            case .not(.or(let parts)): for part in parts { sort(part.negated) }
            default:
                if condition.containsWindow {
                    if isGrouped && hasPlainPart(condition) { isHeterogeneous = true }
                    qualify.append(condition)
                } else if condition.containsAggregate {
                    having.append(condition)
                } else {
                    plain.append(condition)
                }
            }
        }
        for condition in conditions { sort(condition) }
        if isHeterogeneous {
            throw NoormmeError(
                .notImplemented,
                "Heterogeneous disjunctive predicates against window functions are not implemented when performing conditional aggregation."
            )
        }
        if !isGrouped && !having.isEmpty {
            throw NoormmeError(
                .fieldError,
                "An aggregate in a condition needs rows that are grouped: annotate() it first and filter by its name.")
        }
        return ConditionParts(condition: .all(plain), having: .all(having), qualify: qualify)
    }

    /// Whether some part, joined to the others by OR, belongs into WHERE.
    private func hasPlainPart(_ condition: SQLExpression) -> Bool {
        switch condition {
        case .and(let parts), .or(let parts): return parts.contains { hasPlainPart($0) }
        case .not(let inner): return hasPlainPart(inner)
        default: return !condition.containsWindow && !condition.containsAggregate
        }
    }

    // MARK: - Relations

    /// A relation select_related() may follow.
    func toOneRelation(_ name: Text, of model: Model) throws(NoormmeError) -> Relation {
        if let relation = model.relation(accessor: name) ?? model.relation(name) {
            if !relation.isToMany { return relation }
        } else if model.column(name) != nil {
            var message: Text = "Non-relational field given in select_related: '"
            message += name
            message += "'."
            throw relatedError(message, model)
        }
        var message: Text = "Invalid field name(s) given in select_related: '"
        message += name
        message += "'."
        throw relatedError(message, model)
    }

    private func relatedError(_ start: Text, _ model: Model) -> NoormmeError {
        var message = start
        var isFirst = true
        for relation in model.relations where !relation.isToMany && !relation.accessor.isEmpty {
            message += isFirst ? " Choices are: " : ", "
            message += relation.accessor
            isFirst = false
        }
        if isFirst { message += " Choices are: (none)" }
        return NoormmeError(.fieldError, message, model: model.name)
    }

    /// The condition of a filtered relation, its names read from the joined table.
    func resolveFilter(
        of filtered: FilteredRelation, joined: Join, reuse: JoinSet?
    ) throws(NoormmeError) -> SQLExpression {
        let scope = FilterScope(reuse: reuse, splits: false, updatesJoins: false)
        var prefix = filtered.relationPath[0]
        for name in filtered.relationPath.dropFirst() { prefix = prefix + "__" + name }
        renaming = (prefix, filtered.name)
        defer { renaming = nil }
        return try build(filtered.condition.renaming(prefix, to: filtered.name), scope).sql ?? .always
    }
}
