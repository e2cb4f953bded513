import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// Where an expression stands while its names are resolved.
struct ExpressionScope {
    var reuse: JoinSet?
    var allowsJoins = true
    /// In aggregate(): annotations are referred to, not repeated.
    var summarizes = false
    /// A name that stands for several columns (a key of several) is taken by its first: enough to count rows.
    var takesFirstColumn = false
    /// What stands before names: a path of relations that ends in `__`.
    var prefix = Text()
}

extension Query {
    /// The right side of a lookup, or a value of update() and create(): scalars stand for themselves.
    func operand(_ value: JSONValue, _ scope: FilterScope) throws(NoormmeError) -> Operand {
        switch value.kind {
        case .null: return .null
        case .bool, .number, .string: return .literal(value)
        case .array:
            var items: [Operand] = []
            items.reserveCapacity(value.count)
            for element in value.elements { items.append(try operand(element, scope)) }
            return .list(items, source: value)
        case .object:
            if value.isTaggedLiteral {
                // A literal that names its type is converted by that, not by what it is compared with.
                guard let declared = try outputType(value), declared != .json else { return .literal(value) }
                return .expression(try literal(value))
            }
            if let tag = value.tag, tag == "$query" {
                return .query(try subquery(value, "$query", reuse: scope.reuse))
            }
            // A name that stands alone on the right of a filtered relation's condition means what it says.
            let outerRenaming = renaming
            if let tag = value.tag, tag == "$f" { renaming = nil }
            defer { renaming = outerRenaming }
            return .expression(
                try expression(
                    value,
                    ExpressionScope(
                        reuse: scope.reuse, allowsJoins: scope.allowsJoins, summarizes: scope.summarizes)))
        }
    }

    /// An expression, in a place where strings are names.
    func expression(_ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        try context.enter()
        defer { context.leave() }
        switch value.kind {
        case .string: return try named(value.text, value, scope)
        case .null, .bool, .number: return try literal(value)
        case .array: throw value.error(.typeError, "An array is no expression; JSON is sent as {\"$value\": […]}.")
        case .object: break
        }
        guard let tag = value.tag else {
            throw value.error(.typeError, "An object without a $ tag is no expression.")
        }
        if value.isTaggedLiteral { return try literal(value) }
        let name = tag.text
        switch name {
        case "$f": return try field(value, scope)
        case "$outer": return try outerReference(value)
        case "$func": return try functionCall(value, scope)
        case "$op": return try operation(value, scope)
        case "$case": return try caseExpression(value, scope)
        case "$window": return try window(value, scope)
        case "$exists": return try exists(value, scope)
        case "$subquery", "$query": return try scalarSubquery(value, name, scope)
        case "$q": return try condition(value, scope)
        case "$condition":
            guard let inner = value.member("$condition") else { break }
            return try condition(inner, scope)
        case "$lookup": return try lookupExpression(value, scope)
        case "$wrap":
            try value.checkKeys(["$wrap", "type"])
            guard let inner = value.member("$wrap") else { break }
            var result = try expression(inner, scope)
            if let type = try outputType(value) { result = retyped(result, type) }
            return result
        case "$raw": return try raw(value, scope)
        case "$order": throw value.error(.typeError, "$order belongs in order_by.")
        default: break
        }
        var message: Text = "Unknown expression: "
        message += name
        throw value.error(.malformedSpec, message)
    }

    func retyped(_ value: Resolved, _ type: FieldType) -> Resolved {
        var copy = value.declaring(type)
        copy.literal = nil
        copy.isCondition = value.isCondition || type == .boolean
        return copy
    }

    func named(_ name: Text, _ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        var name = scope.prefix.isEmpty ? name : scope.prefix + name
        if let renaming, name.bytes.starts(with: (renaming.path + "__").bytes) {
            name = renaming.name + name.dropFirst(renaming.path.count)
        }
        do throws(NoormmeError) {
            return try reference(
                name, allowJoins: scope.allowsJoins, reuse: scope.reuse,
                summarize: scope.summarizes, takesFirstColumn: scope.takesFirstColumn)
        } catch {
            var located = error
            if located.path.isEmpty { located.path = value.path.text }
            throw located
        }
    }

