import NoormmeJSON
import NoormmeText

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
        case .method(let name, let base, let others, let named) where ["and", "or", "xor", "not"].contains(name):
            try group(name == "not" ? "and" : name, name == "not", [base] + others, named)
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
    mutating func plain(_ term: Term) throws(Failure) {
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
        case .method(let name, let base, let arguments, let named): try method(name, base, arguments, named)
        }
    }

    mutating func tagged(_ tag: StaticString, _ condition: Term) throws(Failure) {
        json.beginObject()
        json.key(tag)
        try self.condition(condition)
        json.endObject()
    }

    mutating func operation(_ sign: String, _ terms: [Term]) throws(Failure) {
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

    mutating func literal(_ text: String) {
        json.beginObject()
        json.key("$value")
        json.string(Text(text.utf8))
        json.endObject()
    }
}

extension Term {
    fileprivate var isCondition: Bool {
        switch self {
        case .record: true
        case .method(let name, _, _, _): ["and", "or", "xor", "not", "lookup"].contains(name)
        case .call(let name, _, _): ["Q", "and", "or", "xor", "not", "Exists"].contains(name)
        case .prefix("~", _): true
        case .operation(let sign, let left, let right):
            ["&", "|", "^"].contains(sign) && (left.isCondition || right.isCondition)
        default: false
        }
    }
}
