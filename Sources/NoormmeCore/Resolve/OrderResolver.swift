import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// ORDER BY: names, expressions and default orderings as SQL terms.
struct OrderResolver {
    struct Result {
        var terms: [OrderTerm] = []
        /// Which terms are numbers of selected columns.
        var positions: [Int] = []
        /// The terms are the model's default, not asked for.
        var isDefault = false
    }

    static func terms(of query: Query, columns: [SelectColumn]) throws(NoormmeError) -> Result {
        var requests = query.ordering
        var result = Result()
        if requests.isEmpty && query.usesDefaultOrdering {
            for name in query.model.ordering { requests.append(.name(name, nil)) }
            result.isDefault = !requests.isEmpty
        }
        var seen: [SQLExpression] = []
        for request in requests {
            let terms: [OrderTerm]
            if case .name(let name, _) = request, let selected = query.selectedTerm(name) {
                terms = [selected]
            } else {
                terms = try query.orderTerms(of: request, ExpressionScope())
            }
            for var term in terms {
                if query.isReversed { term.reverse() }
                // An order by something ordered by before changes nothing.
                if requests.count > 1 || terms.count > 1 {
                    if seen.contains(term.expression) { continue }
                    seen.append(term.expression)
                }
                var position: Int?
                if case .column = term.expression {
                } else {
                    position = columns.firstIndex { $0.expression == term.expression && !$0.name.isEmpty }
                }
                if let position {
                    term.expression = .literal(Text(Int64(position + 1)))
                    result.positions.append(result.terms.count)
                }
                result.terms.append(term)
            }
        }
        return result
    }

    /// A compound query can only be ordered by what it selects.
    static func compoundTerms(
        of query: Query, shape: ResultShape, columns: [SelectColumn],
        adding: (OrderRequest) throws(NoormmeError) -> Int
    ) throws(NoormmeError) -> [OrderTerm] {
        var terms: [OrderTerm] = []
        guard let first = query.combined.first else { return [] }
        var requests = query.ordering
        if requests.isEmpty && query.usesDefaultOrdering {
            for name in query.model.ordering { requests.append(.name(name, nil)) }
        }
        for request in requests {
            if case .name(let name, _) = request {
                let isDescending = name.bytes.first == 0x2D
                var plain = isDescending ? name.dropFirst(1) : name
                if plain == "pk", let key = query.model.primaryKey.first {
                    plain = query.model.columns[Int(key)].name
                }
                var found: Int32?
                for column in shape.columns where column.name == plain || (column.name == "pk" && name == "pk") {
                    found = column.index
                }
                if let found {
                    var term = OrderTerm(.literal(Text(Int64(found + 1))), isDescending: isDescending)
                    if query.isReversed { term.reverse() }
                    terms.append(term)
                    continue
                }
            }
            var added: Int?
            for (offset, resolved) in try first.orderTerms(of: request, ExpressionScope()).enumerated() {
                var term = resolved
                var position = columns.firstIndex { $0.expression == term.expression }
                if case .column(_, let name) = term.expression, position == nil {
                    position = columns.firstIndex {
                        if case .column(_, name) = $0.expression { return true }
                        return false
                    }
                }
                if let position {
                    term.expression = .literal(Text(Int64(position + 1)))
                } else {
                    let start: Int
                    if let added { start = added } else { start = try adding(request) }
                    added = start
                    term.expression = .literal(Text(Int64(start + offset)))
                }
                if query.isReversed { term.reverse() }
                terms.append(term)
            }
        }
        return terms
    }
}

extension OrderTerm {
    mutating func reverse() {
        isDescending.toggle()
        switch nulls {
        case .natural: break
        case .first: nulls = .last
        case .last: nulls = .first
        }
    }
}

extension Query {
    /// A name that values() selects is ordered by as selected: a relation's by its column, not by the default ordering
    /// of what it leads to.
    fileprivate func selectedTerm(_ name: Text) -> OrderTerm? {
        guard let selection else { return nil }
        let isDescending = name.bytes.first == 0x2D
        let plain = isDescending ? name.dropFirst(1) : name
        for column in selection where column.name == plain && !plain.isEmpty {
            return orderTerms(by: column.value, isDescending: isDescending).first
        }
        return nil
    }

