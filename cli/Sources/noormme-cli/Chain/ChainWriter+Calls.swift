import NoormmeJSON
import NoormmeText

// Functions by the names they have in TypeScript and in Django, with their options in either form.
extension ChainWriter {
    private typealias Options = [(name: String, term: Term)]

    mutating func call(
        _ name: String, _ given: [Term], _ named: [(name: String, term: Term)]
    ) throws(Failure) {
        var (arguments, options) = Self.split(given, named)
        switch name {
        case "Q", "and", "or", "xor", "not":
            return try tagged("$condition", .call(name: name, arguments: given, named: named))
        case "Case": return try branches(given, named)
        case "JSONObject":
            return try function(
                name, options.flatMap { [Term.call(name: "Value", arguments: [.text($0.name)], named: []), $0.term] },
                [])
        case "duration", "timedelta": return try duration(arguments, options)
        default: break
        }
        // The names these arguments have where they are named.
        let names = Self.places[name] ?? ["expression"]
        for place in names.indices where place >= arguments.count {
            guard let index = options.firstIndex(where: { ChainParser.snakeCased($0.name) == names[place] }) else {
                break
            }
            arguments.append(options.remove(at: index).term)
        }
        guard let first = arguments.first else {
            if name == "Count" { return try function(name, [.text("*")], options) }
            if name == "JSONNull" { return try tag("$json_null", .bool(true)) }
            return try function(name, arguments, options)
        }
        let second = arguments.count > 1 ? arguments[1] : nil
        switch (name, arguments.count) {
        case ("F", 1): try tag("$f", first)
        case ("OuterRef", 1): try outer(first)
        case ("Value", 1...2): try typed("$value", second) { (writer) throws(Failure) in try writer.plain(first) }
        case ("ExpressionWrapper", 2):
            try typed("$wrap", second) { (writer) throws(Failure) in try writer.expression(first) }
        case ("RawSQL", 1...3): try raw(arguments)
        case ("date", 1), ("time", 1), ("datetime", 1), ("decimal", 1), ("uuid", 1), ("blob", 1), ("float", 1):
            try tag("$" + name, first)
        case ("Exists", 1), ("Subquery", 1):
            json.beginObject()
            json.key(name == "Exists" ? "$exists" as StaticString : "$subquery")
            try spec(first)
            json.endObject()
        case ("Prefetch", 1...2): try prefetch(first, second, options)
        case ("FilteredRelation", 2):
            json.beginObject()
            json.key("$filtered")
            try expression(first)
            json.key("where")
            try condition(arguments[1])
            json.endObject()
        // TypeScript's condition is a record, which looks like options.
        case ("FilteredRelation", 1) where !options.isEmpty:
            json.beginObject()
            json.key("$filtered")
            try expression(first)
            json.key("where")
            try condition(.record(options))
            json.endObject()
        case ("OrderBy", 1): try order(first, isDescending: options.isOn("descending"), options)
        case ("Window", 1): try window(first, options)
        case ("KT", 1): try keyText(first)
        case ("Cast", 2), ("Collate", 2), ("Extract", 2), ("Trunc", 2), ("Round", 2), ("StringAgg", 2):
            options.append((Self.places[name]?.last ?? "", arguments[1]))
            try function(name, [first], options)
        default: try function(name, arguments, options)
        }
    }

    /// Arguments that may be named.
    private static let places: [String: [String]] = [
        "Cast": ["expression", "output_field"], "Collate": ["expression", "collation"],
        "Extract": ["expression", "lookup_name"], "Trunc": ["expression", "kind"],
        "Round": ["expression", "precision"],
        "StringAgg": ["expression", "delimiter"], "Value": ["value", "output_field"],
        "ExpressionWrapper": ["expression", "output_field"], "RawSQL": ["sql", "params", "output_field"],
        "Prefetch": ["lookup", "queryset"], "FilteredRelation": ["relation_name", "condition"],
        "Window": ["expression"], "OrderBy": ["expression"],
    ]

