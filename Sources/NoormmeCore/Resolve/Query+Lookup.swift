import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// A lookup as SQL, with what the rules for NULL must know of it.
struct BuiltLookup {
    var sql: SQLExpression
    var isNullTest = false
    var nullTestValue = false
    /// The right side is NULL and means itself (JSON null).
    var comparesWithNull = false
    var listContainsNull = false

    init(_ sql: SQLExpression) {
        self.sql = sql
    }

    static func isNull(_ sql: SQLExpression, _ flag: Bool) -> BuiltLookup {
        var built = BuiltLookup(flag ? .isNull(sql) : .isNotNull(sql))
        built.isNullTest = true
        built.nullTestValue = flag
        return built
    }
}

extension Query {
    /// Applies transforms and a lookup to a left side. `exact` when no lookup is named.
    func lookup(_ names: [Text], _ start: Resolved, _ operand: Operand) throws(NoormmeError) -> BuiltLookup {
        var left = start
        var kind = Lookup.Kind.exact
        if let last = names.last {
            for name in names.dropLast() { left = try transformed(left, name, names) }
            if let known = Lookup.kind(last), isAvailable(known, for: left) {
                kind = known
            } else {
                left = try transformed(left, last, names)
            }
        }
        return try lookup(kind, left, operand)
    }

    /// A lookup takes precedence over a transform or a JSON key of the same name.
    private func isAvailable(_ kind: Lookup.Kind, for left: Resolved) -> Bool {
        switch kind {
        case .hasKey, .hasKeys, .hasAnyKeys, .containedBy: left.type == .json
        default: true
        }
    }

    func lookup(_ kind: Lookup.Kind, _ left: Resolved, _ operand: Operand) throws(NoormmeError) -> BuiltLookup {
        try left.requireType()
        if witnesses != nil || compared != nil { witnessedLeft = left.sql }
        if case .literal(let value) = operand, value.isNull { return try lookup(kind, left, .null) }
        if case .null = operand { return try nullLookup(kind, left) }
        if left.type == .json, let built = try jsonLookup(kind, left, operand) { return built }
        if !left.parts.isEmpty { return try rowLookup(kind, left, operand) }
        // A subquery known to be empty, see `RightSide.empty`.
        if kind != .isnull, left.literal == nil, left.sql == .null { return BuiltLookup(.never) }
        if case .query(let query) = operand, kind == .exact || kind == .in { query.forgetWholeValues() }
        switch kind {
        case .exact: return try exact(left, operand)
        case .gt, .gte, .lt, .lte: return try comparison(kind, left, operand)
        case .in: return try membership(left, operand)
        case .range: return try range(left, operand)
        case .isnull:
            guard let flag = flag(operand) else {
                throw NoormmeError(
                    .valueError, "The QuerySet value for an isnull lookup must be True or False.")
            }
            return .isNull(left.sql, flag)
        case .iexact, .contains, .icontains, .startswith, .istartswith, .endswith, .iendswith:
            return BuiltLookup(try textMatch(kind, left, operand))
        case .regex, .iregex: return BuiltLookup(try regularExpression(kind, left, operand))
        case .hasKey, .hasKeys, .hasAnyKeys, .containedBy:
            throw NoormmeError(.unsupportedLookup, "The lookup is only for JSON.")
        }
    }

    private func nullLookup(_ kind: Lookup.Kind, _ left: Resolved) throws(NoormmeError) -> BuiltLookup {
        switch kind {
        case .exact, .iexact:
            if left.type == .json {
                // JSON null, not a missing value: Django's reading of None.
                var built = BuiltLookup(.binary(.equal, left.sql, .string("null")))
                built.comparesWithNull = true
                return built
            }
            return .isNull(left.sql, true)
        case .isnull:
            throw NoormmeError(.valueError, "The QuerySet value for an isnull lookup must be True or False.")
        default:
            throw NoormmeError(.valueError, "Cannot use None as a query value")
        }
    }

