import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Query {
    /// LIKE with ESCAPE, or GLOB when `contains` and the like respect case.
    func textMatch(_ kind: Lookup.Kind, _ left: Resolved, _ operand: Operand) throws(NoormmeError) -> SQLExpression {
        let ignoresCase: Bool
        switch kind {
        case .iexact, .icontains, .istartswith, .iendswith: ignoresCase = true
        default: ignoresCase = false
        }
        let usesGlob = !ignoresCase && context.options.caseSensitiveLike
        var pattern: SQLExpression
        switch operand {
        case .literal(let value):
            pattern = try parameter(value, Conversion(left.type, patternOperation(kind, usesGlob))).sql
        case .expression(let right):
            if let value = right.literal {
                pattern = try parameter(value, Conversion(left.type, patternOperation(kind, usesGlob))).sql
            } else {
                pattern = patternExpression(kind, stored(right.sql, left), usesGlob)
            }
        case .query(let query):
            pattern = patternExpression(kind, stored(.subquery(try query.subselect()), left), usesGlob)
        case .null, .bool, .list, .document:
            throw NoormmeError(.typeError, "A text lookup takes one value.")
        }
        var value = left.sql
        if ignoresCase && context.options.unicodeCase {
            value = .call("noormme_fold", [value])
            pattern = .call("noormme_fold", [pattern])
        }
        return usesGlob ? .binary(.glob, value, pattern) : .like(value, pattern)
    }

    /// UUIDs are stored without their hyphens.
    private func stored(_ text: SQLExpression, _ left: Resolved) -> SQLExpression {
        guard left.type == .uuidHex else { return text }
        return .call("REPLACE", [text, .string("-"), .string("")])
    }

    private func patternOperation(_ kind: Lookup.Kind, _ usesGlob: Bool) -> Conversion.Operation {
        switch kind {
        case .iexact: .likeExact
        case .contains, .icontains: usesGlob ? .globContains : .likeContains
        case .startswith, .istartswith: usesGlob ? .globStarts : .likeStarts
        default: usesGlob ? .globEnds : .likeEnds
        }
    }

    /// A pattern made in SQL from a column: its special characters are escaped there.
    private func patternExpression(_ kind: Lookup.Kind, _ value: SQLExpression, _ usesGlob: Bool) -> SQLExpression {
        func replaced(_ value: SQLExpression, _ from: Text, _ to: Text) -> SQLExpression {
            .call("REPLACE", [value, .string(from), .string(to)])
        }
        var escaped = value
        let any: SQLExpression
        if usesGlob {
            escaped = replaced(replaced(replaced(escaped, "[", "[[]"), "*", "[*]"), "?", "[?]")
            any = .string("*")
        } else {
            escaped = replaced(replaced(replaced(escaped, "\\", "\\\\"), "%", "\\%"), "_", "\\_")
            any = .string("%")
        }
        switch kind {
        case .iexact: return escaped
        case .contains, .icontains:
            return .binary(.concatenate, .binary(.concatenate, any, escaped), any)
        case .startswith, .istartswith: return .binary(.concatenate, escaped, any)
        default: return .binary(.concatenate, any, escaped)
        }
    }

    func regularExpression(
        _ kind: Lookup.Kind, _ left: Resolved, _ operand: Operand
    ) throws(NoormmeError) -> SQLExpression {
        guard context.options.supportsRegex else {
            throw NoormmeError(.notSupported, "Regular expressions are not supported by this build.")
        }
        let pattern: SQLExpression
        switch operand {
        case .literal(let value): pattern = try parameter(value, Conversion(.text, .verbatim)).sql
        case .expression(let right): pattern = right.sql
        case .query(let query): pattern = .subquery(try query.subselect())
        case .null, .bool, .list, .document: throw NoormmeError(.typeError, "A regular expression must be text.")
        }
        var arguments = [pattern, left.sql]
        if kind == .iregex { arguments.append(.string("i")) }
        return .call("noormme_regexp", arguments)
    }
}
