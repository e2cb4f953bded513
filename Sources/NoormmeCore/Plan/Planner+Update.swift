import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Planner {
    mutating func update(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        guard let object = terminal.arguments.first, object.kind == .object, object.tag == nil else {
            throw terminal.source.error(.malformedSpec, "update takes an object {column: value}.")
        }
        if query.isSliced {
            throw terminal.source.error(.typeError, "Cannot update a query once a slice has been taken.")
        }
        try refuseAggregateOrder(query)
        if query.model.inherits { return try updateRows(object, query) }
        let assignments = try assignments(object, query)
        if assignments.isEmpty || query.isKnownEmpty { return QueryPlan(operation: .constant("0")) }
        let statement = compile(assignments, try writeTarget(query), query)
        return QueryPlan(operation: .update(UpdatePlan(statements: [statement])))
    }

    /// An UPDATE of a write target. The values speak of the query's own table, which is the target's by another
    /// name where the query joins.
    mutating func compile(
        _ assignments: [Assignment], _ target: (source: TableSource, condition: SQLExpression), _ query: Query
    ) -> CompiledStatement {
        compile(assignments, target, from: query.base.source)
    }

    mutating func compile(
        _ assignments: [Assignment], _ target: (source: TableSource, condition: SQLExpression), from old: TableSource
    ) -> CompiledStatement {
        var statement = UpdateStatement(source: target.source, assignments: assignments, condition: target.condition)
        if target.source != old {
            let new = target.source
            let move: (SQLExpression) -> SQLExpression? = { (part) in
                guard case .column(old, let name) = part else { return nil }
                return .column(new, name)
            }
            for index in statement.assignments.indices {
                statement.assignments[index].value.replaceInSubqueries(move)
                statement.assignments[index].value = statement.assignments[index].value.replacing(move)
            }
        }
        var compiler = SQLCompiler()
        compiler.append(statement)
        note(compiler)
        return compiler.finished
    }

    /// An order means nothing to an UPDATE of SQLite's; one that only grouping can give is refused.
    private func refuseAggregateOrder(_ query: Query) throws(NoormmeError) {
        for case .name(let term, let source) in query.ordering {
            let name = term.bytes.first == 0x2D ? term.dropFirst(1) : term
            guard let annotation = query.annotation(name), annotation.value.sql.containsAggregate else { continue }
            throw NoormmeError(
                .fieldError, "Cannot update when ordering by an aggregate: '" + name + "'.",
                path: source?.path.text ?? Text(), model: query.model.name, field: name)
        }
    }

    /// The SET list. Right sides see the row as it was; they may not reach over relations.
    func assignments(_ object: JSONValue, _ query: Query) throws(NoormmeError) -> [Assignment] {
        var list: [Assignment] = []
        for member in object.members {
            let index = try updatableColumn(member.key.text, member.value, query)
            list.append(try assignment(member.value, index, query))
        }
        return list
    }

    func assignment(_ value: JSONValue, _ index: Int32, _ query: Query) throws(NoormmeError) -> Assignment {
        let column = query.model.columns[Int(index)]
        guard value.kind == .object, !value.isTaggedLiteral else {
            return Assignment(column: column.column, value: try storedLiteral(value, column, query))
        }
        var resolved = try query.expression(value, ExpressionScope(allowsJoins: false))
        if resolved.sql.containsAggregate {
            throw value.error(.fieldError, "Aggregate functions are not allowed in this query")
        }
        if resolved.sql.containsWindow {
            throw value.error(.fieldError, "Window expressions are not allowed in this query")
        }
        if let key = resolved.key, column.type == .json {
            resolved.sql = JSONPaths.json(key.base, JSONPaths.path(key.keys))
        }
        return Assignment(column: column.column, value: resolved.sql.asValue)
    }

    func updatableColumn(_ name: Text, _ source: JSONValue, _ query: Query) throws(NoormmeError) -> Int32 {
        let model = query.model
        if name == "pk", model.column(name) == nil, model.primaryKey.count == 1 { return model.primaryKey[0] }
        if let column = model.column(name) {
            if model.columns[Int(column)].isGenerated {
                throw source.error(.fieldError, "'" + name + "' is generated and cannot be written.")
            }
            return column
        }
        if let relation = model.relation(name) ?? model.relation(accessor: name) {
            if relation.kind == .forward, relation.sourceColumns.count == 1 { return relation.sourceColumns[0] }
            var message: Text = "Cannot update model field '"
            message += name
            message += "' (only concrete fields are permitted)."
            throw source.error(.fieldError, message)
        }
        var message: Text = model.label
        message += " has no field named '"
        message += name
        message += "'"
        appendSuggestion(name, model.columns.map { $0.name }, &message)
        throw source.error(.fieldDoesNotExist, message)
    }

    /// What an UPDATE or DELETE works on: the query's own table and conditions, or, when it joins or aggregates,
    /// the rows whose key the query gives.
    func writeTarget(_ query: Query) throws(NoormmeError) -> (source: TableSource, condition: SQLExpression) {
        let parts = try query.splitConditions()
        var isPlain = parts.having.isAlways && parts.qualify.isEmpty && query.combinator == nil
        for join in query.joins where join.parent != nil && join.references > 0 { isPlain = false }
        if case .none = query.grouping {} else { isPlain = false }
        if isPlain { return (query.base.source, parts.condition) }
        let source = TableSource(table: query.model.table)
        query.clearOrdering()
        query.isDistinct = false
        for index in query.annotations.indices { query.annotations[index].isSelected = false }
        let keys = query.model.primaryKey
        var key: SQLExpression = .column(source, "rowid")
        if keys.isEmpty {
            query.selection = [
                SelectedColumn(name: "rowid", value: Resolved(.column(query.base.source, "rowid"), .integer))
            ]
            query.selectedOrder = [.column(0)]
        } else {
            if case .model = query.grouping { query.freezeGrouping() }
            query.select(columns: keys)
            let columns = keys.map { SQLExpression.column(source, query.model.columns[Int($0)].column) }
            key = columns.count == 1 ? columns[0] : .row(columns)
        }
        return (source, .inSelect(key, try query.subselect()))
    }

    mutating func getOrCreate(
        _ terminal: Terminal, _ query: Query, updates: Bool
    ) throws(NoormmeError) -> QueryPlan {
        guard let lookups = terminal.arguments.first, lookups.kind == .object, lookups.tag == nil else {
            throw terminal.source.error(.malformedSpec, "The terminal takes an object {lookup: value}.")
        }
        func object(_ index: Int) throws(NoormmeError) -> JSONValue? {
            guard terminal.arguments.count > index, !terminal.arguments[index].isNull else { return nil }
            let value = terminal.arguments[index]
            guard value.kind == .object, value.tag == nil else {
                throw value.error(.malformedSpec, "Defaults are an object {column: value}.")
            }
            return value
        }
        let defaults = try object(1)
        let model = query.model
        let creating = Query(context: context, model: model, outer: nil)
        creating.manager = query.manager
        // The row to insert; what is wrong with it matters only if there is none.
        var insert = InsertPlan(model: model.index, shape: rowShape(model), answer: .row)
        var insertError: NoormmeError?
        var insertRow: RowWrite?
        do throws(NoormmeError) {
            var values = try managerValues(creating)
            for source in [lookups, updates ? try object(2) ?? defaults : defaults] {
                guard let source else { continue }
                for member in source.members {
                    let name = member.key.text
                    if source.index == lookups.index && name.firstIndex(of: "__") != nil { continue }
                    let column: Int32
                    do throws(NoormmeError) {
                        column = try writableColumn(name, member.value, creating)
                    } catch {
                        if error.code == .valueError { throw error }
                        throw invalidField(name, model, error.path)
                    }
                    values.removeAll { $0.column == column }
                    values.append(ColumnValue(column: column, sql: try storedValue(member.value, column, creating)))
                }
            }
            if model.inherits {
                insertRow = try rowInsert(values, model)
            } else {
                try add(values, at: 0, model, .fail, to: &insert)
            }
            let position = updates ? 3 : 2
            insert.links = try links(
                query, terminal.arguments.count > position ? terminal.arguments[position] : nil)
            insertRow = insertRow?.linked(insert.links)
        } catch {
            insertError = error
        }
        if query.isSliced {
            throw terminal.source.error(.typeError, "Cannot filter a query once a slice has been taken.")
        }
        try query.add(try Condition.read(lookups))
        query.clearOrdering()
        var update: CompiledStatement?
        var updateRow: RowWrite?
        if updates, let defaults, defaults.count > 0 {
            let scratch = Query(context: context, model: model, outer: nil)
            for member in defaults.members {
                do throws(NoormmeError) {
                    _ = try writableColumn(member.key.text, member.value, scratch)
                } catch {
                    if error.code == .valueError { throw error }
                    throw invalidField(member.key.text, model, error.path)
                }
            }
            if model.inherits { updateRow = try rowUpdate(defaults, scratch) }
            let values = model.inherits ? [] : try assignments(defaults, scratch)
            var conditions: [SQLExpression] = []
            for (index, key) in try query.primaryKey(of: model).enumerated() {
                conditions.append(
                    .binary(
                        .equal, scratch.base.column(key),
                        .parameter(Parameter(.null, slot: Parameter.keys, conversion: Int32(index)))))
            }
            if updateRow == nil {
                update = self.update(
                    UpdateStatement(
                        source: scratch.base.source, assignments: values, condition: .all(conditions),
                        returning: model.columns.map { $0.column }))
            }
        }
        if query.isKnownEmpty {
            if let insertError { throw insertError }
            // Nothing can match, so the row is made.
            var plan = GetOrCreatePlan(
                select: try neverRows(query), insert: insert, update: nil, keyColumns: [], updateShape: rowShape(model))
            plan.insertRow = insertRow
            return QueryPlan(operation: .getOrCreate(plan))
        }
        query.setLimits(low: nil, high: 21)
        let built = try SelectBuilder.build(query)
        var keyColumns: [Int32] = []
        if update != nil || updateRow != nil {
            for key in try query.primaryKey(of: model) {
                let column = query.base.column(key)
                if let index = built.statement.columns.firstIndex(where: { $0.expression == column }) {
                    keyColumns.append(Int32(index))
                } else {
                    built.statement.columns.append(SelectColumn(column))
                    keyColumns.append(Int32(built.statement.columns.count - 1))
                }
            }
        }
        let rows = RowsPlan(
            statement: compile(built.statement), shape: built.shape, expectation: .exactlyOne(model.label))
        var plan = GetOrCreatePlan(
            select: rows, insert: insert, update: update, keyColumns: keyColumns, updateShape: rowShape(model),
            insertError: insertError)
        plan.insertRow = insertRow
        plan.updateRow = updateRow
        return QueryPlan(operation: .getOrCreate(plan))
    }

    private func invalidField(_ name: Text, _ model: Model, _ path: Text) -> NoormmeError {
        NoormmeError(
            .fieldError, "Invalid field name(s) for model " + model.label + ": '" + name + "'.", path: path,
            model: model.name, field: name)
    }

    private mutating func neverRows(_ query: Query) throws(NoormmeError) -> RowsPlan {
        query.conditions = [.binary(.equal, .literal("1"), .literal("0"))]
        let built = try SelectBuilder.build(query)
        return RowsPlan(
            statement: compile(built.statement), shape: built.shape, expectation: .exactlyOne(query.model.label))
    }
}
