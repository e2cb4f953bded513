import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// A value for a column of a row to be written.
struct ColumnValue {
    let column: Int32
    let sql: SQLExpression
}

extension Planner {
    mutating func create(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        guard let object = terminal.arguments.first, object.kind == .object, object.tag == nil else {
            throw terminal.source.error(.malformedSpec, "create takes an object {column: value}.")
        }
        let values = try columnValues(object, query)
        let model = query.model
        if model.inherits {
            let links = try links(query, terminal.arguments.count > 1 ? terminal.arguments[1] : nil)
            return QueryPlan(operation: .writeRow(try rowInsert(values, model).linked(links)))
        }
        var insert = InsertPlan(model: model.index, shape: rowShape(model), answer: .row)
        try add(values, at: 0, model, .fail, to: &insert)
        insert.links = try links(query, terminal.arguments.count > 1 ? terminal.arguments[1] : nil)
        return QueryPlan(operation: .insert(insert))
    }

    mutating func bulkCreate(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        let model = query.model
        if model.inherits {
            throw terminal.source.error(
                .valueError, "Can't bulk create a multi-table inherited model: '" + model.label + "'.")
        }
        guard let list = terminal.arguments.first else {
            throw terminal.source.error(.malformedSpec, "bulk_create takes rows.")
        }
        let conflict = try conflictRule(terminal, model)
        var insert = InsertPlan(model: model.index, shape: rowShape(model), answer: .rows)
        insert.links = try links(query, nil)
        var rows: [[ColumnValue]] = []
        if list.kind == .array {
            for row in list.elements {
                guard row.kind == .object, row.tag == nil else {
                    throw row.error(.typeError, "A row must be an object {column: value}.")
                }
                rows.append(try columnValues(row, query))
            }
        } else {
            rows = try columnarRows(list, query)
        }
        if rows.isEmpty { return QueryPlan(operation: .constant("[]")) }
        // Rows that bring their key come first, as in Django: a key SQLite makes up must not take theirs.
        var order: [Int] = []
        for wantsKey in [true, false] {
            for (position, row) in rows.enumerated() where hasKey(row, model) == wantsKey { order.append(position) }
        }
        for position in order { try add(rows[position], at: Int32(position), model, conflict, to: &insert) }
        return QueryPlan(operation: .insert(insert))
    }

    private func hasKey(_ row: [ColumnValue], _ model: Model) -> Bool {
        for value in row where model.primaryKey.contains(value.column) { return true }
        return false
    }

    /// `{"columns": […], "rows": [[…]]}`
    private func columnarRows(_ list: JSONValue, _ query: Query) throws(NoormmeError) -> [[ColumnValue]] {
        try list.checkKeys(["columns", "rows"])
        guard let names = list.member("columns"), names.kind == .array, let rows = list.member("rows"),
            rows.kind == .array
        else { throw list.error(.malformedSpec, "Rows are an array, or {\"columns\": […], \"rows\": [[…]]}.") }
        var columns: [Int32] = []
        for name in names.elements { columns.append(try writableColumn(name.text, name, query)) }
        var result: [[ColumnValue]] = []
        result.reserveCapacity(rows.count)
        for row in rows.elements {
            guard row.kind == .array, row.count == columns.count else {
                throw row.error(.malformedSpec, "A row must have one value per column.")
            }
            var values = try managerValues(query)
            for (index, value) in row.elements.enumerated() {
                do throws(NoormmeError) {
                    values.append(
                        ColumnValue(column: columns[index], sql: try storedValue(value, columns[index], query)))
                } catch {
                    throw ValuePreparer.naming(query.model.columns[Int(columns[index])].name, error)
                }
            }
            result.append(values)
        }
        return result
    }

    /// The values of an object, and those a related manager adds.
    func columnValues(_ object: JSONValue, _ query: Query) throws(NoormmeError) -> [ColumnValue] {
        var values = try managerValues(query)
        for member in object.members {
            let column = try writableColumn(member.key.text, member.value, query)
            if query.model.columns[Int(column)].isRowID, member.value.isNull { continue }
            values.removeAll { $0.column == column }
            values.append(ColumnValue(column: column, sql: try storedValue(member.value, column, query)))
        }
        return values
    }

