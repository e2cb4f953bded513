import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// The members of `{"$func": …}`.
struct FunctionRequest {
    let source: JSONValue
    let name: Text
    let arguments: [JSONValue]

    static let keys: [StaticString] = [
        "$func", "args", "distinct", "filter", "default", "order_by", "delimiter", "sample", "kind", "tz", "type",
        "precision", "collation", "key",
    ]

    init(_ value: JSONValue) throws(NoormmeError) {
        try value.checkKeys(FunctionRequest.keys)
        guard let name = value.member("$func"), name.kind == .string else {
            throw value.error(.malformedSpec, "\"$func\" must be a function's name.")
        }
        source = value
        self.name = name.text
        var list: [JSONValue] = []
        if let arguments = value.member("args") {
            guard arguments.kind == .array else {
                throw arguments.error(.malformedSpec, "\"args\" must be an array.")
            }
            for argument in arguments.elements { list.append(argument) }
        }
        arguments = list
    }

    func text(_ key: StaticString) throws(NoormmeError) -> Text? {
        guard let member = source.member(key), !member.isNull else { return nil }
        guard member.kind == .string else { throw member.error(.typeError, "The option must be text.") }
        return member.text
    }

    func wrongCount(_ least: Int, _ most: Int) -> NoormmeError {
        var message: Text = "'"
        message += name
        message += "' takes "
        if least == most {
            message += least == 1 ? "exactly 1 argument (" : "exactly " + Text(Int64(least)) + " arguments ("
        } else {
            message += "at least " + Text(Int64(least)) + " arguments ("
        }
        message += Text(Int64(arguments.count))
        message += " given)"
        return source.error(.typeError, message)
    }
}

