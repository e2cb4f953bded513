import NoormmeJSON
import NoormmeSQL
import NoormmeText

// Writes of models that inherit: a row is written in the tables of all its ancestors.
extension Planner {
    mutating func rowInsert(_ values: [ColumnValue], _ model: Model) throws(NoormmeError) -> RowWrite {
        let family = try Family(model, context)
        for value in values { family.take(value.sql, for: value.column) }
        return try family.write(inserts: true, &self)
    }

    mutating func saveRow(
        _ object: JSONValue, _ options: SaveOptions, _ terminal: Terminal, _ query: Query
    ) throws(NoormmeError) -> QueryPlan {
        let family = try Family(query.model, context)
        for value in try managerValues(query) { family.take(value.sql, for: value.column) }
        for member in object.members {
            let column = try writableColumn(member.key.text, member.value, query)
            if let fields = options.fields, !fields.contains(column) {
                let home = family.home(column)
                if !home.member.identifies(home.column) { continue }
            }
            try family.take(member.value, for: column, self)
        }
        guard options.forcesUpdate || options.fields != nil else {
            return QueryPlan(operation: .writeRow(try family.write(inserts: options.forcesInsert, &self)))
        }
        family.shareKeys()
        guard let key = family.last.value(family.last.key)?.stored else {
            throw terminal.source.error(.valueError, "Cannot force an update in save() with no primary key.")
        }
        return QueryPlan(operation: .writeRow(try family.update(key: key, all: options.fields == nil, &self)))
    }

    /// What `update_or_create` changes of the row whose key is known when the plan runs.
    mutating func rowUpdate(_ object: JSONValue, _ query: Query) throws(NoormmeError) -> RowWrite {
        let family = try Family(query.model, context)
        try take(object, family, query)
        return try family.update(key: Family.known(0), all: false, &self)
    }

    private func take(_ object: JSONValue, _ family: Family, _ query: Query) throws(NoormmeError) {
        for member in object.members {
            let column = try updatableColumn(member.key.text, member.value, query)
            let home = family.home(column)
            let changed = try assignment(member.value, home.column, home.member.query).value
            home.member.set(Family.Value(home.column, nil, changed))
        }
    }

    // MARK: - Many rows

    /// `update`: one UPDATE for each table that gets a value. Of several, the rows are found before the first.
    mutating func updateRows(_ object: JSONValue, _ query: Query) throws(NoormmeError) -> QueryPlan {
        let family = try Family(query.model, context, query)
        try take(object, family, query)
        let members = family.members.filter { !$0.values.isEmpty }
        if members.isEmpty || query.isKnownEmpty { return QueryPlan(operation: .constant("0")) }
        var plan = UpdatePlan(statements: [])
        if members.count == 1, members[0] === family.last {
            let statement = family.update(family.last, .always)
            plan.statements = [compile(statement.assignments, try writeTarget(query), query)]
            return QueryPlan(operation: .update(plan))
        }
        let keys = try selectKeys(of: members, query)
        for (index, member) in members.enumerated() {
            let source = TableSource(table: member.model.table)
            let key = SQLExpression.column(source, member.model.columns[Int(member.key)].column)
            let condition: SQLExpression =
                members.count == 1 ? .inSelect(key, keys) : .inJSON(key, Planner.keys(index))
            let statement = family.update(member, .always)
            plan.statements.append(
                compile(statement.assignments, (source, condition), from: member.query.base.source))
        }
        if members.count > 1 {
            plan.keys = compile(keys)
            plan.counted = 1
        }
        return QueryPlan(operation: .update(plan))
    }

    /// The keys of the query's rows in the tables of some members.
    private func selectKeys(of members: [Family.Member], _ query: Query) throws(NoormmeError) -> SelectStatement {
        query.clearOrdering()
        query.isDistinct = false
        for index in query.annotations.indices { query.annotations[index].isSelected = false }
        if case .model = query.grouping { query.freezeGrouping() }
        var columns: [SelectedColumn] = []
        var order: [SelectedItem] = []
        for (index, member) in members.enumerated() {
            let key = try query.columns([member.key], of: member.model)[0]
            columns.append(SelectedColumn(name: Text(), value: Resolved(key, .any)))
            order.append(.column(index))
        }
        query.selection = columns
        query.selectedOrder = order
        query.related = nil
        return try query.subselect()
    }

    /// `bulk_update`: an UPDATE for each row and table. Which rows the query set has is asked before the first.
    mutating func bulkUpdateRows(
        _ terminal: Terminal, _ fields: [Int32], _ query: Query
    ) throws(NoormmeError) -> QueryPlan {
        let all = try Family(query.model, context)
        for field in fields {
            let home = all.home(field)
            if home.column == home.member.key {
                throw terminal.arguments[1].error(.valueError, "bulk_update() cannot be used with primary key fields.")
            }
        }
        if query.isKnownEmpty { return QueryPlan(operation: .constant("0")) }
        let isLimited = !query.conditions.isEmpty
        var plan = UpdatePlan(statements: [])
        var others: [CompiledStatement] = []
        for object in terminal.arguments[0].elements {
            guard object.kind == .object, object.tag == nil else {
                throw object.error(.typeError, "A row must be an object {column: value}.")
            }
            let family = try Family(query.model, context)
            for member in object.members {
                let column = try writableColumn(member.key.text, member.value, query)
                let home = family.home(column)
                if !fields.contains(column), !home.member.identifies(home.column) { continue }
                try family.take(member.value, for: column, self)
            }
            family.shareKeys()
            guard let key = family.last.value(family.last.key)?.stored else {
                throw object.error(.valueError, "All bulk_update() objects must have a primary key set.")
            }
            family.leaveKeys()
            var isFirst = true
            for (index, member) in family.members.enumerated() where !member.values.isEmpty {
                var condition = try family.condition(member, key)
                if isLimited {
                    condition = .all([condition, .inJSON(member.query.base.column(member.key), Planner.keys(index))])
                }
                let statement = update(family.update(member, condition))
                if isFirst { plan.statements.append(statement) } else { others.append(statement) }
                isFirst = false
            }
        }
        if plan.statements.isEmpty { return QueryPlan(operation: .constant("0")) }
        plan.counted = Int32(plan.statements.count)
        plan.statements += others
        if isLimited { plan.keys = compile(try selectKeys(of: all.members, query)) }
        return QueryPlan(operation: .update(plan))
    }

    /// A list of keys that is known when the plan runs: see UpdatePlan.
    private static func keys(_ number: Int) -> SQLExpression {
        .parameter(Parameter(.text("[]"), slot: Parameter.keys, conversion: Int32(number)))
    }
}