    func managerValues(_ query: Query) throws(NoormmeError) -> [ColumnValue] {
        guard let manager = query.manager, manager.relation.kind != .manyToMany else { return [] }
        var values: [ColumnValue] = []
        for (index, column) in manager.relation.targetColumns.enumerated() {
            values.append(ColumnValue(column: column, sql: manager.values[index]))
        }
        return values
    }

    /// The column a name of create() writes to: a column's name, or a forward relation's.
    func writableColumn(_ name: Text, _ source: JSONValue, _ query: Query) throws(NoormmeError) -> Int32 {
        let model = query.model
        if name == "pk", model.column(name) == nil, model.primaryKey.count == 1 { return model.primaryKey[0] }
        var column = model.column(name)
        if column == nil, let relation = model.relation(name), relation.kind == .forward,
            relation.sourceColumns.count == 1
        {
            column = relation.sourceColumns[0]
        }
        guard let column else {
            if model.relation(name)?.kind == .reverseOne || model.relation(accessor: name)?.kind == .reverseOne {
                throw source.error(.valueError, "The following fields do not exist in this model: " + name)
            }
            var message: Text = model.label
            message += "() got unexpected keyword arguments: '"
            message += name
            message += "'"
            appendSuggestion(name, model.columns.map { $0.name }, &message)
            throw source.error(.typeError, message)
        }
        if model.columns[Int(column)].isGenerated {
            throw source.error(.fieldError, "'" + name + "' is generated and cannot be written.")
        }
        return column
    }

    func storedValue(_ value: JSONValue, _ index: Int32, _ query: Query) throws(NoormmeError) -> SQLExpression {
        let column = query.model.columns[Int(index)]
        if value.kind == .object, !value.isTaggedLiteral {
            let resolved = try query.expression(value, ExpressionScope(allowsJoins: false))
            if resolved.column != nil || mentionsOwnColumns(resolved.sql, query) {
                throw value.error(
                    .valueError,
                    "Failed to insert an expression. F() expressions can only be used to update, not to insert.")
            }
            if resolved.sql.containsAggregate {
                throw value.error(.fieldError, "Aggregate functions are not allowed in this query")
            }
            if resolved.sql.containsWindow {
                throw value.error(.fieldError, "Window expressions are not allowed in this query")
            }
            return resolved.sql.asValue
        }
        return try storedLiteral(value, column, query)
    }

    func storedLiteral(_ value: JSONValue, _ column: Column, _ query: Query) throws(NoormmeError) -> SQLExpression {
        if value.isNull { return .parameter(Parameter(.null)) }
        if value.kind == .array, column.type != .json {
            throw value.error(.typeError, "'" + column.name + "' takes one value, not an array.")
        }
        let bound = try query.parameter(value, Conversion(column.type, .store))
        guard case .sql(let sql) = bound.side else {
            throw value.error(.dataError, "The integer does not fit in 64 bits.")
        }
        return sql
    }

    private func mentionsOwnColumns(_ sql: SQLExpression, _ query: Query) -> Bool {
        if case .column(let source, _) = sql { return query.joins.contains { $0.source == source } }
        var found = false
        sql.forEachOperand { if !found && mentionsOwnColumns($0, query) { found = true } }
        return found
    }

    func rowShape(_ model: Model) -> ResultShape {
        var shape = ResultShape(form: .object, columns: [])
        for (index, column) in model.columns.enumerated() {
            shape.columns.append(ShapeColumn(name: column.name, index: Int32(index), type: column.type))
        }
        return shape
    }

