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
            if case .list(_, let source) = operand { return try jsonExact(left, source) }
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
            let value = left.key == nil ? JSONPaths.comparisonForm(left.sql, "$") : left.sql
            var built = BuiltLookup(list.isEmpty ? .never : .inList(value, list))
            built.listContainsNull = containsNull
            return built
        case .isnull:
            guard let key = left.key, case .literal(let value) = operand, let flag = value.bool else { return nil }
            // A test of the key, not of the column: what Django's NULL rules see of it is a plain isnull.
            return .isNull(JSONPaths.type(key.base, JSONPaths.path(key.keys)), flag)
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
        case .list(let items, _): return items
        case .literal(let value): return try elements(ofLiteral: value)?.operands
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
        case .list(_, let source): return .call("JSON", [try parameter(source, Conversion(.json)).sql])
        case .document(let value): return .call("JSON", [.parameter(Parameter(.text(value.source)))])
        case .expression(let right):
            // A literal with a type of its own.
            if right.type == .boolean, case .literal(let flag) = right.sql {
                return .string(flag == "1" ? "true" : "false")
            }
            return right.sql
        default:
            guard case .sql(let sql) = try rightSide(operand, left, .plain) else { return .null }
            return sql
        }
    }

    private func hasKeys(_ kind: Lookup.Kind, _ left: Resolved, _ operand: Operand) throws(NoormmeError)
        -> SQLExpression
    {
        let base = left.key?.base ?? left.sql
        var prefix = left.key?.keys ?? []
        var names: [Text] = []
        switch operand {
        case .literal(let value) where kind == .hasKey: names = [try keyText(value)]
        case .list(let items, _) where kind != .hasKey:
            for item in items {
                guard case .literal(let value) = item else { throw notKeys() }
                names.append(try keyText(value))
            }
        case .expression(let right):
            guard let path = right.key, let last = path.keys.last, kind == .hasKey else { throw notKeys() }
            prefix.append(contentsOf: path.keys.dropLast())
            names = [last]
        default: throw notKeys()
        }
        var tests: [SQLExpression] = []
        for name in names {
            var path = JSONPaths.path(prefix)
            JSONPaths.append(name: name, to: &path)
            tests.append(.isNotNull(JSONPaths.type(base, path)))
        }
        return kind == .hasAnyKeys ? .any(tests) : .all(tests)
    }

    private func notKeys() -> NoormmeError {
        NoormmeError(.typeError, "The lookup takes key names.")
    }

    private func keyText(_ value: JSONValue) throws(NoormmeError) -> Text {
        try ValuePreparer.plainText(try Literal.read(value), .text, value)
    }

    func key(_ name: Text, of value: Resolved) -> Resolved {
        let base = value.key?.base ?? value.sql
        let keys = (value.key?.keys ?? []) + [name]
        var result = Resolved(JSONPaths.comparisonForm(base, JSONPaths.path(keys)), .json)
        result.key = JSONKeyPath(base: base, keys: keys)
        result.column = value.column
        return result
    }
}
