// A chain is written as in TypeScript or as in Python, whichever the fingers know:
//
//   users.filter({is_active: true, email__endswith: '@x.org'}).orderBy('-created_at').limit(10)
//   User.objects.filter(Q(age__gte=18) | ~Q(name="Ada"), is_active=True).order_by("-created_at")[:10]
//
// It becomes a spec, which is checked where every other spec is.

/// Reads a chain.
struct ChainParser {
    private var lexer: ChainLexer
    private var token = Token.end
    private var position = 0
    private var depth = 0

    /// - Throws: `.request` with the place of what cannot be read.
    static func parse(_ text: String) throws(Failure) -> Chain {
        var parser = ChainParser(lexer: ChainLexer(text))
        try parser.advance()
        guard let model = parser.model() else { throw parser.unexpected("the name of a model is wanted") }
        try parser.advance()
        let chain = try parser.chain(model)
        guard parser.token == .end else { throw parser.unexpected("the query has ended") }
        return chain
    }

    private init(lexer: ChainLexer) { self.lexer = lexer }

    private mutating func advance() throws(Failure) {
        token = try lexer.next()
        position = lexer.start
    }

    private func unexpected(_ wanted: String) -> Failure { lexer.failure(wanted, at: position) }

    private mutating func take(_ sign: String) throws(Failure) -> Bool {
        guard token == .sign(sign) else { return false }
        try advance()
        return true
    }

    private mutating func expect(_ sign: String) throws(Failure) {
        guard try take(sign) else { throw unexpected("\(sign) is wanted") }
    }

    private func model() -> String? {
        switch token {
        case .name(let name), .text(let name): name
        default: nil
        }
    }

    // MARK: Chains

    private mutating func chain(_ model: String) throws(Failure) -> Chain {
        var chain = Chain(model: model, calls: [])
        while true {
            if try take(".") {
                guard case .name(let name) = token else { throw unexpected("a step's name is wanted") }
                let start = position
                try advance()
                if token != .sign("("), chain.calls.isEmpty {
                    // A table of an attached file: `archive.posts`.
                    if name != "objects" { chain.model += "." + name }
                    continue
                }
                try expect("(")
                let (arguments, named) = try arguments(until: ")")
                chain.calls.append(
                    Chain.Call(name: Self.snakeCased(name), arguments: arguments, named: named, position: start))
            } else if token == .sign("[") {
                chain.calls.append(try slice())
            } else {
                return chain
            }
        }
    }

    /// `[2]`, `[2:10]`, `[:10]`
    private mutating func slice() throws(Failure) -> Chain.Call {
        let start = position
        try expect("[")
        let first = try bound()
        if try take("]") {
            guard let first else { throw unexpected("a position is wanted") }
            return Chain.Call(name: "item", arguments: [first], named: [], position: start)
        }
        try expect(":")
        let last = try bound()
        try expect("]")
        return Chain.Call(name: "slice", arguments: [first ?? .number("0"), last ?? .null], named: [], position: start)
    }

    private mutating func bound() throws(Failure) -> Term? {
        guard case .number(let digits) = token else { return nil }
        try advance()
        return .number(digits)
    }

    /// What stands in parentheses: terms, `name=term`.
    private mutating func arguments(
        until end: String
    ) throws(Failure) -> (arguments: [Term], named: [(name: String, term: Term)]) {
        var arguments: [Term] = []
        var named: [(name: String, term: Term)] = []
        while try !take(end) {
            let term = try expression()
            if token == .sign("="), case .call(let name, let inner, let others) = term, inner.isEmpty, others.isEmpty {
                try advance()
                named.append((name, try expression()))
            } else {
                guard named.isEmpty else { throw unexpected("an argument without a name after one with") }
                arguments.append(term)
            }
            if try !take(",") {
                try expect(end)
                break
            }
        }
        return (arguments.map(Self.settled), named.map { ($0.name, Self.settled($0.term)) })
    }

    // MARK: Terms

