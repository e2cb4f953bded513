import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// Plans what a spec's terminal asks for.
struct Planner {
    let context: CompileContext
    var nativeFunctions: [Text] = []
    /// `"rows": "arrays"`: an answer of rows has a head that names its columns.
    var answersTable = false

    init(context: CompileContext) {
        self.context = context
    }

    /// A terminal: its name and arguments.
    struct Terminal {
        let source: JSONValue
        let name: Text
        let arguments: Arguments

        /// What a spec asks for: `get`, or all rows.
        init(_ spec: JSONValue, _ schema: Schema) throws(NoormmeError) {
            guard let get = spec.member("get") else {
                self.init(source: spec, name: "all", arguments: Arguments(of: spec))
                return
            }
            try self.init(get: get, schema)
        }

        private init(source: JSONValue, name: Text, arguments: Arguments) {
            self.source = source
            self.name = name
            self.arguments = arguments
        }

        init(get: JSONValue, _ schema: Schema) throws(NoormmeError) {
            source = get
            arguments = Arguments(of: get)
            if get.kind == .string {
                name = schema.text(of: get)
                return
            }
            guard get.kind == .array, let first = get.element(at: 0), first.kind == .string else {
                throw get.error(.malformedSpec, "\"get\" must be a name or [name, argument, …].")
            }
            name = schema.text(of: first)
        }

        /// Of a related manager: writes what its row is joined to.
        var writesThroughManager: Bool {
            switch name {
            case "create", "get_or_create", "update_or_create", "bulk_create", "add", "set", "discard", "clear": true
            default: false
            }
        }
    }

    mutating func plan(_ spec: JSONValue) throws(NoormmeError) -> QueryPlan {
        let terminal = try Terminal(readable(spec), context.schema)
        if let rows = spec.member("rows") {
            answersTable = rows.stringEquals("arrays")
            if !answersTable && !rows.stringEquals("objects") {
                throw rows.error(.malformedSpec, "\"rows\" must be \"objects\" or \"arrays\".")
            }
        }
        if terminal.name == "raw" { return try raw(spec, terminal) }
        let query = try QueryReader.query(spec, context: context, outer: nil)
        do throws(NoormmeError) {
            return try plan(terminal, query)
        } catch {
            var located = error
            if located.path.isEmpty { located.path = terminal.source.path.text }
            throw located
        }
    }

    private func readable(_ spec: JSONValue) throws(NoormmeError) -> JSONValue {
        guard spec.kind == .object else { throw spec.error(.malformedSpec, "A spec must be an object.") }
        return spec
    }

    mutating func plan(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        switch terminal.name {
        case "all", "iterator": return try rows(query, .many)
        case "get": return try get(terminal, query)
        case "first", "last": return try first(terminal, query)
        case "earliest", "latest": return try earliest(terminal, query)
        case "item": return try item(terminal, query)
        case "count": return try count(query)
        case "exists": return try exists(query)
        case "contains": return try contains(terminal, query)
        case "aggregate": return try aggregate(terminal, query)
        case "in_bulk": return try inBulk(terminal, query)
        case "load": return try load(terminal, query)
        case "explain": return try explain(terminal, query)
        default: break
        }
        if query.combinator != nil {
            var message: Text = "Calling QuerySet."
            message += terminal.name
            message += "() after a combined query is not supported."
            throw terminal.source.error(.notSupported, message)
        }
        guard let presence = query.manager?.presence, terminal.writesThroughManager else {
            return try write(terminal, query)
        }
        // Rows must not be joined to a row that has nothing to join them by.
        let plan = try write(terminal, query)
        let message: Text =
            "The '" + (query.manager?.owner ?? Text())
            + "' row needs to have a value for the column this relation refers to."
        let check = RowsPlan(
            statement: compile(presence), shape: ResultShape(form: .flat, columns: []),
            expectation: .rowOrError(terminal.source.error(.valueError, message)))
        return QueryPlan(operation: .sequence([QueryPlan(operation: .rows(check)), plan], answer: 1))
    }

