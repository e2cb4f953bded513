import NoormmeJSON
import NoormmeSQL
import NoormmeText

// A plan depends on a request's structure and on few of its values: a name in order_by, the number of a
// slice. The other values are parameters, which remember the literal they came from and how it was
// converted. So a plan serves every request that differs in those alone.

extension QueryPlan {
    /// Indexes of the literals that are parameters, each once.
    public var slots: [Int32] {
        var slots: [Int32] = []
        forEachParameter { parameter in
            if parameter.slot >= 0, !slots.contains(parameter.slot) { slots.append(parameter.slot) }
        }
        return slots
    }

    /// The plan with the literals of another document of the same skeleton; nil when one of them cannot take
    /// the place (an integer out of the column's range, a malformed date): such a request is compiled.
    public func bound(to document: JSONDocument) -> QueryPlan? {
        do throws(NoormmeError) {
            // What most requests are, without a copy that is changed afterwards.
            if case .rows(let rows) = operation, prefetches.isEmpty {
                let statement = CompiledStatement(
                    sql: rows.statement.sql, parameters: try rows.statement.parameters.bound(to: document))
                return QueryPlan(
                    operation: .rows(
                        RowsPlan(statement: statement, shape: rows.shape, expectation: rows.expectation)),
                    models: models, nativeFunctions: nativeFunctions)
            }
        } catch {
            return nil
        }
        var copy = self
        do throws(NoormmeError) {
            try copy.operation.bind(document)
            for index in copy.prefetches.indices { try copy.prefetches[index].bind(document) }
        } catch {
            return nil
        }
        return copy
    }

    /// The plan with other values for the parameters that came from literals.
    public func replacing(
        _ value: (Parameter) throws(NoormmeError) -> SQLValue
    ) throws(NoormmeError) -> QueryPlan {
        var copy = self
        let body = { (list: inout [Parameter]) throws(NoormmeError) in
            for index in list.indices where list[index].slot >= 0 {
                list[index].value = try value(list[index])
            }
        }
        try copy.operation.visit(body)
        for index in copy.prefetches.indices { try copy.prefetches[index].visit(body) }
        return copy
    }

    private func forEachParameter(_ body: (Parameter) -> Void) {
        var copy = self
        copy.visit { (list) in for parameter in list { body(parameter) } }
    }

    private mutating func visit(_ body: (inout [Parameter]) -> Void) {
        do throws(NoormmeError) {
            try operation.visit { (list) throws(NoormmeError) in body(&list) }
            for index in prefetches.indices {
                try prefetches[index].visit { (list) throws(NoormmeError) in body(&list) }
            }
        } catch {}
    }
}

extension [Parameter] {
    fileprivate mutating func bind(_ document: JSONDocument) throws(NoormmeError) {
        self = try bound(to: document)
    }

    fileprivate func bound(to document: JSONDocument) throws(NoormmeError) -> [Parameter] {
        var list: [Parameter] = []
        list.reserveCapacity(count)
        for parameter in self {
            guard parameter.slot >= 0 else {
                list.append(parameter)
                continue
            }
            let value = JSONValue(document: document, index: Int(parameter.slot))
            guard
                case .value(let prepared) = try ValuePreparer.prepare(value, Conversion(packed: parameter.conversion))
            else { throw NoormmeError(.valueError, "out of range") }
            list.append(Parameter(prepared, slot: parameter.slot, conversion: parameter.conversion))
        }
        return list
    }
}

extension Operation {
    fileprivate mutating func bind(_ document: JSONDocument) throws(NoormmeError) {
        try visit { (list) throws(NoormmeError) in try list.bind(document) }
    }

