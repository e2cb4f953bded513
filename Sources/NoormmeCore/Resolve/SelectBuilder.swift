import NoormmeSQL
import NoormmeText

/// Turns a query's state into a SELECT and the shape of its rows.
///
/// The order matters: ordering may add joins, grouping needs what is selected and ordered by, and only
/// then is it known which joins are used.
struct SelectBuilder {
    let query: Query
    var columns: [SelectColumn] = []
    /// For each column, its grouping columns are taken unless it is grouped by name already.
    var groupedNames: [Text] = []
    var shape = ResultShape(form: .object, columns: [])
    /// Columns at the end that only order a DISTINCT.
    var hiddenColumns = 0

    init(_ query: Query) {
        self.query = query
    }

    static func build(_ query: Query) throws(NoormmeError) -> (statement: SelectStatement, shape: ResultShape) {
        var builder = SelectBuilder(query)
        return try builder.build()
    }

    private mutating func build() throws(NoormmeError) -> (statement: SelectStatement, shape: ResultShape) {
        if query.combinator != nil { return try compound() }
        _ = query.base
        try selectColumns()
        let order = try OrderResolver.terms(of: query, columns: columns)
        let parts = try query.splitConditions()
        let statement = SelectStatement()
        statement.isDistinct = query.isDistinct
        statement.condition = parts.condition
        statement.having = parts.having
        if query.isDistinct { addOrderColumns(order) }
        statement.groupBy = groupBy(order, parts)
        statement.columns = columns
        statement.sources = query.usedSources()
        if !(order.isDefault && !statement.groupBy.isEmpty) { statement.orderBy = order.terms }
        statement.refersOverRelation = query.refersOverRelation
        if !parts.qualify.isEmpty { return (try qualify(statement, parts.qualify), shape) }
        applyLimits(statement)
        return (statement, shape)
    }

    func applyLimits(_ statement: SelectStatement) {
        statement.limit = query.highMark.map { $0 - query.lowMark }
        statement.offset = query.lowMark
    }

    // MARK: - Columns

    mutating func selectColumns() throws(NoormmeError) {
        shape.form = query.rowForm == .flat ? .flat : query.rowForm == .array ? .array : .object
        if let selection = query.selection {
            if let order = query.selectedOrder {
                for item in order {
                    switch item {
                    case .column(let index): add(selection[index].value, name: selection[index].name)
                    case .annotation(let name):
                        if let annotation = query.annotation(name) { add(annotation.value, name: name, isNamed: true) }
                    }
                }
                return
            }
            for column in selection { add(column.value, name: column.name) }
        } else {
            let mask = ColumnMask(query.deferred)
            let base = query.base
            columns.reserveCapacity(query.model.columns.count)
            shape.columns.reserveCapacity(query.model.columns.count)
            for (index, column) in query.model.columns.enumerated()
            where mask.includes(column, Int32(index), of: query.model) {
                shape.columns.append(ShapeColumn(name: column.name, index: Int32(columns.count), type: column.type))
                columns.append(SelectColumn(query.sql(Int32(index), of: base)))
            }
        }
        for annotation in query.annotations where annotation.isSelected {
            add(annotation.value, name: annotation.name, isNamed: true)
        }
        if query.selection == nil, let related = query.related {
            var children: [ChildShape] = []
            try addRelated(related, query.base, query.model, path: [], &children)
            shape.children = children
        }
    }

    private mutating func add(_ value: Resolved, name: Text, isNamed: Bool = false) {
        var sql = value.sql.asValue
        if let key = value.key, value.type == .json {
            // As a result a path gives JSON, not its comparison form.
            sql = JSONPaths.json(key.base, JSONPaths.path(key.keys))
        }
        if value.isFractional { sql = value.whole(sql) }
        var whenNull = Text()
        if case .literal(let text) = value.emptyValue, text == "0" { whenNull = "0" }
        shape.columns.append(
            ShapeColumn(name: name, index: Int32(columns.count), type: value.type, whenNull: whenNull))
        columns.append(SelectColumn(sql, name: isNamed ? name : Text()))
    }