    private mutating func write(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        switch terminal.name {
        case "create": return try create(terminal, query)
        case "update": return try update(terminal, query)
        case "delete": return try delete(terminal, query)
        case "get_or_create": return try getOrCreate(terminal, query, updates: false)
        case "update_or_create": return try getOrCreate(terminal, query, updates: true)
        case "bulk_create": return try bulkCreate(terminal, query)
        case "bulk_update": return try bulkUpdate(terminal, query)
        case "save": return try save(terminal, query)
        case "remove": return try remove(terminal, query)
        case "add", "set", "discard", "clear": return try relatedWrite(terminal, query)
        default: break
        }
        var message: Text = "Unknown terminal '"
        message += terminal.name
        message += "'."
        appendSuggestion(
            terminal.name,
            [
                "all", "get", "first", "last", "earliest", "latest", "item", "count", "exists", "contains",
                "aggregate", "in_bulk", "load", "explain", "create", "update", "delete", "get_or_create",
                "update_or_create", "bulk_create", "bulk_update", "save", "remove", "add", "set", "discard",
                "clear", "raw",
            ], &message)
        throw terminal.source.error(.malformedSpec, message)
    }

    // MARK: - Writing statements

    mutating func compile(_ statement: SelectStatement) -> CompiledStatement {
        var compiler = SQLCompiler()
        compiler.append(statement)
        note(compiler)
        return compiler.finished
    }

    mutating func note(_ compiler: SQLCompiler) {
        for name in compiler.functionNames where name.hasPrefix("noormme_") && !nativeFunctions.contains(name) {
            nativeFunctions.append(name)
        }
    }

    /// A plan that gives rows. `keep` columns of the model are selected even if the shape does not show them.
    mutating func rows(_ query: Query, _ expectation: Expectation) throws(NoormmeError) -> QueryPlan {
        try query.requireTypes()
        if query.isKnownEmpty { return try empty(query, expectation) }
        let built = try SelectBuilder.build(query)
        var prefetches: [PrefetchPlan] = []
        if !query.prefetches.isEmpty { prefetches = try prefetch(query, built.statement, built.shape) }
        let plan = RowsPlan(statement: compile(built.statement), shape: built.shape, expectation: expectation)
        return QueryPlan(operation: .rows(plan), prefetches: prefetches)
    }

    /// The answer when there can be no row. The query is still checked.
    private mutating func empty(_ query: Query, _ expectation: Expectation) throws(NoormmeError) -> QueryPlan {
        let first = query.combined.first ?? query
        let shape = query.combinator == nil || answersTable ? try SelectBuilder.build(first).shape : nil
        switch expectation {
        case .many, .manyReversed:
            guard answersTable, let shape else { return QueryPlan(operation: .constant("[]")) }
            return QueryPlan(operation: .constant(try emptyTable(shape, query)))
        case .firstOrNull: return QueryPlan(operation: .constant("null"))
        case .exactlyOne(let label), .firstOrError(let label):
            throw NoormmeError(.doesNotExist, label + " matching query does not exist.", model: query.model.name)
        case .item: throw NoormmeError(.indexError, "list index out of range")
        case .rowOrError(let error): throw error
        }
    }