    private func flag(_ operand: Operand) -> Bool? {
        switch operand {
        case .bool(let flag): flag
        case .literal(let value): value.bool
        default: nil
        }
    }

    private func exact(_ left: Resolved, _ operand: Operand) throws(NoormmeError) -> BuiltLookup {
        if let flag = flag(operand) {
            if left.isCondition && left.column == nil {
                return BuiltLookup(flag ? left.sql : left.sql.negated)
            }
            if left.type == .boolean {
                return BuiltLookup(.binary(.equal, left.sql, .literal(flag ? "1" : "0")))
            }
        }
        let isOne =
            switch operand {
            case .query(let query):
                query.highMark != nil && (query.highMark == query.lowMark + 1 || query.isEmpty)
            case .expression(let right):
                if case .subquery(let select) = right.sql {
                    select.limit == 1 || select.innermost.limit == 1
                } else {
                    true
                }
            default: true
            }
        guard isOne else {
            throw NoormmeError(
                .valueError, "The QuerySet value for an exact lookup must be limited to one result using slicing.")
        }
        if let (base, type) = yearBase(left), case .literal(let value) = operand {
            return BuiltLookup(
                .between(
                    base, try parameter(value, Conversion(type, .yearStart)).sql,
                    try parameter(value, Conversion(type, .yearEnd)).sql))
        }
        switch try rightSide(operand, left, .plain) {
        case .outOfRange, .empty: return BuiltLookup(.never)
        case .sql(let right): return BuiltLookup(.binary(.equal, left.sql, right))
        }
    }

    private func comparison(
        _ kind: Lookup.Kind, _ left: Resolved, _ operand: Operand
    ) throws(NoormmeError) -> BuiltLookup {
        let sign: BinaryOperator =
            switch kind {
            case .gt: .greater
            case .gte: .greaterOrEqual
            case .lt: .less
            default: .lessOrEqual
            }
        if let (base, type) = yearBase(left), case .literal(let value) = operand {
            let bound: Conversion.Operation = kind == .gt || kind == .lte ? .yearEnd : .yearStart
            return BuiltLookup(.binary(sign, base, try parameter(value, Conversion(type, bound)).sql))
        }
        let rounding: Conversion.Operation = kind == .gte || kind == .lt ? .ceiling : .plain
        switch try rightSide(operand, left, rounding) {
        case .outOfRange(let isAbove):
            let isLess = kind == .lt || kind == .lte
            // Everything is less than what lies above all, and greater than what lies below. NULLs aside:
            // Django lets them pass here, so we do.
            return BuiltLookup(.constant(isLess == isAbove))
        case .empty: return BuiltLookup(.never)
        case .sql(let right): return BuiltLookup(.binary(sign, left.sql, right))
        }
    }

    private func range(_ left: Resolved, _ operand: Operand) throws(NoormmeError) -> BuiltLookup {
        guard case .list(let bounds, _) = operand, bounds.count == 2 else {
            throw NoormmeError(.valueError, "A range lookup takes a list of two values.")
        }
        // A bound below zero is a number like others.
        var limit = left
        if left.type == .positiveInteger { limit.type = .integer }
        guard case .sql(let low) = try rightSide(bounds[0], limit, .plain),
            case .sql(let high) = try rightSide(bounds[1], limit, .plain)
        else {
            var parts: [SQLExpression] = []
            parts.append(try comparison(.gte, left, bounds[0]).sql)
            parts.append(try comparison(.lte, left, bounds[1]).sql)
            return BuiltLookup(.all(parts))
        }
        return BuiltLookup(.between(left.sql, low, high))
    }