    /// Adds a row to the group that has the same columns, or starts one.
    mutating func add(
        _ values: [ColumnValue], at position: Int32, _ model: Model, _ conflict: InsertStatement.Conflict,
        to insert: inout InsertPlan
    ) throws(NoormmeError) {
        var statement = InsertStatement(
            table: model.table, columns: [], values: [], conflict: conflict,
            returning: model.columns.map { $0.column })
        for value in values {
            statement.columns.append(model.columns[Int(value.column)].column)
            statement.values.append(value.sql)
        }
        var plain: [Parameter] = []
        for value in values {
            guard case .parameter(let parameter) = value.sql else { break }
            plain.append(parameter)
        }
        if plain.count == values.count, let index = insert.groups.lastIndex(where: { $0.columns == statement.columns })
        {
            insert.groups[index].rows.append(plain)
            insert.groups[index].positions.append(position)
            return
        }
        var compiler = SQLCompiler()
        compiler.append(statement)
        note(compiler)
        let compiled = compiler.finished
        if plain.count != values.count, let index = insert.groups.lastIndex(where: { $0.sql == compiled.sql }) {
            insert.groups[index].rows.append(compiled.parameters)
            insert.groups[index].positions.append(position)
            return
        }
        insert.groups.append(
            InsertPlan.Group(
                sql: compiled.sql, rows: [compiled.parameters], positions: [position],
                columns: plain.count == values.count ? statement.columns : []))
    }

    private func conflictRule(
        _ terminal: Terminal, _ model: Model
    ) throws(NoormmeError) -> InsertStatement.Conflict {
        guard terminal.arguments.count > 1, !terminal.arguments[1].isNull else { return .fail }
        let options = terminal.arguments[1]
        try options.checkKeys([
            "batch_size", "ignore_conflicts", "update_conflicts", "update_fields", "unique_fields",
        ])
        try checkBatchSize(options)
        let ignores = options.member("ignore_conflicts")?.bool ?? false
        let updates = options.member("update_conflicts")?.bool ?? false
        if ignores && updates {
            throw options.error(.valueError, "ignore_conflicts and update_conflicts are mutually exclusive.")
        }
        if ignores { return .ignore }
        guard updates else { return .fail }
        let assign = try fieldColumns(options.member("update_fields"), model)
        let unique = try fieldColumns(options.member("unique_fields"), model)
        if assign.isEmpty {
            throw options.error(
                .valueError, "Fields that will be updated when a row insertion fails on conflicts must be provided.")
        }
        if unique.isEmpty {
            throw options.error(.valueError, "Unique fields that can trigger the upsert must be provided.")
        }
        for column in assign where model.primaryKey.contains(column) {
            throw options.error(
                .valueError, "bulk_create() cannot be used with primary keys in update_fields.")
        }
        return .update(
            columns: unique.map { model.columns[Int($0)].column }, assign: assign.map { model.columns[Int($0)].column })
    }

    func checkBatchSize(_ options: JSONValue) throws(NoormmeError) {
        guard let size = options.member("batch_size"), !size.isNull else { return }
        guard let number = size.int64, number > 0 else {
            throw size.error(.valueError, "Batch size must be a positive integer.")
        }
    }

    func fieldColumns(_ list: JSONValue?, _ model: Model) throws(NoormmeError) -> [Int32] {
        guard let list, !list.isNull else { return [] }
        var columns: [Int32] = []
        for name in list.elements {
            if name.stringEquals("pk"), model.column("pk") == nil {
                columns.append(contentsOf: model.primaryKey)
                continue
            }
            if let column = model.column(name.text) {
                columns.append(column)
            } else if let relation = model.relation(name.text), relation.kind == .forward {
                columns.append(contentsOf: relation.sourceColumns)
            } else if model.relation(name.text) != nil || model.relation(accessor: name.text) != nil {
                throw name.error(.valueError, "bulk_create() can only be used with concrete fields.")
            } else {
                throw name.error(
                    .fieldDoesNotExist, model.label + " has no field named '" + name.text + "'")
            }
        }
        return columns
    }

    /// Over a many-to-many manager, what joins a new row to the manager's.
    mutating func links(_ query: Query, _ options: JSONValue?) throws(NoormmeError) -> [InsertPlan.Link] {
        var defaults: JSONValue?
        if let options, !options.isNull { defaults = try RelatedOptions(options).throughDefaults }
        guard let manager = query.manager, manager.relation.kind == .manyToMany else {
            if let defaults {
                throw defaults.error(.typeError, "\"through_defaults\" belongs to a many-to-many manager.")
            }
            return []
        }
        return try ManyToManyWriter(manager: manager, query: query, planner: self).links(defaults, &self)
    }
}
