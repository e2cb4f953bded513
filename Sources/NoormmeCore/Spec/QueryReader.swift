import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// Reads a spec and applies its steps in order.
struct QueryReader {
    let context: CompileContext

    static func query(
        _ spec: JSONValue, context: CompileContext, outer: Query?, outerReuse: JoinSet? = nil
    ) throws(NoormmeError) -> Query {
        try context.enter()
        defer { context.leave() }
        guard spec.kind == .object else { throw spec.error(.malformedSpec, "A spec must be an object.") }
        // One walk over the members; of a key that repeats the last one counts.
        var version: JSONValue?
        var name: JSONValue?
        var steps: JSONValue?
        for member in spec.members {
            if member.key.equals("v") {
                version = member.value
            } else if member.key.equals("model") {
                name = member.value
            } else if member.key.equals("steps") {
                steps = member.value
            } else if !member.key.equals("get") && !member.key.equals("rows") {
                try spec.checkKeys(["v", "model", "steps", "get", "rows"])
            }
        }
        if let version, version.int64 != 1 {
            throw version.error(.versionMismatch, "This library speaks version 1 of the wire format.")
        }
        guard let name, name.kind == .string else {
            throw spec.error(.malformedSpec, "A spec needs a \"model\".")
        }
        let query = Query(context: context, model: try model(name, context), outer: outer)
        query.outerReuse = outerReuse
        if !query.model.defaultScope.isEmpty { try query.addDefaultScope() }
        guard let steps else { return query }
        guard steps.kind == .array else { throw steps.error(.malformedSpec, "\"steps\" must be an array.") }
        var current = query
        for step in steps.elements {
            guard step.kind == .array, let name = step.element(at: 0), name.kind == .string else {
                throw step.error(.malformedSpec, "A step must be an array that starts with its name.")
            }
            do throws(NoormmeError) {
                current = try StepReader(
                    query: current, name: context.schema.text(of: name), step: step, arguments: Arguments(of: step)
                ).apply()
            } catch {
                var located = error
                if located.path.isEmpty { located.path = step.path.text }
                throw located
            }
        }
        return current
    }

    static func model(_ name: JSONValue, _ context: CompileContext) throws(NoormmeError) -> Model {
        if let model = context.schema.model(context.schema.text(of: name)) {
            return model
        }
        var message: Text = "Unknown model '"
        message += name.text
        message += "'."
        appendSuggestion(name.text, context.schema.models.map { $0.name }, &message)
        throw NoormmeError(.unknownModel, message, path: name.path.text, model: name.text)
    }
}

/// One step of a spec.
struct StepReader {
    let query: Query
    let name: Text
    let step: JSONValue
    let arguments: Arguments

    func apply() throws(NoormmeError) -> Query {
        // Joins of the last filter() are shared only within it; a related manager's first step is the exception.
        if !query.isSticky && !query.usedJoins.joins.isEmpty { query.usedJoins = JoinSet() }
        query.isSticky = false
        if query.combinator != nil { try checkAllowedAfterCombinator() }
        switch name {
        case "filter": try filter(isNegated: false)
        case "exclude": try filter(isNegated: true)
        case "annotate": try annotate(selects: true)
        case "alias": try annotate(selects: false)
        case "order_by": try orderBy()
        case "reverse":
            try refuseSliced("Cannot reverse a query once a slice has been taken.")
            query.isReversed.toggle()
        case "distinct":
            if let names = try list(), names.count > 0 {
                throw names.error(.notSupported, "DISTINCT ON fields is not supported by this database backend")
            }
            try refuseSliced("Cannot create distinct fields once a slice has been taken.")
            query.isDistinct = true
        case "values": try values(form: .object)
        case "values_list": try valuesList()
        case "dates", "datetimes": try dates(withTime: name == "datetimes")
        case "none":
            query.isEmpty = true
            for operand in query.combined { operand.isEmpty = true }
        case "all", "select_for_update": break
        case "slice": try slice()
        case "union", "intersection", "difference": return try combine()
        case "and", "or", "xor": return try merge()
        case "select_related": try selectRelated()
        case "prefetch_related": try prefetchRelated()
        case "only", "defer": try deferring()
        case "related": return try related()
        default:
            var message: Text = "Unknown step '"
            message += name
            message += "'."
            appendSuggestion(
                name,
                [
                    "filter", "exclude", "annotate", "alias", "order_by", "reverse", "distinct", "values",
                    "values_list", "dates", "datetimes", "none", "all", "slice", "union", "intersection",
                    "difference", "and", "or", "xor", "select_related", "prefetch_related", "only", "defer",
                    "related", "select_for_update",
                ], &message)
            throw step.error(.malformedSpec, message)
        }
        return query
    }