    private func membership(_ left: Resolved, _ operand: Operand) throws(NoormmeError) -> BuiltLookup {
        switch operand {
        case .query(let query):
            guard query.selectedWidth == 1 else {
                var message: Text = "The QuerySet value for the 'in' lookup must have 1 selected fields (received "
                message += Text(Int64(query.selectedWidth))
                message += ")"
                throw NoormmeError(.valueError, message)
            }
            if query.isKnownEmpty { return BuiltLookup(.never) }
            if !query.isSliced { query.clearOrdering() }
            return BuiltLookup(.inSelect(left.sql, try query.subselect()))
        case .list(let items, let source):
            return try membership(left, items, source)
        case .literal(let value):
            if let items = try elements(ofLiteral: value) { return try membership(left, items.operands, items.list) }
            throw ValuePreparer.mismatch("a list", value, .typeError)
        case .expression(let right):
            if case .subquery(let select) = right.sql { return BuiltLookup(.inSelect(left.sql, select)) }
            return BuiltLookup(.inList(left.sql, [right.sql]))
        case .null, .bool, .document:
            throw NoormmeError(.typeError, "An in lookup takes a list or a query set.")
        }
    }

    /// The elements of `{"$value": […]}`, in which nothing is a tag.
    func elements(ofLiteral value: JSONValue) throws(NoormmeError) -> (operands: [Operand], list: JSONValue)? {
        guard case .json(let list) = try Literal.read(value), list.kind == .array else { return nil }
        var operands: [Operand] = []
        for element in list.elements {
            let isPlain = element.kind != .object && element.kind != .array
            operands.append(isPlain ? .literal(element) : .document(element))
        }
        return (operands, list)
    }

    private func membership(
        _ left: Resolved, _ items: [Operand], _ array: JSONValue
    ) throws(NoormmeError) -> BuiltLookup {
        var list: [SQLExpression] = []
        var containsNull = false
        if items.count > Int(context.options.longestInList), isLongList(items) {
            for case .literal(let value) in items where value.isNull { containsNull = true }
            var built = BuiltLookup(try longList(left, array))
            built.listContainsNull = containsNull
            return built
        }
        for item in items {
            if case .null = item { containsNull = true }
            if case .literal(let value) = item, value.isNull {
                containsNull = true
                continue
            }
            if case .null = item { continue }
            if case .sql(let sql) = try rightSide(item, left, .plain), !list.contains(sql) { list.append(sql) }
        }
        var built = BuiltLookup(list.isEmpty ? .never : .inList(left.sql, list))
        built.listContainsNull = containsNull
        return built
    }

    /// Whether all items are plain scalars, which can travel as one JSON array.
    private func isLongList(_ items: [Operand]) -> Bool {
        for item in items {
            guard case .literal(let value) = item, value.kind != .object, value.kind != .array else { return false }
        }
        return true
    }

    enum RightSide {
        case sql(SQLExpression)
        case outOfRange(isAbove: Bool)
        /// A query set known to have no row: as in Django the lookup is false, also under negation.
        case empty
    }

    /// The right side prepared for the left side's type.
    func rightSide(
        _ operand: Operand, _ left: Resolved, _ operation: Conversion.Operation
    ) throws(NoormmeError) -> RightSide {
        switch operand {
        case .literal(let value):
            if value.isNull { return .sql(.null) }
            return try parameter(value, Conversion(left.type, operation)).side
        case .bool(let flag): return .sql(.literal(flag ? "1" : "0"))
        case .null: return .sql(.null)
        case .document(let value):
            throw ValuePreparer.mismatch("one value", value, .typeError)
        case .expression(let right):
            if let value = right.literal, left.type != .any, !value.isNull {
                return try parameter(value, Conversion(left.type, operation)).side
            }
            return .sql(right.sql)
        case .query(let query):
            guard query.selectedWidth == 1 else {
                throw NoormmeError(.valueError, "A query set compared with one value must select one field.")
            }
            if query.isKnownEmpty { return .empty }
            return .sql(.subquery(try query.subselect()))
        case .list(_, let source):
            // Refuses it as it would any other value of a wrong form.
            _ = try parameter(source, Conversion(left.type, operation))
            throw source.error(.typeError, "Field expected one value but got a list.")
        }
    }