    private mutating func function(_ name: String, _ arguments: [Term], _ options: Options) throws(Failure) {
        json.beginObject()
        json.key("$func")
        json.string(Text(name.utf8))
        json.key("args")
        json.beginArray()
        for argument in arguments { try expression(argument) }
        json.endArray()
        for (key, term) in options {
            switch ChainParser.snakeCased(key) {
            case "filter":
                json.key("filter")
                try condition(term)
            case "order_by":
                json.key("order_by")
                try terms(term)
            case "default", "precision":
                json.key(Text(key.utf8))
                try expression(term)
            case "delimiter":
                json.key("delimiter")
                if case .text(let text) = term { literal(text) } else { try expression(term) }
            case "time_zone", "tzinfo", "tz":
                json.key("tz")
                try operand(term)
            case "output_field", "type":
                json.key("type")
                try operand(term)
            case "lookup_name", "kind":
                json.key("kind")
                try operand(term)
            case let other:
                json.key(Text(other.utf8))
                try operand(term)
            }
        }
        json.endObject()
    }

    // MARK: Methods

    private static let operators: [String: String] = [
        "add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%", "pow": "**", "bitand": "&", "bitor": "|",
        "bitxor": "#", "bitleftshift": "<<", "bitrightshift": ">>",
    ]

    /// `F("a").add(1)`, `F("a").desc({nulls: "last"})`, `Q({…}).or(…)`
    mutating func method(
        _ name: String, _ base: Term, _ arguments: [Term], _ named: [(name: String, term: Term)]
    ) throws(Failure) {
        switch (name, arguments.count) {
        case ("and", _), ("or", _), ("xor", _), ("not", _):
            try tagged("$condition", .method(name, base, arguments, named))
        case ("asc", _), ("desc", _):
            try order(base, isDescending: name == "desc", Self.split(arguments, named).options)
        case ("neg", 0): try operation("neg", [base])
        case ("lookup", 2):
            json.beginObject()
            json.key("$lookup")
            try operand(arguments[0])
            json.key("args")
            json.beginArray()
            try expression(base)
            switch arguments[1] {
            case .text(let text): literal(text)
            case .list: try operand(arguments[1])
            default: try expression(arguments[1])
            }
            json.endArray()
            json.endObject()
        case ("slice", 1...2):
            guard case .call("F", let path, _) = base, path.count == 1 else { fallthrough }
            json.beginObject()
            json.key("$f")
            try expression(path[0])
            json.key("slice")
            json.beginArray()
            for bound in [arguments[0], arguments.count > 1 ? arguments[1] : .null] { try expression(bound) }
            json.endArray()
            json.endObject()
        default:
            guard let sign = Self.operators[name], arguments.count == 1 else {
                throw Failure(.request, "an expression has no method \(name) with \(arguments.count) arguments")
            }
            try operation(sign, [base, arguments[0]])
        }
    }

    private mutating func order(_ term: Term, isDescending: Bool, _ options: Options) throws(Failure) {
        json.beginObject()
        json.key("$order")
        try expression(term)
        if isDescending {
            json.key("desc")
            json.bool(true)
        }
        if let nulls = options.term("nulls") {
            json.key("nulls")
            try operand(nulls)
        }
        for end in ["first", "last"] where options.isOn("nulls_" + end) {
            json.key("nulls")
            json.string(Text(end.utf8))
        }
        json.endObject()
    }

    // MARK: Windows

    private mutating func window(_ inner: Term, _ options: Options) throws(Failure) {
        json.beginObject()
        json.key("$window")
        try expression(inner)
        for (name, key) in [("partition_by", "partition_by" as StaticString), ("order_by", "order_by")] {
            guard let term = options.term(name) else { continue }
            json.key(key)
            try terms(term)
        }
        if let term = options.term("frame") {
            json.key("frame")
            try frame(term)
        }
        for option in options
        where !["partition_by", "order_by", "frame"].contains(ChainParser.snakeCased(option.name)) {
            throw Failure(.request, "Window has no option \(option.name)")
        }
        json.endObject()
    }

    /// `{type: "rows", start: -1, end: 0}`, `RowRange(start=-1, end=0)`, `ValueRange()`
    private mutating func frame(_ term: Term) throws(Failure) {
        var members: Options
        switch term {
        case .record(let record): members = record
        case .call("RowRange", let bounds, let named), .call("ValueRange", let bounds, let named):
            let isRows: Bool
            if case .call("RowRange", _, _) = term { isRows = true } else { isRows = false }
            members = [("type", .text(isRows ? "rows" : "range"))]
            members += Self.split(bounds, named).options
            for (name, bound) in zip(["start", "end"], Self.split(bounds, named).arguments) {
                members.append((name, bound))
            }
        default: throw Failure(.request, "a frame is {type, start, end}, RowRange(…) or ValueRange(…)")
        }
        for name in ["start", "end"] where members.term(name) == nil { members.append((name, .null)) }
        json.beginObject()
        for (name, term) in members {
            json.key(Text(name.utf8))
            try operand(term)
        }
        json.endObject()
    }

