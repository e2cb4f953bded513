import NoormmeCore
import NoormmeJSON
import NoormmeText

/// Writes a chain as a spec (docs/wire-format.md).
struct ChainWriter {
    let schema: Schema
    private(set) var json = JSONWriter()

    init(schema: Schema) { self.schema = schema }

    /// Steps that are the whole rest of a chain.
    private static let terminals: Set<String> = [
        "all", "iterator", "get", "first", "last", "earliest", "latest", "item", "count", "exists", "contains",
        "aggregate", "in_bulk", "create", "get_or_create", "update_or_create", "bulk_create", "update", "delete",
        "save", "explain",
    ]
    private static let conditions: Set<String> = ["filter", "exclude", "get"]
    private static let names: Set<String> = [
        "order_by", "values", "values_list", "select_related", "prefetch_related", "only", "defer", "earliest",
        "latest",
    ]
    private static let chains: Set<String> = ["union", "intersection", "difference"]

    /// - Parameter limit: of rows, when the chain asks for all of them; nil for none.
    static func spec(_ chain: Chain, schema: Schema, limit: Int? = nil) throws(Failure) -> [UInt8] {
        var writer = ChainWriter(schema: schema)
        try writer.write(chain, limit: limit)
        return writer.json.bytes
    }

    private mutating func write(_ chain: Chain, limit: Int? = nil) throws(Failure) {
        var calls = chain.calls
        var terminal: Chain.Call?
        if let last = calls.last, Self.terminals.contains(last.name) { terminal = calls.removeLast() }
        json.beginObject()
        json.key("v")
        json.integer(1)
        json.key("model")
        json.string(Text(model(chain.model).utf8))
        json.key("steps")
        json.beginArray()
        var window: (offset: Term?, limit: Term?)
        for call in calls {
            switch call.name {
            // Not steps of their own: one slice.
            case "limit" where call.arguments.count == 1: window.limit = call.arguments[0]
            case "offset" where call.arguments.count == 1: window.offset = call.arguments[0]
            case "all" where call.arguments.isEmpty: break
            default:
                try flush(&window)
                try step(call)
            }
        }
        try flush(&window)
        let isAll = terminal == nil || terminal?.name == "all"
        if let limit, isAll {
            json.raw("[\"slice\",0,")
            json.bytes.appendDecimal(Int64(limit))
            json.bytes.append(0x5D)
        }
        json.endArray()
        if let terminal, terminal.name != "all" {
            json.key("get")
            try step(terminal)
        }
        json.endObject()
    }

    private mutating func flush(_ window: inout (offset: Term?, limit: Term?)) throws(Failure) {
        guard window.offset != nil || window.limit != nil else { return }
        let start = try position(window.offset) ?? 0
        json.beginArray()
        json.string("slice")
        json.integer(start)
        if let limit = try position(window.limit) { json.integer(start &+ limit) } else { json.null() }
        json.endArray()
        window = (nil, nil)
    }

    private func position(_ term: Term?) throws(Failure) -> Int64? {
        guard let term else { return nil }
        guard case .number(let digits) = term, let number = Int64(digits), number >= 0, number < 1 << 53 else {
            throw Failure(.request, "limit and offset take a whole number")
        }
        return number
    }

    // MARK: Steps

    private mutating func step(_ call: Chain.Call) throws(Failure) {
        let name = call.name == "prefetch" ? "prefetch_related" : call.name
        json.beginArray()
        json.string(Text(name.utf8))
        if Self.conditions.contains(name) {
            for argument in call.arguments { try condition(argument) }
            if !call.named.isEmpty { try lookups(call.named) }
        } else if Self.names.contains(name) {
            try names(call)
        } else if Self.chains.contains(name) {
            json.beginArray()
            for argument in call.arguments { try spec(argument) }
            json.endArray()
            if !call.named.isEmpty { try record(call.named) }
        } else if ["annotate", "alias", "aggregate"].contains(name) {
            for argument in call.arguments {
                if case .record(let members) = argument { try expressions(members) } else { try expression(argument) }
            }
            if !call.named.isEmpty { try expressions(call.named) }
        } else if ["and", "or", "xor"].contains(name), let other = call.arguments.first {
            try spec(other)
        } else {
            // Values and plain records: create, update, slice, item, contains, dates, …
            for argument in call.arguments {
                if case .record(let members) = argument { try record(members) } else { try operand(argument) }
            }
            if !call.named.isEmpty { try record(call.named) }
        }
        json.endArray()
    }