    struct BoundParameter {
        var side: RightSide

        var sql: SQLExpression {
            if case .sql(let sql) = side { return sql }
            return .null
        }
    }

    /// A placeholder for a literal. Strings and 64-bit integers remember where they came from, so that a
    /// cached plan can bind other ones.
    func parameter(_ value: JSONValue, _ conversion: Conversion) throws(NoormmeError) -> BoundParameter {
        if context.options.timeZone != "UTC", let moved = try zoned(value, conversion) { return moved }
        return try bound(value, conversion)
    }

    /// The same without regard to the database's time zone.
    func bound(_ value: JSONValue, _ conversion: Conversion) throws(NoormmeError) -> BoundParameter {
        switch try ValuePreparer.prepare(value, conversion) {
        case .belowAll: return BoundParameter(side: .outOfRange(isAbove: false))
        case .aboveAll: return BoundParameter(side: .outOfRange(isAbove: true))
        case .value(let prepared):
            let isSlot =
                value.document === context.document && (conversion.operation == .list || value.isReplaceable)
            return BoundParameter(
                side: .sql(
                    .parameter(
                        Parameter(
                            prepared, slot: isSlot ? Int32(value.index) : -1,
                            conversion: isSlot ? conversion.packed : 0))))
        }
    }

    /// A relation compared as a whole: with keys, rows or query sets.
    func relationLookup(
        _ names: [Text], _ relation: Relation, _ join: Join, _ columns: [Int32], _ operand: Operand
    ) throws(NoormmeError) -> BuiltLookup {
        guard names.count < 2, let kind = Lookup.kind(names.first ?? "exact") else {
            // A transform is one of what the relation refers to.
            if columns.count == 1, let first = names.first, Lookup.kind(first) == nil,
                (try? transformed(column(columns[0], of: join), first, names)) != nil
            {
                return try lookup(names, column(columns[0], of: join), operand)
            }
            throw unsupportedLookup(names, "a relation")
        }
        switch kind {
        case .exact, .gt, .gte, .lt, .lte, .in, .isnull: break
        default:
            var message: Text = "Related Field got invalid lookup: "
            message += names[0]
            throw NoormmeError(.unsupportedLookup, message)
        }
        if case .query(let query) = operand {
            try prepareRelated(query, relation)
        }
        var left: Resolved
        if columns.count == 1 {
            left = column(columns[0], of: join)
        } else {
            if kind == .isnull, let flag = flag(operand) { return .isNull(join.column(columns[0]), flag) }
            left = row(columns, of: join)
        }
        return try lookup(kind, left, operand)
    }

    /// The same on the right of a relation's column: `author_id` is compared as `author` is.
    func selectReferred(_ query: Query, by path: NamePath) throws(NoormmeError) {
        for relation in path.model.relations where relation.kind == .forward && relation.sourceColumns == path.columns {
            return try prepareRelated(query, relation)
        }
    }

    /// A query set on the right of a relation selects what the relation refers to.
    private func prepareRelated(_ query: Query, _ relation: Relation) throws(NoormmeError) {
        query.forgetWholeValues()
        if query.hasValues || query.selection != nil { return }
        // A relation that is the key may be compared with rows of its own model.
        if relation.kind == .forward, query.model.index == relation.source,
            relation.sourceColumns == query.model.primaryKey
        {
            return query.select(columns: relation.sourceColumns)
        }
        let target = schema.model(relation.target)
        guard query.model.index == relation.target || query.model.isKin(target, in: schema) else {
            var message: Text = "Cannot use QuerySet for \""
            message += query.model.label
            message += "\": Use a QuerySet for \""
            message += target.label
            message += "\"."
            throw NoormmeError(.valueError, message)
        }
        if relation.kind == .forward {
            try query.selectReferred(relation.targetColumns, of: target)
        }
    }
}
