import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Planner {
    /// `save`: an UPDATE by key, and an INSERT if no row has it. A row without a key is inserted.
    mutating func save(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        guard let object = terminal.arguments.first, object.kind == .object, object.tag == nil else {
            throw terminal.source.error(.malformedSpec, "save takes an object {column: value}.")
        }
        let model = query.model
        let options = try SaveOptions(terminal, model, self)
        if let fields = options.fields, fields.isEmpty { return QueryPlan(operation: .constant("null")) }
        let keys = try query.primaryKey(of: model)
        if model.inherits { return try saveRow(object, options, terminal, query) }
        let scratch = Query(context: context, model: model, outer: nil)
        var conditions: [SQLExpression] = []
        var changed: [Assignment] = []
        for member in object.members {
            let index = try writableColumn(member.key.text, member.value, scratch)
            let column = model.columns[Int(index)]
            if keys.contains(index) {
                if !member.value.isNull {
                    conditions.append(
                        .binary(
                            .equal, scratch.base.column(index),
                            try scratch.parameter(member.value, Conversion(column.type)).sql))
                }
                continue
            }
            if let fields = options.fields, !fields.contains(index) { continue }
            changed.append(Assignment(column: column.column, value: try assigned(member.value, column, scratch)))
        }
        let hasKey = conditions.count == keys.count
        if !hasKey && (options.forcesUpdate || options.fields != nil) {
            throw terminal.source.error(.valueError, "Cannot force an update in save() with no primary key.")
        }
        var plan = SavePlan(update: nil, insert: nil, shape: rowShape(model), label: model.label)
        if hasKey && !options.forcesInsert {
            // A row that is all key is updated to itself, which tells whether it is there.
            if changed.isEmpty {
                let column = model.columns[Int(keys[0])].column
                changed.append(Assignment(column: column, value: scratch.base.column(keys[0])))
            }
            plan.update = update(
                UpdateStatement(
                    source: scratch.base.source, assignments: changed, condition: .all(conditions),
                    returning: model.columns.map { $0.column }))
        }
        if !options.forcesUpdate && options.fields == nil {
            var insert = InsertPlan(model: model.index, shape: rowShape(model), answer: .row)
            do throws(NoormmeError) {
                try add(try columnValues(object, query), at: 0, model, .fail, to: &insert)
                plan.insert = insert
            } catch {
                // An expression over the row's own columns can only update.
                if plan.update == nil { throw error }
                plan.insertError = error
            }
        }
        return QueryPlan(operation: .save(plan))
    }

    private func assigned(_ value: JSONValue, _ column: Column, _ query: Query) throws(NoormmeError) -> SQLExpression {
        guard value.kind == .object, !value.isTaggedLiteral else { return try storedLiteral(value, column, query) }
        let resolved = try query.expression(value, ExpressionScope(allowsJoins: false))
        if resolved.sql.containsAggregate {
            throw value.error(.fieldError, "Aggregate functions are not allowed in this query")
        }
        return resolved.sql.asValue
    }

    /// `remove`: delete() of the row that has a key.
    mutating func remove(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        guard let key = terminal.arguments.first, !key.isNull else {
            throw terminal.source.error(
                .valueError, query.model.label + " object can't be deleted because its primary key is null.")
        }
        let columns = try query.primaryKey(of: query.model)
        if columns.count == 1 {
            try query.add(.lookup("pk", key))
        } else {
            guard key.kind == .array, key.count == columns.count else {
                throw key.error(.valueError, "The key must be an array of the primary key's values.")
            }
            for (index, element) in key.elements.enumerated() {
                try query.add(.lookup(query.model.columns[Int(columns[index])].name, element))
            }
        }
        return try delete(terminal, query)
    }
}

/// `{"update_fields": […], "force_insert": false, "force_update": false}`
struct SaveOptions {
    var fields: [Int32]?
    var forcesInsert = false
    var forcesUpdate = false

    init(_ terminal: Planner.Terminal, _ model: Model, _ planner: Planner) throws(NoormmeError) {
        guard terminal.arguments.count > 1, !terminal.arguments[1].isNull else { return }
        let options = terminal.arguments[1]
        try options.checkKeys(["update_fields", "force_insert", "force_update"])
        forcesInsert = options.member("force_insert")?.bool ?? false
        forcesUpdate = options.member("force_update")?.bool ?? false
        if let list = options.member("update_fields"), !list.isNull {
            guard list.kind == .array else {
                throw list.error(.malformedSpec, "\"update_fields\" must be an array of names.")
            }
            var columns: [Int32] = []
            for name in list.elements {
                var column = model.column(name.text)
                if column == nil, let relation = model.relation(name.text), relation.kind == .forward,
                    relation.sourceColumns.count == 1
                {
                    column = relation.sourceColumns[0]
                }
                guard let column, try !isKey(column, of: model, planner) else {
                    throw name.error(
                        .valueError,
                        "The following fields do not exist in this model, are m2m fields, primary keys, or are non-concrete fields: "
                            + name.text)
                }
                columns.append(column)
            }
            fields = columns
        }
        if forcesInsert && (forcesUpdate || fields != nil) {
            throw options.error(.valueError, "Cannot force both insert and updating in model saving.")
        }
    }

    private func isKey(_ column: Int32, of model: Model, _ planner: Planner) throws(NoormmeError) -> Bool {
        if !model.inherits { return model.primaryKey.contains(column) }
        let home = try Family(model, planner.context).home(column)
        return home.column == home.member.key
    }
}