    private func checkAllowedAfterCombinator() throws(NoormmeError) {
        switch name {
        case "order_by", "slice", "values", "values_list", "reverse", "all", "none", "union", "intersection",
            "difference", "select_for_update":
            return
        case "and", "or", "xor": throw operatorOnCombined()
        default: break
        }
        var message: Text = "Calling QuerySet."
        message += name
        message += "() after "
        switch query.combinator {
        case .intersect: message += "intersection"
        case .except: message += "difference"
        default: message += "union"
        }
        message += "() is not supported."
        throw step.error(.notSupported, message)
    }

    func refuseSliced(_ message: Text) throws(NoormmeError) {
        if query.isSliced { throw step.error(.typeError, message) }
    }

    private func filter(isNegated: Bool) throws(NoormmeError) {
        if arguments.isEmpty { return }
        let condition = try Condition.read(arguments: arguments)
        for argument in arguments where argument.tag != nil || argument.count > 0 {
            try refuseSliced("Cannot filter a query once a slice has been taken.")
        }
        if condition.isEmpty { return }
        try query.add(isNegated ? .group(.and, isNegated: true, [condition]) : condition)
    }

    private func orderBy() throws(NoormmeError) {
        try refuseSliced("Cannot reorder a query once a slice has been taken.")
        query.ordering = []
        var isEmpty = true
        for argument in arguments {
            if argument.kind == .array {
                for element in argument.elements {
                    try addOrder(element)
                    isEmpty = false
                }
            } else {
                try addOrder(argument)
                isEmpty = false
            }
        }
        if isEmpty { query.usesDefaultOrdering = false }
    }

    private func addOrder(_ term: JSONValue) throws(NoormmeError) {
        switch term.kind {
        case .string:
            if term.stringEquals("?") {
                query.ordering.append(.random)
            } else {
                let name = term.text
                try checkOrderName(name, term)
                query.ordering.append(.name(name, term))
            }
        case .object:
            if Aggregate.isCalled(within: term) {
                throw term.error(
                    .fieldError,
                    "Using an aggregate in order_by() without also including it in annotate() is not allowed")
            }
            query.ordering.append(.expression(term))
        default: throw term.error(.fieldError, "Invalid order_by argument.")
        }
    }

    /// Names are checked when the step is read, so that a wrong one is reported for its step.
    private func checkOrderName(_ name: Text, _ term: JSONValue) throws(NoormmeError) {
        let start = name.bytes.first == 0x2D ? 1 : 0
        if query.model.hasColumn(name, from: start) { return }
        let names = query.schema.names(in: name, from: start)
        if query.annotationPrefix(names) != nil { return }
        // A compound query is ordered by what its first operand selects.
        if let first = query.combined.first, let (_, used) = first.annotationPrefix(names) {
            if used == names.count { return }
            throw term.error(.notImplemented, "Ordering combined queries by transforms is not implemented.")
        }
        do throws(NoormmeError) {
            _ = try query.namePath(names, from: query.model)
        } catch {
            var located = error
            located.path = term.path.text
            throw located
        }
    }

    private func slice() throws(NoormmeError) {
        guard arguments.count == 2 else { throw step.error(.malformedSpec, "A slice takes a start and a stop.") }
        query.setLimits(low: try bound(arguments[0]), high: try bound(arguments[1]))
    }

    private func bound(_ argument: JSONValue) throws(NoormmeError) -> Int64? {
        if argument.isNull { return nil }
        guard let number = argument.int64 else {
            throw argument.error(.typeError, "QuerySet indices must be integers or slices.")
        }
        if number < 0 { throw argument.error(.valueError, "Negative indexing is not supported.") }
        return number
    }

    /// The argument of a step that takes one array; nil when it has none or null.
    private func list() throws(NoormmeError) -> JSONValue? {
        guard let list = arguments.first, !list.isNull else { return nil }
        guard list.kind == .array else { throw list.error(.malformedSpec, name + " takes an array.") }
        return list
    }

    private func selectRelated() throws(NoormmeError) {
        if query.hasValues {
            throw step.error(.typeError, "Cannot call select_related() after .values() or .values_list()")
        }
        guard let names = try list() else {
            query.related = nil
            return
        }
        let tree = query.related ?? RelatedTree()
        for name in names.elements {
            guard name.kind == .string else { throw name.error(.typeError, "A relation's name must be text.") }
            var node = tree
            var text = name.text
            for index in text.bytes.indices where text.bytes[index] == 0x2E {
                // `author.city` is read as `author__city`.
                text = Text(text.bytes[0..<index]) + "__" + Text(text.bytes[(index + 1)...])
                break
            }
            for part in query.schema.names(in: text) { node = node.child(part) }
        }
        query.related = tree
    }