    /// One array of names and terms; the options of `values_list` after it.
    private mutating func names(_ call: Chain.Call) throws(Failure) {
        var terms = call.arguments
        if terms.count == 1, case .list(let inner) = terms[0] { terms = inner }
        var options: [(name: String, term: Term)] = []
        var aliases = call.named
        if call.name == "values_list" {
            options = aliases.filter { $0.name == "flat" }
            aliases.removeAll { $0.name == "flat" }
            if case .record(let members)? = terms.last, members.contains(where: { $0.name == "flat" }) {
                options = members
                terms.removeLast()
            }
        }
        json.beginArray()
        for term in terms {
            if case .record(let members) = term { try expressions(members) } else { try orderTerm(term) }
        }
        if !aliases.isEmpty { try expressions(aliases) }
        json.endArray()
        if !options.isEmpty { try record(options) }
    }

    /// `-F("x")` in an order turns it round.
    private mutating func orderTerm(_ term: Term) throws(Failure) {
        guard case .prefix("-", let inner) = term else { return try expression(term) }
        json.beginObject()
        json.key("$order")
        try expression(inner)
        json.key("desc")
        json.bool(true)
        json.endObject()
    }

    private mutating func spec(_ term: Term) throws(Failure) {
        guard case .chain(let chain) = term else {
            throw Failure(.request, "a query is wanted, such as users.filter(…)")
        }
        try write(chain)
    }

    private mutating func lookups(_ members: [(name: String, term: Term)]) throws(Failure) {
        json.beginObject()
        for (name, term) in members {
            json.key(Text(name.utf8))
            try operand(term)
        }
        json.endObject()
    }

    private mutating func expressions(_ members: [(name: String, term: Term)]) throws(Failure) {
        json.beginObject()
        for (name, term) in members {
            json.key(Text(name.utf8))
            try expression(term)
        }
        json.endObject()
    }

    /// A record of values, as `create` takes it.
    private mutating func record(_ members: [(name: String, term: Term)]) throws(Failure) { try lookups(members) }

    /// A model by its name, or by its type's: `User` for `users`.
    private func model(_ name: String) -> String {
        if schema.model(Text(name.utf8)) != nil { return name }
        let wanted = Self.plain(Text(name.utf8))
        let found = schema.models.filter { Self.plain($0.name.singular) == wanted || Self.plain($0.name) == wanted }
        return found.count == 1 ? found[0].name.string : name
    }

    private static func plain(_ name: Text) -> [UInt8] {
        name.asciiLowercased.bytes.filter { $0 != 0x5F && $0 != 0x20 && $0 != 0x2D }
    }
}

// Where a term stands decides what it means: docs/wire-format.md, "Conditions", "Values" and "Expressions".
extension ChainWriter {
    mutating func condition(_ term: Term) throws(Failure) {
        switch term {
        case .record(let members): try lookups(members)
        case .call(let name, let arguments, let named) where ["Q", "and", "or", "xor", "not"].contains(name):
            try group(name == "or" || name == "xor" ? name : "and", name == "not", arguments, named)
        case .operation("&", let left, let right): try group("and", false, [left, right], [])
        case .operation("|", let left, let right): try group("or", false, [left, right], [])
        case .operation("^", let left, let right): try group("xor", false, [left, right], [])
        case .prefix("~", let inner): try group("and", true, [inner], [])
        default: try expression(term)
        }
    }

    private mutating func group(
        _ connector: StaticString, _ isNegated: Bool, _ terms: [Term], _ named: [(name: String, term: Term)]
    ) throws(Failure) {
        try group("\(connector)", isNegated, terms, named)
    }

    private mutating func group(
        _ connector: String, _ isNegated: Bool, _ terms: [Term], _ named: [(name: String, term: Term)]
    ) throws(Failure) {
        json.beginObject()
        json.key("$q")
        json.string(Text(connector.utf8))
        if isNegated {
            json.key("not")
            json.bool(true)
        }
        json.key("c")
        json.beginArray()
        for term in terms { try condition(term) }
        for (name, term) in named {
            json.beginArray()
            json.string(Text(name.utf8))
            try operand(term)
            json.endArray()
        }
        json.endArray()
        json.endObject()
    }

    /// The right side of a lookup, and a column's value: a string is text.
    mutating func operand(_ term: Term) throws(Failure) {
        switch term {
        case .text(let text): json.string(Text(text.utf8))
        case .list(let terms):
            json.beginArray()
            for term in terms { try operand(term) }
            json.endArray()
        case .record(let members):
            json.beginObject()
            json.key("$value")
            try plain(.record(members))
            json.endObject()
        case .chain(let chain):
            json.beginObject()
            json.key("$query")
            try write(chain)
            json.endObject()
        default: try expression(term)
        }
    }

    /// JSON as it is.
    private mutating func plain(_ term: Term) throws(Failure) {
        switch term {
        case .record(let members):
            json.beginObject()
            for (name, term) in members {
                json.key(Text(name.utf8))
                try plain(term)
            }
            json.endObject()
        case .list(let terms):
            json.beginArray()
            for term in terms { try plain(term) }
            json.endArray()
        case .null, .bool, .number, .text: try operand(term)
        default: throw Failure(.request, "only plain values can stand inside a JSON value")
        }
    }