    /// Calls `body` with every list of parameters, for it to change.
    fileprivate mutating func visit(
        _ body: (inout [Parameter]) throws(NoormmeError) -> Void
    ) throws(NoormmeError) {
        switch self {
        case .constant, .load: break
        case .rows(var plan):
            try body(&plan.statement.parameters)
            self = .rows(plan)
        case .scalar(var statement, let kind):
            try body(&statement.parameters)
            self = .scalar(statement, kind)
        case .keyed(var plan, let key):
            try body(&plan.statement.parameters)
            self = .keyed(plan, key: key)
        case .explain(var statement):
            try body(&statement.parameters)
            self = .explain(statement)
        case .insert(var plan):
            try plan.visit(body)
            self = .insert(plan)
        case .update(var plan):
            for index in plan.statements.indices { try body(&plan.statements[index].parameters) }
            if var keys = plan.keys {
                try body(&keys.parameters)
                plan.keys = keys
            }
            self = .update(plan)
        case .writeRow(let plan): self = .writeRow(try plan.visited(body))
        case .delete(var plan):
            try body(&plan.select.parameters)
            if var fast = plan.fast {
                try body(&fast.parameters)
                plan.fast = fast
            }
            self = .delete(plan)
        case .getOrCreate(var plan):
            try body(&plan.select.statement.parameters)
            try plan.insert.visit(body)
            if var update = plan.update {
                try body(&update.parameters)
                plan.update = update
            }
            if let insert = plan.insertRow { plan.insertRow = try insert.visited(body) }
            if let update = plan.updateRow { plan.updateRow = try update.visited(body) }
            self = .getOrCreate(plan)
        case .save(var plan):
            if var update = plan.update {
                try body(&update.parameters)
                plan.update = update
            }
            if var insert = plan.insert {
                try insert.visit(body)
                plan.insert = insert
            }
            self = .save(plan)
        case .sequence(var plans, let answer):
            for index in plans.indices { try plans[index].operation.visit(body) }
            self = .sequence(plans, answer: answer)
        }
    }
}

extension InsertPlan {
    fileprivate mutating func visit(
        _ body: (inout [Parameter]) throws(NoormmeError) -> Void
    ) throws(NoormmeError) {
        for group in groups.indices {
            for row in groups[group].rows.indices { try body(&groups[group].rows[row]) }
        }
        for index in links.indices { try body(&links[index].statement.parameters) }
    }
}

extension PrefetchPlan {
    fileprivate mutating func bind(_ document: JSONDocument) throws(NoormmeError) {
        try visit { (list) throws(NoormmeError) in try list.bind(document) }
    }

    fileprivate mutating func visit(
        _ body: (inout [Parameter]) throws(NoormmeError) -> Void
    ) throws(NoormmeError) {
        try body(&rows.statement.parameters)
        for index in prefetches.indices { try prefetches[index].visit(body) }
    }
}

/// A plan kept for requests like the one it was made for.
public final class CachedPlan: Sendable {
    public let plan: QueryPlan
    /// The literals the plan depends on, and where the text of each ends in `fixedText`: another request must have
    /// the same.
    private let fixed: [(index: Int32, end: Int32)]
    private let fixedText: [UInt8]

    public init(_ plan: QueryPlan, skeleton: JSONSkeleton, document: JSONDocument) {
        self.plan = plan
        var slots = plan.slots
        for slot in slots {
            if let inner = JSONValue(document: document, index: Int(slot)).taggedScalar {
                slots.append(Int32(inner.index))
            }
        }
        var fixed: [(index: Int32, end: Int32)] = []
        var text: [UInt8] = []
        for index in skeleton.literals(of: document) where !slots.contains(index) {
            text.append(contentsOf: document.bytes[JSONValue(document: document, index: Int(index)).sourceRange])
            fixed.append((index, Int32(text.count)))
        }
        self.fixed = fixed
        fixedText = text
    }

    /// The plan for a document of the same skeleton, if it serves it.
    public func plan(for document: JSONDocument) -> QueryPlan? {
        serves(document) ? plan.bound(to: document) : nil
    }

    private func serves(_ document: JSONDocument) -> Bool {
        if fixed.isEmpty { return true }
        return document.bytes.withUnsafeBufferPointer { (source) -> Bool in
            fixedText.withUnsafeBufferPointer { (text) -> Bool in
                guard let source = source.baseAddress, let text = text.baseAddress else { return false }
                var start = 0
                for literal in fixed {
                    let range = JSONValue(document: document, index: Int(literal.index)).sourceRange
                    let count = Int(literal.end) &- start
                    guard range.count == count, (source + range.lowerBound).holdsSame(as: text + start, count: count)
                    else { return false }
                    start &+= count
                }
                return true
            }
        }
    }
}