    /// Loosest first, as in Python: `|`, `^`, `&`, then arithmetic.
    private static let levels: [[String]] = [
        ["|", "||"], ["^"], ["&", "&&"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"],
    ]

    private mutating func expression(level: Int = 0) throws(Failure) -> Term {
        guard level < Self.levels.count else { return try prefixed() }
        var left = try expression(level: level + 1)
        while case .sign(let sign) = token, Self.levels[level].contains(sign) {
            try advance()
            left = .operation(sign == "||" ? "|" : sign == "&&" ? "&" : sign, left, try expression(level: level + 1))
        }
        return left
    }

    private mutating func prefixed() throws(Failure) -> Term {
        depth += 1
        defer { depth -= 1 }
        guard depth < 60 else { throw unexpected("the query is nested too deeply") }
        for sign in ["~", "!"] where try take(sign) { return .prefix("~", try prefixed()) }
        if try take("-") {
            let operand = try prefixed()
            if case .number(let digits) = operand { return .number("-" + digits) }
            return .prefix("-", operand)
        }
        let base = try followed(try primary())
        if try take("**") { return .operation("**", base, try prefixed()) }
        return base
    }

    private mutating func primary() throws(Failure) -> Term {
        let current = token
        let start = position
        try advance()
        switch current {
        case .number(let digits): return .number(digits)
        case .text(let text): return .text(text)
        case .sign("["):
            return .list(try arguments(until: "]").arguments)
        case .sign("{"): return .record(try record())
        case .sign("("):
            let (terms, named) = try arguments(until: ")")
            guard named.isEmpty else { throw lexer.failure("a name without a function", at: start) }
            return terms.count == 1 ? terms[0] : .list(terms)
        case .name(let name): return try word(name)
        case .sign, .end: throw lexer.failure("a value is wanted", at: start)
        }
    }

    /// Methods of an expression, and a part of a text: `F("a")[0:3]`.
    private mutating func followed(_ term: Term) throws(Failure) -> Term {
        var term = term
        while true {
            switch (term, token) {
            case (.call, .sign(".")), (.method, .sign(".")), (.operation, .sign(".")):
                if case .call(let name, _, _) = term, name.last != "(" { return term }
                try advance()
                guard case .name(let name) = token else { throw unexpected("a method's name is wanted") }
                try advance()
                try expect("(")
                let (arguments, named) = try arguments(until: ")")
                term = .method(name, Self.settled(term), arguments, named)
            case (.call("F(", _, _), .sign("[")):
                let call = try slice()
                guard call.name == "slice" else {
                    throw lexer.failure("a part of a text has two ends", at: call.position)
                }
                term = .method("slice", Self.settled(term), call.arguments, [])
            default: return term
            }
        }
    }

    private mutating func word(_ name: String) throws(Failure) -> Term {
        switch name {
        case "true", "True": return .bool(true)
        case "false", "False": return .bool(false)
        case "null", "None", "nil": return .null
        case "new": return try primary()
        default: break
        }
        if token == .sign(".") { return .chain(try chain(name)) }
        guard try take("(") else {
            // A keyword's name, or a mistake: `settled` finds out.
            return .call(name: name, arguments: [], named: [])
        }
        let (inner, named) = try arguments(until: ")")
        return .call(name: name + "(", arguments: inner, named: named)
    }

    private mutating func record() throws(Failure) -> [(name: String, term: Term)] {
        var members: [(name: String, term: Term)] = []
        while try !take("}") {
            guard let name = model() else { throw unexpected("a name is wanted") }
            try advance()
            try expect(":")
            members.append((name, Self.settled(try expression())))
            if try !take(",") {
                try expect("}")
                break
            }
        }
        return members
    }

    /// Calls lose the mark that tells them from words; a bare word that is left is a model, all its rows.
    private static func settled(_ term: Term) -> Term {
        switch term {
        case .call(let name, let arguments, let named):
            guard name.last == "(" else { return .chain(Chain(model: name, calls: [])) }
            return .call(name: String(name.dropLast()), arguments: arguments, named: named)
        case .operation(let sign, let left, let right): return .operation(sign, settled(left), settled(right))
        case .prefix(let sign, let operand): return .prefix(sign, settled(operand))
        default: return term
        }
    }

    /// `orderBy` -> `order_by`
    static func snakeCased(_ name: String) -> String {
        var result = ""
        for character in name {
            if character.isUppercase {
                if !result.isEmpty { result += "_" }
                result += character.lowercased()
            } else {
                result.append(character)
            }
        }
        return result
    }
}
