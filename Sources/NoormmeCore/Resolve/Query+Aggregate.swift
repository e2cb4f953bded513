import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Query {
    /// `Count('posts', distinct=True, filter=Q(…), default=0)` and its kin.
    func aggregateCall(
        _ aggregate: Aggregate, _ request: FunctionRequest, _ scope: ExpressionScope
    ) throws(NoormmeError) -> Resolved {
        if aggregate.kind == .window {
            throw request.source.error(.valueError, "The function needs a window.")
        }
        return try aggregateExpression(aggregate, request, scope, inWindow: false)
    }

    func aggregateExpression(
        _ aggregate: Aggregate, _ request: FunctionRequest, _ scope: ExpressionScope, inWindow: Bool
    ) throws(NoormmeError) -> Resolved {
        let source = request.source
        let isDistinct = source.member("distinct")?.bool ?? false
        var arguments: [Resolved] = []
        var isStar = false
        var inner = scope
        inner.takesFirstColumn = aggregate.kind == .count
        for argument in request.arguments {
            if aggregate.kind == .count, argument.stringEquals("*") {
                isStar = true
            } else {
                arguments.append(try expression(argument, inner))
            }
        }
        if aggregate.kind == .join, arguments.count == 1, let delimiter = source.member("delimiter") {
            arguments.append(try literal(delimiter))
        }
        let expected = aggregate.kind == .join ? 2 : 1
        guard arguments.count + (isStar ? 1 : 0) == expected else { throw request.wrongCount(expected, expected) }
        if isStar && source.member("filter") != nil {
            throw source.error(.valueError, "Star cannot be used with filter. Please specify a field.")
        }
        if isDistinct {
            switch aggregate.kind {
            case .count, .sum, .average: break
            case .join:
                // SQLite takes DISTINCT with one argument only, whose separator is a comma.
                guard let delimiter = arguments[1].literal, delimiter.stringEquals(",") else {
                    throw source.error(
                        .notSupported,
                        "SQLite doesn't support DISTINCT on aggregate functions accepting multiple arguments.")
                }
                arguments.removeLast()
            default:
                throw source.error(.typeError, request.name + " does not allow distinct.")
            }
        }
        for argument in arguments where !scope.summarizes || argument.reference == nil {
            if !inWindow && aggregatesAnew(argument.sql, scope) {
                throw source.error(.fieldError, cannotCompute(request, argument))
            }
        }
        if scope.summarizes {
            for argument in arguments where argument.summarized {
                throw source.error(.fieldError, cannotCompute(request, argument))
            }
        }
        if let first = arguments.first {
            switch (aggregate.kind, first.type.family) {
            case (.sum, .date), (.sum, .datetime), (.sum, .time), (.average, .date), (.average, .datetime),
                (.average, .time), (.deviation, .date), (.deviation, .datetime), (.deviation, .time):
                throw source.error(
                    .notSupported,
                    "You cannot use Sum, Avg, StdDev, and Variance aggregations on date/time fields in SQLite: they are stored as text."
                )
            default: break
            }
        }
        var call = FunctionCall(Text(aggregate.sql), [], isAggregate: true, isDistinct: isDistinct)
        for argument in arguments { call.arguments.append(argument.sql.asValue) }
        if isStar { call.arguments = [.literal("*")] }
        if aggregate.kind == .deviation, source.member("sample")?.bool ?? false {
            call.name = request.name == "StdDev" ? "noormme_stddev_samp" : "noormme_var_samp"
        }
        if let order = source.member("order_by"), !order.isNull, order.kind != .array || order.count > 0 {
            guard aggregate.kind == .join else {
                throw source.error(.typeError, request.name + " does not allow order_by.")
            }
            guard context.options.supportsAggregateOrder else {
                throw order.error(.notSupported, "ORDER BY in aggregates needs SQLite 3.44 or later.")
            }
            for term in order.kind == .array ? [JSONValue](order.elements) : [order] {
                call.order.append(contentsOf: try orderTerms(of: term, scope))
            }
        }
        var empty: SQLExpression? = aggregate.kind == .count ? .literal("0") : nil
        if let filter = source.member("filter"), !filter.isNull {
            let condition = try conditionSQL(try Condition.read(filter), scope) ?? .always
            if !condition.isAlways { call.filter = condition.asValue }
        }
        let declared = try outputType(source)
        let type = declaredType(aggregate, arguments, declared)
        var sql = SQLExpression.function(call)
        if let fallback = source.member("default"), !fallback.isNull {
            if aggregate.kind == .count {
                throw source.error(.typeError, "Count does not allow default.")
            }
            let value = try expression(fallback, scope)
            let fallbackSQL = try typed(value, type)
            sql = .call("COALESCE", [sql, fallbackSQL])
            empty = fallbackSQL
        }
        var result = Resolved(sql, type)
        result.emptyValue = empty
        switch aggregate.kind {
        case .average, .deviation: result.isFractional = type.family == .duration || type.family == .integer
        default:
            result.isFractional = declared?.family == .integer && arguments.first?.type.family != .integer
        }
        if declared == nil { result.fault = inherited(aggregate, arguments) }
        return result
    }

    /// Whether something is aggregated here. In aggregate() annotations are columns of what is aggregated.
    private func aggregatesAnew(_ sql: SQLExpression, _ scope: ExpressionScope) -> Bool {
        if scope.summarizes { for annotation in annotations where annotation.value.sql == sql { return false } }
        if case .function(let call) = sql, call.isAggregate, call.window == nil { return true }
        var found = false
        sql.forEachOperand { if !found && aggregatesAnew($0, scope) { found = true } }
        return found
    }

    /// What an aggregate does not know of its type because its argument does not.
    private func inherited(_ aggregate: Aggregate, _ arguments: [Resolved]) -> TypeFault? {
        switch aggregate.kind {
        case .count, .bits, .join: nil
        default: arguments.first?.fault
        }
    }

    private func declaredType(
        _ aggregate: Aggregate, _ arguments: [Resolved], _ declared: FieldType?
    ) -> FieldType {
        if let declared { return declared }
        let first = arguments.first?.type ?? .any
        switch aggregate.kind {
        case .count: return .integer
        case .bits:
            switch first {
            case .positiveInteger, .bigInteger: return first
            default: return .integer
            }
        case .average, .deviation:
            switch first.family {
            case .decimal, .duration: return first
            default: return .real
            }
        case .sum: return first == .boolean ? .integer : first
        case .join: return .text
        case .extreme, .anyValue, .window: return first
        }
    }

    private func cannotCompute(_ request: FunctionRequest, _ argument: Resolved) -> Text {
        var message: Text = "Cannot compute "
        message += request.name
        message += "('"
        message += argument.reference ?? "..."
        message += "'): '"
        message += argument.reference ?? "..."
        message += "' is an aggregate"
        return message
    }

    /// The name an aggregate gets when it is given none: `field__sum`.
    func defaultAlias(_ value: JSONValue) throws(NoormmeError) -> Text {
        if let tag = value.tag, tag == "$func" {
            let request = try FunctionRequest(value)
            if Aggregate.named(request.name) != nil, request.arguments.count >= 1 {
                let argument = request.arguments[0]
                let name: Text? =
                    argument.kind == .string ? argument.text : argument.member("$f").map { $0.text }
                if let name, request.arguments.count == 1 || request.name == "StringAgg" {
                    var alias = name == "*" ? Text("__count") : name
                    if name != "*" {
                        alias += "__"
                        alias += request.name.asciiLowercased
                    }
                    return alias
                }
                throw value.error(.typeError, "Complex aggregates require an alias")
            }
        }
        throw value.error(.typeError, "Complex annotations require an alias")
    }

    /// `Window(expression, partition_by, order_by, frame)`
    func window(_ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        try value.checkKeys(["$window", "partition_by", "order_by", "frame", "type"])
        guard let inner = value.member("$window"), let tag = inner.tag, tag == "$func" else {
            throw value.error(.valueError, "Expression isn't compatible with OVER clauses.")
        }
        let request = try FunctionRequest(inner)
        guard let aggregate = Aggregate.named(request.name) else {
            var message: Text = "Expression '"
            message += request.name
            message += "' isn't compatible with OVER clauses."
            throw value.error(.valueError, message)
        }
        var result: Resolved
        if aggregate.kind == .window {
            result = try windowFunction(aggregate, request, scope)
        } else {
            result = try aggregateExpression(aggregate, request, scope, inWindow: true)
        }
        var clause = WindowClause(partition: [], order: [], frame: Text())
        if let partition = value.member("partition_by"), !partition.isNull {
            for item in partition.kind == .array ? [JSONValue](partition.elements) : [partition] {
                clause.partition.append(try expression(item, scope).sql.asValue)
            }
        }
        if let order = value.member("order_by"), !order.isNull {
            for item in order.kind == .array ? [JSONValue](order.elements) : [order] {
                clause.order.append(contentsOf: try orderTerms(of: item, scope))
            }
        }
        if let frame = value.member("frame"), !frame.isNull { clause.frame = try WindowFrame.text(frame) }
        result.sql = result.sql.replacing { (part) in
            guard case .function(var call) = part, call.window == nil, call.isAggregate else { return nil }
            call.window = clause
            return .function(call)
        }
        result.emptyValue = nil
        if let type = try outputType(value) { result.type = type }
        return result
    }

    private func windowFunction(
        _ aggregate: Aggregate, _ request: FunctionRequest, _ scope: ExpressionScope
    ) throws(NoormmeError) -> Resolved {
        var arguments: [Resolved] = []
        for argument in request.arguments { arguments.append(try expression(argument, scope)) }
        let range: ClosedRange<Int>
        var type = FieldType.integer
        switch request.name {
        case "FirstValue", "LastValue": range = 1...1
        case "Lag", "Lead": range = 1...3
        case "NthValue": range = 2...2
        case "Ntile": range = 1...1
        default: range = 0...0
        }
        guard range.contains(arguments.count) else { throw request.wrongCount(range.lowerBound, range.upperBound) }
        switch request.name {
        case "FirstValue", "LastValue", "Lag", "Lead", "NthValue": type = arguments[0].type
        case "CumeDist", "PercentRank": type = .real
        default: break
        }
        if request.name != "FirstValue" && request.name != "LastValue",
            let last = request.arguments.dropFirst(
                request.name == "Ntile" ? 0 : 1
            ).first, let number = last.int64, number <= 0
        {
            throw request.source.error(.valueError, request.name + " requires a positive integer.")
        }
        let call = FunctionCall(
            Text(aggregate.sql), arguments.map { $0.sql.asValue }, isAggregate: true)
        return Resolved(.function(call), type)
    }
}