    /// The columns of select_related's models, one nested object per relation.
    private mutating func addRelated(
        _ tree: RelatedTree, _ parent: Join, _ model: Model, path: [Text], _ children: inout [ChildShape]
    ) throws(NoormmeError) {
        for child in tree.children {
            let names: NamePath
            if path.isEmpty, query.filteredRelations.contains(where: { $0.name == child.name }) {
                // A filtered relation may be any: of several related rows, each is a row of the answer.
                names = try query.namePath([child.name], from: model).path
            } else {
                let relation = try query.toOneRelation(child.name, of: model)
                try checkNotDeferred(relation, path, model)
                var direct = NamePath(model: query.schema.model(relation.target))
                direct.steps = query.relationSteps(relation, filtered: nil)
                names = direct
            }
            let join = try query.join(names, from: parent, reuse: nil).joins.last ?? parent
            let target = names.model
            let childPath = path + [child.name]
            let mask = ColumnMask(query.deferred, path: childPath)
            var nested = ResultShape(form: .object, columns: [])
            var presence: Int32 = -1
            for (index, column) in target.columns.enumerated() {
                // A child that was joined from its parent has what was loaded of that.
                if column.inherited != nil, let known = loaded(Int32(index), of: join) {
                    nested.columns.append(ShapeColumn(name: column.name, index: known, type: column.type))
                    continue
                }
                guard mask.includes(column, Int32(index), of: target) else { continue }
                let position = Int32(columns.count)
                if target.primaryKey.first == Int32(index) || (presence < 0 && target.primaryKey.isEmpty) {
                    presence = position
                }
                nested.columns.append(ShapeColumn(name: column.name, index: position, type: column.type))
                columns.append(SelectColumn(query.sql(Int32(index), of: join)))
            }
            var grandchildren: [ChildShape] = []
            try addRelated(child.tree, join, target, path: childPath, &grandchildren)
            nested.children = grandchildren
            children.append(ChildShape(name: child.name, presence: max(presence, 0), shape: nested))
        }
    }

    /// Where a column of a child is selected already as one of the parent the child was joined from.
    private func loaded(_ index: Int32, of join: Join) -> Int32? {
        var above = join
        var column = index
        while let inherited = above.model.columns[Int(column)].inherited {
            guard let parent = query.joinedParent(over: inherited.link, of: above) else { return nil }
            above = parent
            column = inherited.column
        }
        let expression = above.column(column)
        return columns.firstIndex { $0.expression == expression && $0.name.isEmpty }.map { Int32($0) }
    }

    private func checkNotDeferred(_ relation: Relation, _ path: [Text], _ model: Model) throws(NoormmeError) {
        guard relation.kind == .forward else { return }
        let mask = ColumnMask(query.deferred, path: path)
        for index in relation.sourceColumns where !mask.includes(model.columns[Int(index)], index, of: model) {
            if mask.mentions(relation.queryName) { continue }
            var message: Text = "Field "
            message += model.label
            message += "."
            message += relation.queryName
            message += " cannot be both deferred and traversed using select_related at the same time."
            throw NoormmeError(.fieldError, message, model: model.name, field: relation.queryName)
        }
    }

    // MARK: - Distinct and grouping

    /// DISTINCT compares what is ordered by too: such columns join the list, and duplicates may reappear.
    private mutating func addOrderColumns(_ order: OrderResolver.Result) {
        for (index, term) in order.terms.enumerated() where !order.positions.contains(index) {
            var isSelected = false
            for column in columns where column.expression == term.expression { isSelected = true }
            if isSelected { continue }
            columns.append(SelectColumn(term.expression))
            hiddenColumns += 1
        }
    }

    private func groupBy(_ order: OrderResolver.Result, _ parts: Query.ConditionParts) -> [SQLExpression] {
        var expressions: [SQLExpression] = []
        func add(_ list: [SQLExpression]) {
            for item in list where !expressions.contains(item) { expressions.append(item) }
        }
        var grouped: [Text] = []
        switch query.grouping {
        case .none: return []
        case .model: break
        case .list(let items):
            for item in items {
                switch item {
                case .annotation(let name):
                    grouped.append(name)
                    if let annotation = query.annotation(name) { add([annotation.value.sql.asValue]) }
                case .expression(let sql): add([sql])
                }
            }
        }
        for column in columns where column.name.isEmpty || !grouped.contains(column.name) {
            add(query.groupingColumns(of: column.expression))
        }
        if !order.isDefault {
            for (index, term) in order.terms.enumerated() where !order.positions.contains(index) {
                add(query.groupingColumns(of: term.expression))
            }
        }
        add(query.havingColumns)
        if query.isMerged { add(query.groupingColumns(of: parts.having)) }
        // Windows run over the groups: what they speak of is one value of each.
        for condition in parts.qualify { add(query.groupingColumns(of: condition)) }
        return query.withoutDependent(expressions)
    }

