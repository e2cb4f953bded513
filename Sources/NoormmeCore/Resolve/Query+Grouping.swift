import NoormmeSQL
import NoormmeText

// What rows are grouped by: what values() selected before the aggregate, or the model's row; and besides,
// whatever is selected, ordered by or tested in HAVING without being an aggregate.
extension Query {
    /// Grouping by the model's row stays what it is when other columns are selected.
    func freezeGrouping() {
        var items: [GroupItem] = []
        for index in model.columns.indices { items.append(.expression(sql(Int32(index), of: base))) }
        for annotation in annotations where annotation.isSelected {
            for sql in groupingColumns(of: annotation.value.sql.asValue) { items.append(.expression(sql)) }
        }
        grouping = .list(items)
    }

    /// values() before annotate(): what is selected so far is what rows are grouped by.
    func groupBySelection() {
        var items: [GroupItem] = []
        for column in selection ?? [] { items.append(.expression(column.value.sql.asValue)) }
        for annotation in annotations where annotation.isSelected {
            let columns = groupingColumns(of: annotation.value.sql.asValue)
            if columns.isEmpty { continue }
            if annotation.value.sql.containsAggregate {
                for sql in columns { items.append(.expression(sql)) }
            } else {
                items.append(.annotation(annotation.name))
            }
        }
        grouping = .list(items)
    }

    /// What an expression adds to GROUP BY: itself when it aggregates nothing, else what it has outside of
    /// its aggregates. A condition adds what it compares.
    func groupingColumns(of expression: SQLExpression) -> [SQLExpression] {
        switch expression {
        case .literal, .string, .parameter, .constant: return []
        case .prefix where expression.isNumber: return []
        case .column(let source, _):
            // A column of an outer query is one value for all rows, and no name GROUP BY knows.
            for join in joins where join.source == source { return [expression] }
            return []
        case .function(let call) where call.window != nil:
            var result: [SQLExpression] = []
            for item in call.window?.partition ?? [] { result.append(contentsOf: groupingColumns(of: item)) }
            for term in call.window?.order ?? [] { result.append(contentsOf: groupingColumns(of: term.expression)) }
            return result
        case .function(let call) where call.isAggregate || call.name == "RANDOM": return []
        case .subquery(let select), .exists(let select):
            return select.refersOverRelation ? [expression] : ownColumns(of: expression)
        case .inSelect(let value, let select):
            return groupingColumns(of: value) + groupingColumns(of: .subquery(select))
        default: break
        }
        if !expression.isComparison && !expression.containsAggregate && !expression.containsWindow {
            return [expression]
        }
        var result: [SQLExpression] = []
        expression.forEachOperand { result.append(contentsOf: groupingColumns(of: $0)) }
        return result
    }

    /// The columns of this query that a subquery mentions.
    func ownColumns(of expression: SQLExpression) -> [SQLExpression] {
        var columns: [SQLExpression] = []
        expression.collectColumns(into: &columns)
        return columns.filter { (column) in
            guard case .column(let source, _) = column else { return false }
            return joins.contains { $0.source == source }
        }
    }

    /// The columns of a row follow from its primary key: grouping by the key says the same in less.
    func withoutDependent(_ expressions: [SQLExpression]) -> [SQLExpression] {
        var keyed: [TableSource] = []
        for join in joins where !join.model.primaryKey.isEmpty && !join.model.isView {
            var isKeyed = true
            for key in join.model.primaryKey where !expressions.contains(join.column(key)) { isKeyed = false }
            if isKeyed { keyed.append(join.source) }
        }
        if keyed.isEmpty { return expressions }
        return expressions.filter { (expression) in
            guard case .column(let source, _) = expression, keyed.contains(source) else { return true }
            for join in joins where join.source == source {
                for key in join.model.primaryKey where join.column(key) == expression { return true }
            }
            return false
        }
    }

    // MARK: - HAVING

    /// Notes what a lookup compares, while the condition of a filter() is built in a query that aggregates.
    /// What stands beside an aggregate in HAVING is grouped by, even if the condition folds.
    func witness(_ operand: Operand, _ built: SQLExpression) {
        guard let left = witnessedLeft else { return }
        compared?.append(left)
        guard witnesses != nil else { return }
        var found = [left]
        collect(operand, into: &found)
        if case .inSelect(_, let select) = built { found.append(.subquery(select)) }
        witness(found)
    }

    func witness(_ found: [SQLExpression]) {
        guard witnesses != nil else { return }
        if found.contains(where: { $0.containsAggregate }) { noteHaving(found) }
        witnesses?.append(contentsOf: found)
    }

    private func collect(_ operand: Operand, into found: inout [SQLExpression]) {
        switch operand {
        case .expression(let value): found.append(value.sql)
        case .list(let items, _): for item in items { collect(item, into: &found) }
        case .literal, .document, .null, .bool, .query: break
        }
    }

    /// Conditions that must stay together go to HAVING together when one of them aggregates.
    func noteConnected(_ connector: Condition.Connector, isNegated: Bool, since start: Int) {
        guard let witnesses, start < witnesses.count else { return }
        switch connector {
        case .and: if !isNegated { return }
        case .or: if isNegated { return }
        case .xor: break
        }
        let group = [SQLExpression](witnesses[start...])
        guard group.contains(where: { $0.containsAggregate }), !group.contains(where: { $0.containsWindow }) else {
            return
        }
        noteHaving(group)
    }

    private func noteHaving(_ expressions: [SQLExpression]) {
        for expression in expressions {
            for column in groupingColumns(of: expression) where !havingColumns.contains(column) {
                havingColumns.append(column)
            }
        }
    }
}