    /// `F('name')`, and `F('name')[a:b]` as SUBSTR.
    private func field(_ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        try value.checkKeys(["$f", "slice"])
        guard let name = value.member("$f"), name.kind == .string else {
            throw value.error(.malformedSpec, "\"$f\" must be a name.")
        }
        var result = try named(name.text, name, scope)
        guard let slice = value.member("slice") else { return result }
        guard slice.kind == .array, slice.count == 2, let first = slice.element(at: 0),
            let second = slice.element(at: 1), first.isNull || first.int64 != nil,
            second.isNull || second.int64 != nil
        else { throw slice.error(.malformedSpec, "\"slice\" must be [start, stop].") }
        let start = first.int64 ?? 0
        if start < 0 || (second.int64 ?? 0) < 0 {
            throw slice.error(.valueError, "Negative indexing is not supported.")
        }
        guard result.type == .text || result.type == .any else {
            throw slice.error(.notSupported, "This field does not support slicing.")
        }
        var arguments = [result.sql, SQLExpression.literal(Text(start &+ 1))]
        if let stop = second.int64 { arguments.append(.literal(Text(max(0, stop - start)))) }
        result = Resolved(.call("SUBSTR", arguments), .text)
        return result
    }

    /// The name inside nested `$outer`.
    private func innermost(_ value: JSONValue) -> Text {
        var current = value
        while let inner = current.member("$outer") { current = inner }
        return current.kind == .string ? current.text : Text()
    }

    /// `OuterRef('name')`, nested once per level of query.
    private func outerReference(_ value: JSONValue) throws(NoormmeError) -> Resolved {
        try value.checkKeys(["$outer"])
        var query: Query = self
        var current = value
        while let inner = current.member("$outer") {
            guard let outer = query.outer else {
                throw value.error(
                    .valueError,
                    "This queryset contains a reference to an outer query and may only be used in a subquery.")
            }
            let reuse = query.outerReuse
            if innermost(inner).firstIndex(of: "__") != nil { query.refersOverRelation = true }
            query = outer
            if inner.kind == .string {
                var result = try query.named(inner.text, inner, ExpressionScope(reuse: reuse))
                if result.sql.containsWindow {
                    throw value.error(
                        .notSupported,
                        "Referencing outer query window expression is not supported: " + inner.text + ".")
                }
                result.reference = nil
                return result
            }
            current = inner
        }
        throw value.error(.malformedSpec, "\"$outer\" must be a name.")
    }

    /// A condition as an expression. Its joins must not remove rows: they are made LEFT where they can.
    func condition(_ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        let sql = try conditionSQL(try Condition.read(value), scope)
        var result = Resolved(sql ?? .always, .boolean)
        result.isCondition = true
        return result
    }

    func conditionSQL(_ condition: Condition, _ scope: ExpressionScope) throws(NoormmeError) -> SQLExpression? {
        let built = try build(
            condition,
            FilterScope(
                reuse: scope.reuse, allowsJoins: scope.allowsJoins, splits: false, summarizes: scope.summarizes))
        promote(built.needed)
        // As a value even a sum of one is never NULL.
        if case .group(.xor, isNegated: false, let children) = condition, children.count == 1, let sql = built.sql {
            return exclusiveOr([sql])
        }
        return built.sql
    }

    /// `{"$lookup": "gt", "args": [left, right]}`
    private func lookupExpression(_ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        try value.checkKeys(["$lookup", "args"])
        guard let name = value.member("$lookup"), name.kind == .string, let kind = Lookup.kind(name.text),
            let arguments = value.member("args"), arguments.kind == .array, arguments.count == 2,
            let left = arguments.element(at: 0), let right = arguments.element(at: 1)
        else { throw value.error(.malformedSpec, "\"$lookup\" takes a lookup's name and two \"args\".") }
        let leftSide = try expression(left, scope)
        let filter = FilterScope(reuse: scope.reuse, allowsJoins: scope.allowsJoins, summarizes: scope.summarizes)
        let rightSide: Operand =
            right.kind == .string ? .literal(right) : try operand(right, filter)
        var result = Resolved(try lookup(kind, leftSide, rightSide).sql, .boolean)
        result.isCondition = true
        return result
    }