    // MARK: - Conditions on window functions

    /// SQLite has no QUALIFY: the query becomes a subquery and the condition stands outside.
    private mutating func qualify(
        _ inner: SelectStatement, _ conditions: [SQLExpression]
    ) throws(NoormmeError) -> SelectStatement {
        let visible = inner.columns.count - hiddenColumns
        for index in inner.columns.indices { inner.columns[index].name = "col" + Text(Int64(index + 1)) }
        let order = inner.orderBy
        inner.orderBy = []
        let source = TableSource(subquery: inner)
        func outerReference(_ expression: SQLExpression) -> SQLExpression {
            for column in inner.columns where column.expression == expression { return .column(source, column.name) }
            let name: Text = "col" + Text(Int64(inner.columns.count + 1))
            inner.columns.append(SelectColumn(expression, name: name))
            return .column(source, name)
        }
        func lifted(_ expression: SQLExpression) -> SQLExpression {
            expression.replacing { (part) in
                switch part {
                case .column, .subquery, .exists, .inSelect: outerReference(part)
                case .function(let call) where call.isAggregate || call.window != nil: outerReference(part)
                default: nil
                }
            }
        }
        let outer = SelectStatement()
        outer.sources = [source]
        outer.condition = .all(conditions.map { lifted($0) })
        for index in 0..<visible {
            outer.columns.append(SelectColumn(.column(source, inner.columns[index].name)))
        }
        for term in order {
            var copy = term
            if case .literal = term.expression {} else { copy.expression = lifted(term.expression) }
            outer.orderBy.append(copy)
        }
        applyLimits(outer)
        return outer
    }

    // MARK: - Compound queries

    private mutating func compound() throws(NoormmeError) -> (statement: SelectStatement, shape: ResultShape) {
        let statement = SelectStatement()
        statement.compoundOperator = query.combinator ?? .union
        var firstColumns: [SelectColumn] = []
        var operands: [Query] = []
        for (index, operand) in query.combined.enumerated() {
            if operand.isKnownEmpty {
                switch statement.compoundOperator {
                case .union, .unionAll: if index > 0 || query.combined.count > 1 { continue }
                case .except: if index > 0 { continue }
                case .intersect: break
                }
            }
            if !operand.isSliced { operand.clearOrdering() }
            var builder = SelectBuilder(operand)
            let built = try builder.build()
            if shape.columns.isEmpty {
                shape = built.shape
                firstColumns = builder.columns
            }
            if let first = statement.compound.first, first.width != built.statement.width {
                throw NoormmeError(
                    .databaseError,
                    "SELECTs to the left and right of a compound operator do not have the same number of result columns."
                )
            }
            statement.compound.append(built.statement)
            operands.append(operand)
        }
        if query.hasValues {
            shape.form = query.rowForm == .flat ? .flat : query.rowForm == .array ? .array : .object
        }
        let operandStatements = statement.compound
        statement.orderBy = try OrderResolver.compoundTerms(of: query, shape: shape, columns: firstColumns) {
            (request) throws(NoormmeError) in
            try SelectBuilder.addHidden(request, operands, operandStatements)
        }
        applyLimits(statement)
        return (statement, shape)
    }

    /// What a compound query is ordered by and its operands do not select is selected by each, behind the rest.
    ///
    /// - Returns: the number of the first such column.
    private static func addHidden(
        _ request: OrderRequest, _ operands: [Query], _ statements: [SelectStatement]
    ) throws(NoormmeError) -> Int {
        var first = 0
        for (index, operand) in operands.enumerated() {
            let statement = statements[index]
            // Columns that were chosen are all there is, and those of a nested query cannot be added to.
            guard !operand.hasValues || operand.hasInheritedValues, statement.compound.isEmpty,
                statement.groupBy.isEmpty, statement.sources.first?.subquery == nil
            else {
                throw NoormmeError(.databaseError, "ORDER BY term does not match any column in the result set.")
            }
            first = statement.columns.count + 1
            for term in try operand.orderTerms(of: request, ExpressionScope()) {
                statement.columns.append(SelectColumn(term.expression))
            }
            statement.sources = operand.usedSources()
        }
        return first
    }
}

extension SelectStatement {
    var width: Int { compound.first?.width ?? columns.count }
}