    /// Where a string is a name.
    mutating func expression(_ term: Term) throws(Failure) {
        switch term {
        case .null: json.null()
        case .bool(let value): json.bool(value)
        case .number(let digits): json.digits(Text(digits.utf8))
        case .text(let name): json.string(Text(name.utf8))
        case .list(let terms):
            json.beginArray()
            for term in terms { try expression(term) }
            json.endArray()
        case .record: try tagged("$condition", term)
        case .chain(let chain):
            json.beginObject()
            json.key("$subquery")
            try write(chain)
            json.endObject()
        case .operation(let sign, let left, let right): try operation(sign, [left, right])
        case .prefix("-", let inner): try operation("neg", [inner])
        case .prefix: try tagged("$condition", term)
        case .call(let name, let arguments, let named): try call(name, arguments, named)
        }
    }

    private mutating func tagged(_ tag: StaticString, _ condition: Term) throws(Failure) {
        json.beginObject()
        json.key(tag)
        try self.condition(condition)
        json.endObject()
    }

    private mutating func operation(_ sign: String, _ terms: [Term]) throws(Failure) {
        if ["&", "|", "^"].contains(sign), terms.contains(where: \.isCondition) {
            return try tagged("$condition", .operation(sign, terms[0], terms[1]))
        }
        json.beginObject()
        json.key("$op")
        json.string(Text(sign.utf8))
        json.key("args")
        json.beginArray()
        for term in terms {
            // Text beside an operator is text.
            if case .text(let text) = term { literal(text) } else { try expression(term) }
        }
        json.endArray()
        json.endObject()
    }

    private mutating func literal(_ text: String) {
        json.beginObject()
        json.key("$value")
        json.string(Text(text.utf8))
        json.endObject()
    }

    private mutating func call(
        _ name: String, _ arguments: [Term], _ named: [(name: String, term: Term)]
    ) throws(Failure) {
        switch (name, arguments.count) {
        case ("Q", _), ("and", _), ("or", _), ("xor", _), ("not", _):
            try tagged("$condition", .call(name: name, arguments: arguments, named: named))
        case ("F", 1): try tag("$f", arguments[0])
        case ("OuterRef", 1): try tag("$outer", arguments[0])
        case ("Value", 1): try tag("$value", arguments[0])
        case ("date", 1), ("time", 1), ("datetime", 1), ("decimal", 1), ("uuid", 1):
            try tag("$" + name, arguments[0])
        case ("Exists", 1), ("Subquery", 1):
            json.beginObject()
            json.key(name == "Exists" ? "$exists" as StaticString : "$subquery")
            try spec(arguments[0])
            json.endObject()
        case ("Case", _): try branches(arguments, named)
        default:
            json.beginObject()
            json.key("$func")
            json.string(Text(name.utf8))
            json.key("args")
            json.beginArray()
            for argument in arguments { try expression(argument) }
            json.endArray()
            for (key, term) in named {
                json.key(Text(ChainParser.snakeCased(key).utf8))
                switch key {
                case "filter": try condition(term)
                case "default": try expression(term)
                default: try operand(term)
                }
            }
            json.endObject()
        }
    }

    private mutating func tag(_ tag: String, _ term: Term) throws(Failure) {
        json.beginObject()
        json.key(Text(tag.utf8))
        try plain(term)
        json.endObject()
    }

    /// `Case(When(condition, then=expression), default=expression)`
    private mutating func branches(_ arguments: [Term], _ named: [(name: String, term: Term)]) throws(Failure) {
        json.beginObject()
        json.key("$case")
        json.beginArray()
        for argument in arguments {
            guard case .call("When", let inner, let others) = argument,
                let then = others.last(where: { $0.name == "then" })?.term ?? (inner.count == 2 ? inner[1] : nil)
            else { throw Failure(.request, "Case takes When(condition, then=…)") }
            json.beginArray()
            let lookups = others.filter { $0.name != "then" }
            try condition(.call(name: "Q", arguments: Array(inner.prefix(1)), named: lookups))
            try expression(then)
            json.endArray()
        }
        json.endArray()
        if let fallback = named.first(where: { $0.name == "default" }) {
            json.key("default")
            try expression(fallback.term)
        }
        json.endObject()
    }
}

extension Term {
    fileprivate var isCondition: Bool {
        switch self {
        case .record: true
        case .call(let name, _, _): ["Q", "and", "or", "xor", "not", "Exists"].contains(name)
        case .prefix("~", _): true
        case .operation(let sign, let left, let right):
            ["&", "|", "^"].contains(sign) && (left.isCondition || right.isCondition)
        default: false
        }
    }
}