    /// `Case(When(…), default=…)`. A branch that can never be taken is left out, one always taken ends it.
    private func caseExpression(_ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        try value.checkKeys(["$case", "default", "type"])
        guard let list = value.member("$case"), list.kind == .array else {
            throw value.error(.malformedSpec, "\"$case\" must be an array of [condition, expression].")
        }
        var branches: [WhenThen] = []
        var results: [Resolved] = []
        var otherwise: Resolved?
        var conditions: [SQLExpression?] = []
        for branch in list.elements {
            guard branch.kind == .array, branch.count == 2, let test = branch.element(at: 0),
                let result = branch.element(at: 1)
            else { throw branch.error(.malformedSpec, "A branch must be [condition, expression].") }
            let condition = try Condition.read(test)
            if condition.isEmpty {
                throw branch.error(.valueError, "An empty Q() can't be used as a When() condition.")
            }
            conditions.append(try conditionSQL(condition, scope))
            results.append(try expression(result, scope))
        }
        if let fallback = value.member("default") { otherwise = try expression(fallback, scope) }
        var all = results
        if let otherwise { all.append(otherwise) }
        let declared = try outputType(value)
        let common = declared.map { Resolved(.null, $0) } ?? commonType(all, value)
        let type = common.type
        var last: SQLExpression?
        for (index, condition) in conditions.enumerated() {
            let result = try typed(results[index], type)
            let test = condition ?? .always
            if test.isNever { continue }
            if test.isAlways {
                last = result
                break
            }
            branches.append(WhenThen(condition: test, result: result))
        }
        if last == nil, let otherwise { last = try typed(otherwise, type) }
        let sql: SQLExpression = branches.isEmpty ? (last ?? .null) : .caseWhen(branches, otherwise: last ?? .null)
        var resolved = Resolved(sql, common)
        resolved.isCondition = type == .boolean
        return resolved
    }

    /// `RawSQL(sql, params)`: only where the application allowed it.
    private func raw(_ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        try value.checkKeys(["$raw", "params", "type"])
        guard context.options.allowRaw else {
            throw value.error(.rawRefused, "Raw SQL is refused: the database was opened without allow_raw.")
        }
        guard let sql = value.member("$raw"), sql.kind == .string else {
            throw value.error(.malformedSpec, "\"$raw\" must be text.")
        }
        var values: [SQLExpression] = []
        for item in value.member("params")?.elements ?? value.elements {
            values.append(try parameter(item, Conversion(.any)).sql)
        }
        if model.inherits { joinParents(namedIn: sql.text.asciiLowercased) }
        var result = Resolved(try rawSQL(sql, values), try outputType(value) ?? .any)
        result.isCondition = result.type == .boolean
        return result
    }

    /// Cuts SQL text at its `?` placeholders, which must be as many as the values.
    func rawSQL(_ source: JSONValue, _ values: [SQLExpression]) throws(NoormmeError) -> SQLExpression {
        let pieces = SQLScanner.pieces(source.text)
        guard pieces.count == values.count + 1 else {
            throw source.error(.valueError, "The number of placeholders and of parameters differs.")
        }
        return .raw(pieces, values)
    }
}

extension JSONValue {
    /// Refuses members an object of this kind does not have.
    func checkKeys(_ known: [StaticString]) throws(NoormmeError) {
        for member in members {
            var isKnown = false
            for name in known where member.key.equals(name) { isKnown = true }
            if isKnown { continue }
            var message: Text = "Unknown key '"
            message += member.key.text
            message += "'."
            var choices: [Text] = []
            for name in known { choices.append(Text(name)) }
            appendSuggestion(member.key.text, choices, &message)
            throw NoormmeError(.malformedSpec, message, path: member.key.path.text)
        }
    }
}

extension FieldType {
    /// Types that mix freely.
    enum Family { case any, integer, real, decimal, boolean, text, date, datetime, time, duration, uuid, json, blob }

    var family: Family {
        switch self {
        case .any: .any
        case .integer, .positiveInteger, .bigInteger: .integer
        case .real: .real
        case .decimal: .decimal
        case .boolean: .boolean
        case .text, .ipAddress: .text
        case .date: .date
        case .datetime, .datetimeMilliseconds: .datetime
        case .time: .time
        case .duration: .duration
        case .uuidHex: .uuid
        case .json: .json
        case .blob: .blob
        }
    }
}