    /// The answer without rows to `"rows": "arrays"`.
    private func emptyTable(_ shape: ResultShape, _ query: Query) throws(NoormmeError) -> Text {
        guard shape.children.isEmpty, query.prefetches.isEmpty else {
            throw NoormmeError(
                .notSupported, "rows as arrays cannot hold related rows: ask for objects", path: "$.rows")
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("columns")
        writer.beginArray()
        for column in shape.columns { writer.string(column.name) }
        writer.endArray()
        writer.key("types")
        writer.beginArray()
        for column in shape.columns { writer.string(column.type.name) }
        writer.endArray()
        writer.key("rows")
        writer.raw("[]")
        writer.endObject()
        return Text(writer.bytes)
    }

    private mutating func get(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        if !terminal.arguments.isEmpty {
            if query.combinator != nil {
                throw terminal.source.error(
                    .notSupported, "Calling QuerySet.get(...) with filters after a combined query is not supported.")
            }
            let condition = try Condition.read(arguments: terminal.arguments)
            if !condition.isEmpty {
                if query.isSliced {
                    throw terminal.source.error(.typeError, "Cannot filter a query once a slice has been taken.")
                }
                if !query.isSticky { query.usedJoins = JoinSet() }
                try query.add(condition)
            }
        }
        if !query.isSliced { query.clearOrdering() }
        if query.highMark == nil || (query.highMark ?? 0) - query.lowMark > 21 {
            if query.combinator == nil { query.setLimits(low: nil, high: 21) }
        }
        return try rows(query, .exactlyOne(query.model.label))
    }

    private mutating func first(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        let isLast = terminal.name == "last"
        var isOrdered = !query.ordering.isEmpty
        // The default ordering does not order groups.
        if case .none = query.grouping, query.usesDefaultOrdering, !query.model.ordering.isEmpty { isOrdered = true }
        // Where order_by() said that there is none, any row will do.
        let isByKey =
            !isOrdered && !query.isEmpty && (query.usesDefaultOrdering || query.combinator != nil)
        if isLast {
            if query.isSliced {
                throw terminal.source.error(.typeError, "Cannot reverse a query once a slice has been taken.")
            }
            if !isByKey { query.isReversed.toggle() }
        }
        if isByKey {
            if query.isSliced {
                throw terminal.source.error(.typeError, "Cannot reorder a query once a slice has been taken.")
            }
            try checkGrouping(terminal, query)
            if !query.model.primaryKey.isEmpty { query.ordering = [.name(isLast ? "-pk" : "pk", nil)] }
        }
        query.setLimits(low: nil, high: 1)
        return try rows(query, .firstOrNull)
    }

    /// first() of an unordered query that groups by something else than rows has no meaning.
    private func checkGrouping(_ terminal: Terminal, _ query: Query) throws(NoormmeError) {
        guard case .list(let items) = query.grouping else { return }
        for key in query.model.primaryKey {
            let column = query.base.column(key)
            for case .expression(let sql) in items where sql == column { return }
        }
        throw terminal.source.error(
            .typeError,
            "Cannot use QuerySet." + terminal.name
                + "() on an unordered queryset performing aggregation. Add an ordering with order_by().")
    }

    private mutating func earliest(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        var names: [JSONValue] = []
        for argument in terminal.arguments {
            if argument.kind == .array {
                for element in argument.elements { names.append(element) }
            } else {
                names.append(argument)
            }
        }
        if query.isSliced {
            throw terminal.source.error(.typeError, "Cannot change a query once a slice has been taken.")
        }
        query.ordering = []
        if names.isEmpty {
            guard !query.model.getLatestBy.isEmpty else {
                throw terminal.source.error(
                    .valueError,
                    "earliest() and latest() require either fields as positional arguments or 'get_latest_by' in the model's configuration."
                )
            }
            for name in query.model.getLatestBy { query.ordering.append(.name(name, nil)) }
        }
        for name in names {
            guard name.kind == .string else { throw name.error(.typeError, "A field's name must be text.") }
            query.ordering.append(.name(name.text, name))
        }
        if terminal.name == "latest" { query.isReversed.toggle() }
        query.setLimits(low: nil, high: 1)
        return try rows(query, .firstOrError(query.model.label))
    }

    private mutating func item(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        guard let index = terminal.arguments.first?.int64 else {
            throw terminal.source.error(.typeError, "QuerySet indices must be integers or slices.")
        }
        if index < 0 { throw terminal.source.error(.valueError, "Negative indexing is not supported.") }
        query.setLimits(low: index, high: index == Int64.max ? index : index + 1)
        return try rows(query, .item)
    }

    private mutating func exists(_ query: Query) throws(NoormmeError) -> QueryPlan {
        if query.isKnownEmpty { return QueryPlan(operation: .constant("false")) }
        // Neither order nor distinctness is needed to find one row; what a slice of them is, they decide.
        if !query.isSliced {
            query.clearOrdering()
            query.isDistinct = false
        }
        if query.combinator == nil { query.setLimits(low: nil, high: 1) }
        if query.isKnownEmpty { return QueryPlan(operation: .constant("false")) }
        return QueryPlan(operation: .scalar(compile(try query.existsStatement()), .exists))
    }

    private mutating func contains(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        if query.combinator != nil {
            throw terminal.source.error(
                .notSupported, "Calling QuerySet.contains() after a combined query is not supported.")
        }
        if query.hasValues {
            throw terminal.source.error(
                .typeError, "Cannot call QuerySet.contains() after .values() or .values_list().")
        }
        guard let key = terminal.arguments.first, !key.isNull else {
            throw terminal.source.error(
                .valueError, "QuerySet.contains() cannot be used on unsaved objects.")
        }
        if query.isSliced {
            throw terminal.source.error(.typeError, "Cannot filter a query once a slice has been taken.")
        }
        try query.add(.lookup("pk", key))
        return try exists(query)
    }

    private mutating func inBulk(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        if query.isSliced {
            throw terminal.source.error(.typeError, "Cannot use 'limit' or 'offset' with in_bulk().")
        }
        if query.combinator != nil {
            throw terminal.source.error(
                .notSupported, "Calling QuerySet.in_bulk() after a combined query is not supported.")
        }
        var name: Text = "pk"
        if terminal.arguments.count > 1, !terminal.arguments[1].isNull {
            guard terminal.arguments[1].kind == .string else {
                throw terminal.arguments[1].error(.typeError, "in_bulk() takes a list and the name of a field.")
            }
            name = terminal.arguments[1].text
        }
        let keys = name == "pk" ? try query.primaryKey(of: query.model) : query.model.column(name).map { [$0] } ?? []
        guard keys.count == 1 else {
            throw terminal.source.error(.valueError, "in_bulk() needs one field.")
        }
        let column = query.model.columns[Int(keys[0])]
        var isUnique = column.isUnique || query.model.primaryKey == keys
        for set in query.model.uniqueSets where set == keys { isUnique = true }
        guard isUnique else {
            var message: Text = "in_bulk()'s field_name must be a unique field but '"
            message += name
            message += "' isn't."
            throw terminal.source.error(.valueError, message)
        }
        if let list = terminal.arguments.first, !list.isNull {
            guard list.kind == .array else { throw list.error(.typeError, "in_bulk() takes a list.") }
            if list.count == 0 { return QueryPlan(operation: .constant("[]")) }
            try query.add(.lookup(column.name + "__in", list))
        }
        query.clearOrdering()
        if query.isKnownEmpty { return QueryPlan(operation: .constant("[]")) }
        if query.isNamed, !query.selectedNames.contains(name) {
            // A row of names keeps what it was looked up by.
            query.selectFirst(SelectedColumn(name: name, value: query.column(keys[0], of: query.base)))
        }
        try query.requireTypes()
        let built = try SelectBuilder.build(query)
        let prefetches = try prefetch(query, built.statement, built.shape)
        let key = query.column(keys[0], of: query.base)
        if built.statement.innermost === built.statement {
            built.statement.columns.append(SelectColumn(key.sql))
        } else {
            built.statement.appendColumn(key.sql)
        }
        let index = Int32(built.statement.columns.count - 1)
        let plan = RowsPlan(statement: compile(built.statement), shape: built.shape, expectation: .many)
        return QueryPlan(
            operation: .keyed(plan, key: ShapeColumn(name: column.name, index: index, type: column.type)),
            prefetches: prefetches)
    }
}