    private func deferring() throws(NoormmeError) {
        if query.hasValues {
            throw step.error(.typeError, "Cannot call " + name + "() after .values() or .values_list()")
        }
        guard let list = try list() else {
            if name == "only" { throw step.error(.typeError, "Cannot pass None as an argument to only().") }
            query.deferred = DeferredColumns()
            return
        }
        var names: [Text] = []
        for item in list.elements {
            guard item.kind == .string else { throw item.error(.typeError, "A field's name must be text.") }
            try checkDeferred(item)
            names.append(item.text)
        }
        if name == "only" {
            // What was deferred before stays deferred.
            if query.deferred.mode == .except {
                let left = names.filter { !query.deferred.names.contains($0) }
                query.deferred = left.isEmpty ? DeferredColumns() : DeferredColumns(mode: .only, names: left)
            } else {
                query.deferred = DeferredColumns(mode: .only, names: names)
            }
        } else if query.deferred.mode == .only {
            let left = query.deferred.names.filter { !names.contains($0) }
            let others = names.filter { !query.deferred.names.contains($0) }
            if !left.isEmpty {
                query.deferred = DeferredColumns(mode: .only, names: left)
            } else {
                // Nothing is left to be loaded alone: all is loaded, but what else is named.
                query.deferred = others.isEmpty ? DeferredColumns() : DeferredColumns(mode: .except, names: others)
            }
        } else {
            query.deferred = DeferredColumns(mode: .except, names: query.deferred.names + names)
        }
    }

    private func checkDeferred(_ item: JSONValue) throws(NoormmeError) {
        let names = query.schema.names(in: item.text)
        var model = query.model
        for (index, name) in names.enumerated() {
            if name == "pk" || model.column(name) != nil {
                guard index + 1 < names.count, model.relation(name) == nil else { return }
                throw item.error(
                    .fieldError, "'" + names[index + 1] + "' is no field: '" + name + "' is not a relation.")
            }
            if index == 0 {
                var isFiltered = false
                for filtered in query.filteredRelations where filtered.name == name { isFiltered = true }
                if isFiltered && self.name == "only" {
                    throw item.error(.valueError, "only() is not supported with FilteredRelation.")
                }
                if isFiltered { return }
            }
            guard let relation = model.relation(name) ?? model.relation(accessor: name) else {
                var message: Text = model.label
                message += " has no field named '"
                message += name
                message += "'"
                throw item.error(.fieldDoesNotExist, message)
            }
            model = query.schema.model(relation.target)
        }
    }

    private func prefetchRelated() throws(NoormmeError) {
        guard let list = try list() else {
            query.prefetches = []
            return
        }
        for item in list.elements {
            let request = try PrefetchReader.read(item)
            if let first = request.path.first, query.filteredRelations.contains(where: { $0.name == first }) {
                throw item.error(.valueError, "prefetch_related() is not supported with FilteredRelation.")
            }
            query.prefetches.append(request)
        }
    }

    /// A related manager: the rows of another model that belong to one row. On a many-to-many relation the next
    /// step shares the manager's join.
    private func related() throws(NoormmeError) -> Query {
        guard arguments.count == 2, arguments[1].kind == .string else {
            throw step.error(.malformedSpec, "\"related\" takes a key and an accessor's name.")
        }
        let owner = query.model
        guard query.conditions.count == query.scopeConditions, query.annotations.isEmpty,
            let relation = owner.relation(accessor: arguments[1].text)
        else {
            var message: Text = "'"
            message += owner.label
            message += "' has no related manager '"
            message += arguments[1].text
            message += "'."
            throw arguments[1].error(.attributeError, message)
        }
        return try RelatedManager.query(relation, key: arguments[0], context: query.context, outer: query.outer)
    }
}

extension Query {
    func setLimits(low: Int64?, high: Int64?) {
        if let high {
            let end = lowMark.addingReportingOverflow(high)
            let stop = end.overflow ? Int64.max : end.partialValue
            highMark = highMark.map { min($0, stop) } ?? stop
        }
        if let low {
            let start = lowMark.addingReportingOverflow(low)
            let first = start.overflow ? Int64.max : start.partialValue
            lowMark = highMark.map { min($0, first) } ?? first
        }
        if let highMark, lowMark == highMark { isEmpty = true }
    }

    /// The model's default scope, a condition of its configuration.
    func addDefaultScope() throws(NoormmeError) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument.parse(model.defaultScope.bytes)
        } catch {
            throw NoormmeError(.invalidOption, "The default scope is not JSON.", model: model.name)
        }
        try add(try Condition.read(document.root))
        scopeConditions = conditions.count
        usedJoins = JoinSet()
    }
}
