import NoormmeJSON
import NoormmeSQL
import NoormmeText

// What a related manager writes: add, set, discard (Django's remove) and clear. Over a foreign key they set
// its column; over a many-to-many relation they write the joining rows. All of one call is one transaction.
extension Planner {
    mutating func relatedWrite(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        guard let manager = query.manager, query.conditions.count == query.scopeConditions + 1, !query.isSliced else {
            throw terminal.source.error(
                .typeError, "'" + terminal.name + "' belongs to a related manager: it must follow \"related\" alone.")
        }
        if manager.relation.kind == .manyToMany {
            return try ManyToManyWriter(manager: manager, query: query, planner: self).plan(terminal, &self)
        }
        return try reverseWrite(terminal, query, manager)
    }

    private mutating func reverseWrite(
        _ terminal: Terminal, _ query: Query, _ manager: ManagerContext
    ) throws(NoormmeError) -> QueryPlan {
        let relation = manager.relation
        guard relation.kind != .forward, relation.targetColumns.count == 1 else {
            throw terminal.source.error(.notSupported, "This relation has no manager that writes.")
        }
        let column = query.model.columns[Int(relation.targetColumns[0])]
        let options = try RelatedOptions.read(terminal, at: terminal.name == "clear" ? 0 : 1)
        if terminal.name != "add" && !column.isNullable && terminal.name != "set" {
            throw terminal.source.error(
                .attributeError,
                "The manager cannot remove rows: '" + column.name + "' is not nullable.")
        }
        var statements: [CompiledStatement] = []
        var plan = UpdatePlan(statements: [])
        let owner = manager.values[0]
        let base = query.base
        let isOurs = SQLExpression.binary(.equal, base.column(relation.targetColumns[0]), owner)
        func assign(_ value: SQLExpression, _ condition: SQLExpression) -> UpdateStatement {
            UpdateStatement(
                source: base.source, assignments: [Assignment(column: column.column, value: value)],
                condition: condition)
        }
        let members = try members(terminal, query)
        switch terminal.name {
        case "clear": statements.append(update(assign(.null, isOurs)))
        case "discard":
            if members.isEmpty { return QueryPlan(operation: .constant("null")) }
            statements.append(update(assign(.null, .all([isOurs, members.sql]))))
            plan.expected = members.count
            plan.expectedError = NoormmeError(
                .doesNotExist, "A " + query.model.label + " to remove is not related to this row.",
                path: terminal.source.path.text, model: query.model.name)
        case "set":
            if column.isNullable {
                let rest = options.clears || members.isEmpty ? isOurs : .all([isOurs, .not(members.sql)])
                statements.append(update(assign(.null, rest)))
            }
            if !members.isEmpty { statements.append(update(assign(owner, members.sql))) }
        default:
            if !members.isEmpty { statements.append(update(assign(owner, members.sql))) }
        }
        if statements.isEmpty && members.rows.isEmpty { return QueryPlan(operation: .constant("null")) }
        plan.statements = statements
        plan.answersNothing = true
        if members.rows.isEmpty { return QueryPlan(operation: .update(plan)) }
        if query.model.inherits {
            throw terminal.source.error(.valueError, "Rows must be saved before they can be added.")
        }
        var insert = InsertPlan(model: query.model.index, shape: rowShape(query.model), answer: .count)
        for (index, row) in members.rows.enumerated() {
            try add(try columnValues(row, query), at: Int32(index), query.model, .fail, to: &insert)
        }
        let plans = [QueryPlan(operation: .update(plan)), QueryPlan(operation: .insert(insert))]
        return QueryPlan(operation: .sequence(plans, answer: 0))
    }

    mutating func update(_ statement: UpdateStatement) -> CompiledStatement {
        var compiler = SQLCompiler()
        compiler.append(statement)
        note(compiler)
        return compiler.finished
    }

    /// The rows a call names: keys, `$query`, or objects. An object with a key names that row; one without is a
    /// row to be made.
    func members(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> Members {
        var result = Members()
        guard terminal.name != "clear" else { return result }
        guard let list = terminal.arguments.first else {
            throw terminal.source.error(.malformedSpec, "The terminal takes an array of keys or rows.")
        }
        let key = try query.primaryKey(of: query.model)
        if list.kind == .object {
            guard let tag = list.tag, tag == "$query", let spec = list.member("$query") else {
                throw list.error(.malformedSpec, "The terminal takes an array of keys or rows.")
            }
            let inner = try QueryReader.query(spec, context: context, outer: nil)
            result.sql = .inSelect(try keyExpression(query, key), try inner.subselect())
            result.query = inner
            result.isEmpty = false
            return result
        }
        guard list.kind == .array else {
            throw list.error(.malformedSpec, "The terminal takes an array of keys or rows.")
        }
        var keys: [SQLExpression] = []
        for item in list.elements {
            if item.kind == .object, item.tag == nil {
                var value: JSONValue?
                if key.count == 1 { value = item.member(named: query.model.columns[Int(key[0])].name) }
                if let value, !value.isNull {
                    keys.append(try keyParameter(value, query, key))
                } else {
                    result.rows.append(item)
                }
                continue
            }
            keys.append(try keyParameter(item, query, key))
        }
        result.keys = keys
        result.isEmpty = keys.isEmpty
        result.count = Int64(keys.count)
        if !keys.isEmpty { result.sql = .inList(try keyExpression(query, key), keys) }
        return result
    }

    struct Members {
        /// Holds for the rows named by key.
        var sql = SQLExpression.never
        var keys: [SQLExpression] = []
        var query: Query?
        /// Rows to be made.
        var rows: [JSONValue] = []
        var isEmpty = true
        var count: Int64 = 0
    }

    private func keyExpression(_ query: Query, _ key: [Int32]) throws(NoormmeError) -> SQLExpression {
        if key.count == 1 { return query.base.column(key[0]) }
        return .row(key.map { query.base.column($0) })
    }

    private func keyParameter(_ value: JSONValue, _ query: Query, _ key: [Int32]) throws(NoormmeError) -> SQLExpression
    {
        if key.count == 1 {
            if value.isNull { throw value.error(.valueError, "A row without a key cannot be related.") }
            return try query.parameter(value, Conversion(query.model.columns[Int(key[0])].type)).sql
        }
        guard value.kind == .array, value.count == key.count else {
            throw value.error(.valueError, "The key must be an array of the primary key's values.")
        }
        var parts: [SQLExpression] = []
        for (index, element) in value.elements.enumerated() {
            parts.append(
                try query.parameter(element, Conversion(query.model.columns[Int(key[index])].type)).sql)
        }
        return .row(parts)
    }
}

extension JSONValue {
    /// The last member of that name.
    func member(named name: Text) -> JSONValue? {
        var found: JSONValue?
        for member in members where member.key.text == name { found = member.value }
        return found
    }
}

/// `{"clear": true, "through_defaults": {…}}`
struct RelatedOptions {
    var clears = false
    var throughDefaults: JSONValue?

    init() {}

    init(_ options: JSONValue) throws(NoormmeError) {
        try options.checkKeys(["clear", "through_defaults"])
        clears = options.member("clear")?.bool ?? false
        if let defaults = options.member("through_defaults"), !defaults.isNull { throughDefaults = defaults }
    }

    /// The options behind a terminal's keys, if it has any.
    static func read(_ terminal: Planner.Terminal, at position: Int) throws(NoormmeError) -> RelatedOptions {
        guard terminal.arguments.count > position, !terminal.arguments[position].isNull else { return RelatedOptions() }
        return try RelatedOptions(terminal.arguments[position])
    }
}