    /// One term or a list of them.
    private mutating func terms(_ term: Term) throws(Failure) {
        json.beginArray()
        if case .list(let list) = term {
            for term in list { try orderTerm(term) }
        } else {
            try orderTerm(term)
        }
        json.endArray()
    }

    // MARK: Others

    private mutating func tag(_ tag: String, _ term: Term) throws(Failure) {
        json.beginObject()
        json.key(Text(tag.utf8))
        try plain(term)
        json.endObject()
    }

    private mutating func outer(_ term: Term) throws(Failure) {
        json.beginObject()
        json.key("$outer")
        try expression(term)
        json.endObject()
    }

    private mutating func typed(
        _ tag: StaticString, _ type: Term?, _ inner: (inout ChainWriter) throws(Failure) -> Void
    ) throws(Failure) {
        json.beginObject()
        json.key(tag)
        try inner(&self)
        if let type {
            json.key("type")
            try operand(type)
        }
        json.endObject()
    }

    private mutating func raw(_ arguments: [Term]) throws(Failure) {
        json.beginObject()
        json.key("$raw")
        try operand(arguments[0])
        for (name, term) in zip(["params" as StaticString, "type"], arguments.dropFirst()) {
            json.key(name)
            try operand(term)
        }
        json.endObject()
    }

    private mutating func prefetch(_ path: Term, _ query: Term?, _ options: Options) throws(Failure) {
        json.beginObject()
        json.key("$prefetch")
        try operand(path)
        if let query {
            json.key("queryset")
            try spec(query)
        }
        if let name = options.term("to_attr") {
            json.key("to_attr")
            try operand(name)
        }
        json.endObject()
    }

    /// `{days: 1, hours: 2}`, `timedelta(days=1)`, or microseconds.
    private mutating func duration(_ arguments: [Term], _ options: Options) throws(Failure) {
        let units: [String: Double] = [
            "weeks": 604_800e6, "days": 86_400e6, "hours": 3_600e6, "minutes": 60e6, "seconds": 1e6,
            "milliseconds": 1e3,
            "microseconds": 1,
        ]
        var total = 0.0
        for (name, term) in options + arguments.map({ ("microseconds", $0) }) {
            guard case .number(let digits) = term, let number = Double(digits), let unit = units[name] else {
                throw Failure(
                    .request, "a duration is made of weeks, days, hours, minutes, seconds, milliseconds, microseconds")
            }
            total += number * unit
        }
        guard total.magnitude < 9e18 else { throw Failure(.request, "the duration is too long") }
        json.beginObject()
        json.key("$duration")
        json.integer(Int64(total.rounded()))
        json.endObject()
    }

    /// `KT("data__owner__name")`: the last key as text.
    private mutating func keyText(_ path: Term) throws(Failure) {
        guard case .text(let text) = path, case let parts = Self.parts(text), parts.count > 1 else {
            throw Failure(.request, "KT takes a path into a JSON column, such as data__name")
        }
        try key(parts[...], isText: true)
    }

    private mutating func key(_ parts: ArraySlice<String>, isText: Bool) throws(Failure) {
        guard let last = parts.last, parts.count > 1 else { return json.string(Text((parts.first ?? "").utf8)) }
        json.beginObject()
        json.key("$func")
        json.string(isText ? "KeyTextTransform" as StaticString : "KeyTransform")
        json.key("args")
        json.beginArray()
        try key(parts.dropLast(), isText: false)
        json.endArray()
        json.key("key")
        json.string(Text(last.utf8))
        json.endObject()
    }

    /// The words between `__`.
    private static func parts(_ path: String) -> [String] {
        Text(path.utf8).split(on: "__").map(\.string)
    }

    /// `Case(When(condition, then=expression), default=expression)`
    private mutating func branches(_ arguments: [Term], _ named: [(name: String, term: Term)]) throws(Failure) {
        let (arguments, named) = Self.split(arguments, named)
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

extension [(name: String, term: Term)] {
    /// By its name in Python; TypeScript's is the same in camel case.
    fileprivate func term(_ name: String) -> Term? {
        last { ChainParser.snakeCased($0.name) == name }?.term
    }

    fileprivate func isOn(_ name: String) -> Bool {
        if case .bool(true)? = term(name) { return true }
        return false
    }
}
