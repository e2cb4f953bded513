import NoormmeCore
import NoormmeJSON
import NoormmeText

/// Writes a chain as a spec (docs/wire-format.md).
struct ChainWriter {
    let schema: Schema
    var json = JSONWriter()

    init(schema: Schema) { self.schema = schema }

    /// Steps that are the whole rest of a chain.
    private static let terminals: Set<String> = [
        "all", "iterator", "get", "first", "last", "earliest", "latest", "item", "count", "exists", "contains",
        "aggregate", "in_bulk", "load", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update",
        "update", "delete", "save", "remove", "add", "set", "discard", "clear", "explain", "raw",
    ]
    /// Those whose first argument is an array of rows or keys.
    private static let rows: Set<String> = ["bulk_create", "bulk_update", "load", "add", "set", "discard"]
    /// How many arguments come before the options.
    private static let options: [String: Int] = [
        "bulk_create": 1, "bulk_update": 2, "save": 1, "create": 1, "get_or_create": 2, "update_or_create": 3, "add": 1,
        "set": 1,
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

    mutating func write(_ chain: Chain, limit: Int? = nil) throws(Failure) {
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
            let (queries, options) = Self.split(call.arguments, call.named)
            json.beginArray()
            for query in queries { try spec(query) }
            json.endArray()
            if !options.isEmpty { try record(options) }
        } else if ["annotate", "alias", "aggregate"].contains(name) {
            for argument in call.arguments {
                if case .record(let members) = argument { try expressions(members) } else { try expression(argument) }
            }
            if !call.named.isEmpty { try expressions(call.named) }
        } else if ["and", "or", "xor"].contains(name), let other = call.arguments.first {
            try spec(other)
        } else if name == "explain", case .call(let inner, let arguments, let named)? = call.arguments.first {
            try step(
                Chain.Call(
                    name: ChainParser.snakeCased(inner), arguments: arguments, named: named, position: call.position))
        } else {
            try values(call)
        }
        json.endArray()
    }

    /// Values and plain records: create, update, slice, item, contains, dates, …
    private mutating func values(_ call: Chain.Call) throws(Failure) {
        var arguments = call.arguments
        var relations: [Term] = []
        if call.name == "load" {
            relations = Array(arguments.dropFirst())
            arguments = Array(arguments.prefix(1))
        }
        for (index, argument) in arguments.enumerated() {
            if index == 0, Self.rows.contains(call.name), case .list(let rows) = argument {
                json.beginArray()
                for row in rows { try value(row) }
                json.endArray()
            } else if index == Self.options[call.name], case .record(let members) = argument {
                try options(members)
            } else {
                try value(argument)
            }
        }
        if call.name == "load" {
            json.beginArray()
            for relation in relations { try expression(relation) }
            json.endArray()
        }
        if !call.named.isEmpty { try record(call.named) }
    }

    private mutating func options(_ members: [(name: String, term: Term)]) throws(Failure) {
        json.beginObject()
        for (name, term) in members {
            json.key(Text(ChainParser.snakeCased(name).utf8))
            try value(term)
        }
        json.endObject()
    }

    /// A record of columns, or a value.
    private mutating func value(_ term: Term) throws(Failure) {
        if case .record(let members) = term { try record(members) } else { try operand(term) }
    }

    /// The record at the end of arguments is their options, as in TypeScript; in Python they have names.
    static func split(
        _ arguments: [Term], _ named: [(name: String, term: Term)]
    ) -> (arguments: [Term], options: [(name: String, term: Term)]) {
        guard case .record(let members)? = arguments.last else { return (arguments, named) }
        return (Array(arguments.dropLast()), members + named)
    }

    /// One array of names and terms; the options of `values_list` after it.
    private mutating func names(_ call: Chain.Call) throws(Failure) {
        var terms = call.arguments
        if terms.count == 1, case .list(let inner) = terms[0] { terms = inner }
        if terms.count == 1, call.named.isEmpty, case .null = terms[0] { return json.null() }
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
    mutating func orderTerm(_ term: Term) throws(Failure) {
        guard case .prefix("-", let inner) = term else { return try expression(term) }
        json.beginObject()
        json.key("$order")
        try expression(inner)
        json.key("desc")
        json.bool(true)
        json.endObject()
    }

    mutating func spec(_ term: Term) throws(Failure) {
        guard case .chain(let chain) = term else {
            throw Failure(.request, "a query is wanted, such as users.filter(…)")
        }
        try write(chain)
    }

    mutating func lookups(_ members: [(name: String, term: Term)]) throws(Failure) {
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