    func orderTerms(of request: OrderRequest, _ scope: ExpressionScope) throws(NoormmeError) -> [OrderTerm] {
        switch request {
        case .random: return [OrderTerm(.call("RANDOM", []))]
        case .resolved(let term): return [term]
        case .expression(let value): return try orderTerms(of: value, scope)
        case .name(let name, let value):
            // Only a configuration may hold an expression as text; in a request it is a name that leads nowhere.
            if value == nil, name.bytes.first == 0x7B { return try orderTerms(configured: name, prefix: Text()) }
            do throws(NoormmeError) {
                return try orderTerms(named: name, model: model, from: base, isDescending: false, seen: [])
            } catch {
                var located = error
                if located.path.isEmpty, let value { located.path = value.path.text }
                throw located
            }
        }
    }

    /// A term as the request states it: a name, `$order`, or an expression.
    func orderTerms(of value: JSONValue, _ scope: ExpressionScope) throws(NoormmeError) -> [OrderTerm] {
        if value.kind == .string {
            if value.stringEquals("?") { return [OrderTerm(.call("RANDOM", []))] }
            return try orderTerms(of: .name(value.text, value), scope)
        }
        guard let tag = value.tag, tag == "$order" else {
            return orderTerms(by: try expression(value, scope))
        }
        try value.checkKeys(["$order", "desc", "nulls"])
        guard let inner = value.member("$order") else { return [] }
        guard var term = orderTerms(by: try expression(inner, scope)).first else { return [] }
        if let flag = value.member("desc") {
            guard let isDescending = flag.bool else { throw flag.error(.malformedSpec, "\"desc\" must be a boolean.") }
            term.isDescending = isDescending
        }
        if let nulls = value.member("nulls"), !nulls.isNull {
            if nulls.stringEquals("first") {
                term.nulls = .first
            } else if nulls.stringEquals("last") {
                term.nulls = .last
            } else {
                throw nulls.error(.malformedSpec, "\"nulls\" must be \"first\" or \"last\".")
            }
        }
        return [term]
    }

    /// An expression of a model's default ordering, its names read from where `prefix` leads.
    private func orderTerms(configured term: Text, prefix: Text) throws(NoormmeError) -> [OrderTerm] {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument.parse(term.bytes)
        } catch {
            throw NoormmeError(.invalidOption, "A default ordering is not JSON.", model: model.name)
        }
        return try orderTerms(of: document.root, ExpressionScope(prefix: prefix))
    }

    /// A constant orders nothing, and SQLite reads a bare number in ORDER BY as that of a column.
    private func orderTerms(by value: Resolved, isDescending: Bool = false) -> [OrderTerm] {
        let sql = value.sql.asValue
        return sql.isNumber ? [] : [OrderTerm(sql, isDescending: isDescending)]
    }

    /// A name in order_by(): an annotation, a column over relations, or a relation, which stands for the
    /// default ordering of what it leads to.
    func orderTerms(
        named term: Text, model: Model, from start: Join, isDescending flipped: Bool, seen: [Relation],
        prefix: Text = Text()
    ) throws(NoormmeError) -> [OrderTerm] {
        if term == "?" { return [OrderTerm(.call("RANDOM", []))] }
        let isMarked = term.bytes.first == 0x2D
        let isDescending = flipped != isMarked
        let names = schema.names(in: term, from: isMarked ? 1 : 0)
        if start === base, let (annotation, used) = annotationPrefix(names) {
            var value = annotation.value
            for transform in names[used...] { value = try transformed(value, transform, names) }
            return orderTerms(by: value, isDescending: isDescending)
        }
        let found = try columnPath(names, from: model)
        let joined = try join(found.path, from: start, reuse: nil)
        if let relation = found.path.relation, found.transforms.isEmpty, !found.path.model.ordering.isEmpty {
            for known in seen where known === relation {
                throw NoormmeError(.fieldError, "Infinite loop caused by ordering.")
            }
            let name = isMarked ? term.dropFirst(1) : term
            var terms: [OrderTerm] = []
            for item in found.path.model.ordering {
                if item.bytes.first == 0x7B {
                    terms.append(contentsOf: try orderTerms(configured: item, prefix: prefix + name + "__"))
                    continue
                }
                terms.append(
                    contentsOf: try orderTerms(
                        named: item, model: found.path.model, from: joined.joins[joined.joins.count - 1],
                        isDescending: isDescending, seen: seen + [relation], prefix: prefix + name + "__"))
            }
            return terms
        }
        let target = trim(joined)
        if target.columns.count == 1, found.transforms.isEmpty {
            return [OrderTerm(target.join.column(target.columns[0]), isDescending: isDescending)]
        }
        var terms: [OrderTerm] = []
        for index in target.columns {
            var value = column(index, of: target.join)
            for transform in found.transforms { value = try transformed(value, transform, names) }
            terms.append(OrderTerm(value.sql, isDescending: isDescending))
        }
        return terms
    }
}
