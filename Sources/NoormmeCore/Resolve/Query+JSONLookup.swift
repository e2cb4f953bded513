import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Query {
    /// Lookups that mean something else on JSON; nil for those that do not.
    func jsonLookup(_ kind: Lookup.Kind, _ left: Resolved, _ operand: Operand) throws(NoormmeError) -> BuiltLookup? {
        switch kind {
        case .exact:
            if case .literal(let value) = operand { return try jsonExact(left, value) }
            if case .expression(let right) = operand, let value = right.literal { return try jsonExact(left, value) }
            if case .list(let items) = operand, let first = items.first, case .literal(let value) = first {
                return try jsonExact(left, JSONValue(document: value.document, index: value.index - 1))
            }
            return nil
        case .in:
            guard let items = try jsonItems(operand) else { return nil }
            var list: [SQLExpression] = []
            var containsNull = false
            for item in items {
                if case .literal(let value) = item, value.isNull {
                    containsNull = true
                    continue
                }
                list.append(try jsonScalar(item, left))
            }
            let value = left.key == nil ? comparisonForm(left.sql, "$") : left.sql
            var built = BuiltLookup(list.isEmpty ? .never : .inList(value, list))
            built.listContainsNull = containsNull
            return built
        case .isnull:
            guard let key = left.key, case .literal(let value) = operand, let flag = value.bool else { return nil }
            // A test of the key, not of the column: what Django's NULL rules see of it is a plain isnull.
            return .isNull(.call("JSON_TYPE", [key.base, .string(JSONPaths.path(key.keys))]), flag)
        case .gt, .gte, .lt, .lte:
            let sign: BinaryOperator =
                kind == .gt ? .greater : kind == .gte ? .greaterOrEqual : kind == .lt ? .less : .lessOrEqual
            guard left.key != nil, case .literal(let value) = operand else { return nil }
            return BuiltLookup(.binary(sign, left.sql, try parameter(value, Conversion(.any)).sql))
        case .range:
            guard left.key != nil else { return nil }
            var plain = left
            plain.type = .any
            plain.key = nil
            return try lookup(.range, plain, operand)
        case .hasKey, .hasKeys, .hasAnyKeys:
            return BuiltLookup(try hasKeys(kind, left, operand))
        case .contains, .containedBy:
            throw NoormmeError(
                .notSupported,
                kind == .contains
                    ? "contains lookup is not supported on this database backend."
                    : "contained_by lookup is not supported on this database backend.")
        case .iexact, .icontains, .startswith, .istartswith, .endswith, .iendswith, .regex, .iregex:
            return nil
        }
    }

    private func jsonItems(_ operand: Operand) throws(NoormmeError) -> [Operand]? {
        switch operand {
        case .list(let items): return items
        case .literal(let value):
            if case .json(let list) = try Literal.read(value), list.kind == .array {
                return list.elements.map { .literal($0) }
            }
            return nil
        default: return nil
        }
    }

    private func jsonExact(_ left: Resolved, _ value: JSONValue) throws(NoormmeError) -> BuiltLookup {
        if left.key != nil {
            var built = BuiltLookup(.binary(.equal, left.sql, try jsonScalar(.literal(value), left)))
            if case .jsonNull = try Literal.read(value) { built.comparesWithNull = true }
            return built
        }
        if case .jsonNull = try Literal.read(value) {
            return BuiltLookup(.binary(.equal, left.sql, .string("null")))
        }
        // Compared without regard to spacing, which every JSON writer chooses for itself.
        let right = try parameter(value, Conversion(.json)).sql
        return BuiltLookup(.binary(.equal, .call("JSON", [left.sql]), .call("JSON", [right])))
    }

    /// A value as JSON_EXTRACT would give it.
    private func jsonScalar(_ operand: Operand, _ left: Resolved) throws(NoormmeError) -> SQLExpression {
        switch operand {
        case .literal(let value):
            switch try Literal.read(value) {
            case .null, .jsonNull: return .string("null")
            case .bool(let flag): return .string(flag ? "true" : "false")
            case .json: return .call("JSON", [try parameter(value, Conversion(.json)).sql])
            default: return try parameter(value, Conversion(.any)).sql
            }
        case .expression(let right): return right.sql
        default:
            guard case .sql(let sql) = try rightSide(operand, left, .plain) else { return .null }
            return sql
        }
    }

    private func hasKeys(_ kind: Lookup.Kind, _ left: Resolved, _ operand: Operand) throws(NoormmeError)
        -> SQLExpression
    {
        let base = left.key?.base ?? left.sql
        let prefix = left.key?.keys ?? []
        var names: [Text] = []
        switch operand {
        case .literal(let value) where kind == .hasKey: names = [try keyText(value)]
        case .list(let items) where kind != .hasKey:
            for item in items {
                guard case .literal(let value) = item else { throw notKeys() }
                names.append(try keyText(value))
            }
        case .expression(let right):
            guard let path = right.key, kind == .hasKey else { throw notKeys() }
            return .isNotNull(.call("JSON_TYPE", [base, .string(JSONPaths.path(prefix + path.keys))]))
        default: throw notKeys()
        }
        var tests: [SQLExpression] = []
        for name in names {
            var path = JSONPaths.path(prefix)
            JSONPaths.append(name: name, to: &path)
            tests.append(.isNotNull(.call("JSON_TYPE", [base, .string(path)])))
        }
        return kind == .hasAnyKeys ? .any(tests) : .all(tests)
    }

    private func notKeys() -> NoormmeError {
        NoormmeError(.typeError, "The lookup takes key names.")
    }

    private func keyText(_ value: JSONValue) throws(NoormmeError) -> Text {
        try ValuePreparer.plainText(try Literal.read(value), .text, value)
    }

    /// The form in which a JSON value is compared: scalars as SQL values, but null, true and false by name,
    /// because SQL has other ones.
    func comparisonForm(_ base: SQLExpression, _ path: Text) -> SQLExpression {
        let type = SQLExpression.call("JSON_TYPE", [base, .string(path)])
        return .caseWhen(
            [
                WhenThen(
                    condition: .inList(type, [.string("false"), .string("true"), .string("null")]), result: type)
            ], otherwise: .call("JSON_EXTRACT", [base, .string(path)]))
    }

    func key(_ name: Text, of value: Resolved) -> Resolved {
        let base = value.key?.base ?? value.sql
        let keys = (value.key?.keys ?? []) + [name]
        var result = Resolved(comparisonForm(base, JSONPaths.path(keys)), .json)
        result.key = JSONKeyPath(base: base, keys: keys)
        result.column = value.column
        return result
    }
}

/// SQLite's JSON paths.
enum JSONPaths {
    /// Whole numbers are array indexes, negative ones from the end; everything else is an object key.
    static func path(_ keys: [Text]) -> Text {
        var path: Text = "$"
        for key in keys {
            if let index = key.int64, Number.isInteger(key) {
                if index < 0 {
                    path += "[#"
                    path += key
                } else {
                    path += "["
                    path += Text(index)
                }
                path += "]"
            } else {
                append(name: key, to: &path)
            }
        }
        return path
    }

    static func append(name: Text, to path: inout Text) {
        var writer = JSONWriter()
        writer.string(name)
        path += "."
        path += Text(writer.bytes)
    }
}