extension Query {
    func functionCall(_ value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> Resolved {
        let request = try FunctionRequest(value)
        if let aggregate = Aggregate.named(request.name) { return try aggregateCall(aggregate, request, scope) }
        var arguments: [Resolved] = []
        for argument in request.arguments { arguments.append(try expression(argument, scope)) }
        let declared = try outputType(value)
        if let special = try specialFunction(request, arguments, declared) { return special }
        guard let function = ScalarFunction.named(request.name) else {
            var choices: [Text] = []
            for known in ScalarFunction.all { choices.append(Text(known.name)) }
            for known in Aggregate.all { choices.append(Text(known.name)) }
            var message: Text = "Unknown function '"
            message += request.name
            message += "'."
            appendSuggestion(request.name, choices, &message)
            throw value.error(.malformedSpec, message)
        }
        guard arguments.count >= function.least, arguments.count <= function.most else {
            throw request.wrongCount(function.least, function.most)
        }
        var common = Resolved(.null, function.output.type(of: arguments))
        if declared == nil, function.output == .same { common = commonType(arguments, value) }
        var operands: [SQLExpression] = []
        for argument in arguments { operands.append(try typed(argument, common.type)) }
        if request.name == "Replace" && operands.count == 2 { operands.append(.string("")) }
        if request.name == "LPad" || request.name == "RPad", operands.count == 2 { operands.append(.string(" ")) }
        var result = Resolved(.call(Text(function.sql), operands), common).declaring(declared)
        result.isCondition = result.type == .boolean
        return result
    }

    /// Functions whose SQL is more than a call; nil for the others.
    private func specialFunction(
        _ request: FunctionRequest, _ arguments: [Resolved], _ declared: FieldType?
    ) throws(NoormmeError) -> Resolved? {
        func expect(_ least: Int, _ most: Int) throws(NoormmeError) {
            guard arguments.count >= least, arguments.count <= most else { throw request.wrongCount(least, most) }
        }
        switch request.name {
        case "Concat", "ConcatPair":
            try expect(2, 1000)
            var sql: SQLExpression?
            for argument in arguments {
                let part = SQLExpression.call("COALESCE", [argument.sql, .string("")])
                sql = sql.map { .binary(.concatenate, $0, part) } ?? part
            }
            return Resolved(sql ?? .null, declared ?? .text)
        case "Left":
            try expect(2, 2)
            try refuseSmall(request, 1)
            return Resolved(.call("SUBSTR", [arguments[0].sql, .literal("1"), arguments[1].sql]), .text)
        case "Right":
            try expect(2, 2)
            try refuseSmall(request, 1)
            return Resolved(
                .call("SUBSTR", [arguments[0].sql, .prefix(.negate, arguments[1].sql), arguments[1].sql]), .text)
        case "Substr":
            try expect(2, 3)
            if let position = request.arguments[1].int64, position < 1 {
                throw request.source.error(.valueError, "'pos' must be greater than 0")
            }
            return nil
        case "LPad", "RPad":
            try expect(2, 3)
            if let length = request.arguments[1].int64, length < 0 {
                throw request.source.error(.valueError, "'length' must be greater or equal to 0.")
            }
            return nil
        case "Repeat":
            try expect(2, 2)
            if let count = request.arguments[1].int64, count < 0 {
                throw request.source.error(.valueError, "'number' must be greater or equal to 0.")
            }
            return nil
        case "Round":
            try expect(1, 2)
            let precision = arguments.count == 2 ? request.arguments[1] : request.source.member("precision")
            if let digits = precision?.int64, digits < 0 {
                throw request.source.error(.valueError, "SQLite does not support negative precision.")
            }
            var operands = [arguments[0].sql]
            if arguments.count == 2 {
                operands.append(arguments[1].sql)
            } else if let digits = precision?.int64 {
                operands.append(.literal(Text(digits)))
            }
            return Resolved(.call("ROUND", operands), arguments[0]).declaring(declared)
        case "Cast":
            try expect(1, 1)
            guard let declared else { throw request.source.error(.typeError, "Cast needs a \"type\".") }
            return cast(arguments[0], to: declared)
        case "Collate":
            try expect(1, 1)
            guard let collation = try request.text("collation"), isCollationName(collation) else {
                throw request.source.error(.valueError, "Invalid collation name.")
            }
            return Resolved(.collate(arguments[0].sql, collation), arguments[0].type)
        case "Now":
            try expect(0, 0)
            return Resolved(
                .call("STRFTIME", [.string("%Y-%m-%d %H:%M:%f"), .string("NOW")]), declared ?? .datetime)
        case "JSONObject":
            guard arguments.count % 2 == 0 else { throw request.wrongCount(0, 1000) }
            return Resolved(.call("JSON_OBJECT", try jsonMembers(arguments)), .json)
        case "JSONArray":
            return Resolved(.call("JSON_ARRAY", try jsonMembers(arguments)), .json)
        case "KeyTransform", "KeyTextTransform":
            try expect(1, 1)
            guard let name = request.source.member("key") else {
                throw request.source.error(.typeError, "The function needs a \"key\".")
            }
            var result = key(name.kind == .string ? name.text : name.digits, of: arguments[0])
            if request.name == "KeyTextTransform" { result.type = .text }
            return result
        case "KT":
            guard let name = request.source.member("key"), name.kind == .string else {
                throw request.source.error(.typeError, "The function needs a \"key\".")
            }
            var result = try reference(name.text)
            result.type = .text
            return result
        default: break
        }
        if let unit = try RequestedUnit(request, prefix: "Extract") {
            try expect(1, 1)
            return try extracted(unit, arguments[0], request)
        }
        if let unit = try RequestedUnit(request, prefix: "Trunc") {
            try expect(1, 1)
            return try truncated(unit, arguments[0], request, declared)
        }
        return nil
    }

    /// JSON null is written for SQL NULL; JSON columns are embedded, not quoted.
    private func jsonMembers(_ arguments: [Resolved]) throws(NoormmeError) -> [SQLExpression] {
        var operands: [SQLExpression] = []
        for argument in arguments {
            let sql = argument.sql.asValue
            let isJSON = argument.type == .json && argument.key == nil && argument.literal == nil
            operands.append(isJSON ? .call("JSON", [sql]) : sql)
        }
        return operands
    }

    private func refuseSmall(_ request: FunctionRequest, _ least: Int64) throws(NoormmeError) {
        if let length = request.arguments[1].int64, length < least {
            throw request.source.error(.valueError, "'length' must be greater than 0.")
        }
    }

    private func isCollationName(_ name: Text) -> Bool {
        guard !name.isEmpty else { return false }
        for byte in name.bytes {
            let isLetter = (byte | 0x20) &- 97 < 26
            if !isLetter && byte &- 48 > 9 && byte != 0x5F && byte != 0x2D { return false }
        }
        return true
    }

    private func cast(_ value: Resolved, to type: FieldType) -> Resolved {
        let sql: SQLExpression
        switch type {
        case .integer, .positiveInteger, .bigInteger, .duration, .datetimeMilliseconds:
            sql = .cast(value.sql, "INTEGER")
        case .real: sql = .cast(value.sql, "REAL")
        case .decimal: sql = .cast(value.sql, "NUMERIC")
        case .boolean: sql = .cast(value.sql, "NUMERIC")
        case .date: sql = .call("DATE", [value.sql])
        case .datetime: sql = .call("STRFTIME", [.string("%Y-%m-%d %H:%M:%f"), value.sql])
        case .time: sql = .call("STRFTIME", [.string("%H:%M:%f"), value.sql])
        case .blob: sql = .cast(value.sql, "BLOB")
        case .any: sql = value.sql
        case .text, .ipAddress, .json, .uuidHex: sql = .cast(value.sql, "TEXT")
        }
        return Resolved(sql, type)
    }
}
