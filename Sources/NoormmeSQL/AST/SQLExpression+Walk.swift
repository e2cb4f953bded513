import NoormmeText

extension SQLExpression {
    /// Calls `body` for each direct operand; subqueries are opaque.
    public func forEachOperand(_ body: (SQLExpression) -> Void) {
        switch self {
        case .column, .parameter, .literal, .string, .constant, .exists, .subquery: break
        case .prefix(_, let a), .not(let a), .isNull(let a), .isNotNull(let a), .cast(let a, _), .collate(let a, _),
            .parenthesized(let a), .inSelect(let a, _):
            body(a)
        case .binary(_, let a, let b), .like(let a, let b), .inJSON(let a, let b):
            body(a)
            body(b)
        case .between(let a, let b, let c):
            body(a)
            body(b)
            body(c)
        case .and(let list), .or(let list), .row(let list), .raw(_, let list):
            for item in list { body(item) }
        case .inList(let a, let list):
            body(a)
            for item in list { body(item) }
        case .inJSONForm(let a, let b, let list):
            body(a)
            body(b)
            for item in list { body(item) }
        case .caseWhen(let branches, let otherwise):
            for branch in branches {
                body(branch.condition)
                body(branch.result)
            }
            if let otherwise { body(otherwise) }
        case .function(let call):
            for item in call.arguments { body(item) }
            for term in call.order { body(term.expression) }
            if let filter = call.filter { body(filter) }
            if let window = call.window {
                for item in window.partition { body(item) }
                for term in window.order { body(term.expression) }
            }
        }
    }

    /// The subquery an expression holds itself, if it is one that does.
    public var select: SelectStatement? {
        switch self {
        case .exists(let select), .subquery(let select), .inSelect(_, let select): select
        default: nil
        }
    }

    /// The expression with every part for which `change` returns something replaced by it, outermost first.
    /// Subqueries are opaque.
    public func replacing(_ change: (SQLExpression) -> SQLExpression?) -> SQLExpression {
        if let replacement = change(self) { return replacement }
        switch self {
        case .column, .parameter, .literal, .string, .constant, .exists, .subquery: return self
        case .prefix(let sign, let a): return .prefix(sign, a.replacing(change))
        case .not(let a): return .not(a.replacing(change))
        case .isNull(let a): return .isNull(a.replacing(change))
        case .isNotNull(let a): return .isNotNull(a.replacing(change))
        case .cast(let a, let type): return .cast(a.replacing(change), type)
        case .collate(let a, let name): return .collate(a.replacing(change), name)
        case .parenthesized(let a): return .parenthesized(a.replacing(change))
        case .inSelect(let a, let select): return .inSelect(a.replacing(change), select)
        case .binary(let operation, let a, let b): return .binary(operation, a.replacing(change), b.replacing(change))
        case .like(let a, let b): return .like(a.replacing(change), b.replacing(change))
        case .inJSON(let a, let b): return .inJSON(a.replacing(change), b.replacing(change))
        case .inJSONForm(let a, let b, let list):
            return .inJSONForm(a.replacing(change), b.replacing(change), SQLExpression.replacing(list, change))
        case .between(let a, let b, let c):
            return .between(a.replacing(change), b.replacing(change), c.replacing(change))
        case .and(let list): return .and(SQLExpression.replacing(list, change))
        case .or(let list): return .or(SQLExpression.replacing(list, change))
        case .row(let list): return .row(SQLExpression.replacing(list, change))
        case .raw(let pieces, let list): return .raw(pieces, SQLExpression.replacing(list, change))
        case .inList(let a, let list): return .inList(a.replacing(change), SQLExpression.replacing(list, change))
        case .caseWhen(let branches, let otherwise):
            var changed: [WhenThen] = []
            for branch in branches {
                changed.append(
                    WhenThen(
                        condition: branch.condition.replacing(change), result: branch.result.replacing(change)))
            }
            return .caseWhen(changed, otherwise: otherwise?.replacing(change))
        case .function(let call): return SQLExpression.replacingOperands(of: call, change)
        }
    }

    /// A call with `change` applied to what it speaks of, not to itself.
    public static func replacingOperands(
        of original: FunctionCall, _ change: (SQLExpression) -> SQLExpression?
    ) -> SQLExpression {
        var call = original
        call.arguments = SQLExpression.replacing(call.arguments, change)
        call.order = SQLExpression.replacing(call.order, change)
        call.filter = call.filter?.replacing(change)
        if var window = call.window {
            window.partition = SQLExpression.replacing(window.partition, change)
            window.order = SQLExpression.replacing(window.order, change)
            call.window = window
        }
        return .function(call)
    }

    public static func replacing(
        _ list: [SQLExpression], _ change: (SQLExpression) -> SQLExpression?
    ) -> [SQLExpression] {
        var changed: [SQLExpression] = []
        changed.reserveCapacity(list.count)
        for item in list { changed.append(item.replacing(change)) }
        return changed
    }

    public static func replacing(_ list: [OrderTerm], _ change: (SQLExpression) -> SQLExpression?) -> [OrderTerm] {
        var changed: [OrderTerm] = []
        for term in list {
            var copy = term
            copy.expression = term.expression.replacing(change)
            changed.append(copy)
        }
        return changed
    }

    /// Whether an aggregate is computed here, not counting window functions and subqueries.
    public var containsAggregate: Bool {
        if case .function(let call) = self, call.isAggregate, call.window == nil { return true }
        var found = false
        forEachOperand { if !found && $0.containsAggregate { found = true } }
        return found
    }

    /// A constant written into the SQL text, with or without a sign.
    public var isNumber: Bool {
        switch self {
        case .literal, .constant: true
        case .prefix(_, let operand), .parenthesized(let operand): operand.isNumber
        default: false
        }
    }

    /// A condition that compares its operands or joins conditions.
    public var isComparison: Bool {
        switch self {
        case .and, .or, .not, .isNull, .isNotNull, .between, .like, .inList, .inSelect, .inJSON, .inJSONForm:
            return true
        case .binary(let operation, _, _):
            switch operation {
            case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isDistinct, .glob: return true
            default: return false
            }
        case .function(let call): return call.name == "noormme_regexp"
        default: return false
        }
    }

    public var containsWindow: Bool {
        if case .function(let call) = self, call.window != nil { return true }
        var found = false
        forEachOperand { if !found && $0.containsWindow { found = true } }
        return found
    }

    /// Whether neither an aggregate nor a window function is computed here: one walk for what two would find.
    public var isPerRow: Bool {
        switch self {
        case .column, .parameter, .literal, .string, .constant, .exists, .subquery: true
        case .prefix(_, let a), .not(let a), .isNull(let a), .isNotNull(let a), .cast(let a, _), .collate(let a, _),
            .parenthesized(let a), .inSelect(let a, _):
            a.isPerRow
        case .binary(_, let a, let b), .like(let a, let b), .inJSON(let a, let b): a.isPerRow && b.isPerRow
        case .and(let list), .or(let list), .row(let list), .raw(_, let list): list.allSatisfy { $0.isPerRow }
        default: !containsAggregate && !containsWindow
        }
    }

    public var containsSubquery: Bool {
        if select != nil { return true }
        var found = false
        forEachOperand { if !found && $0.containsSubquery { found = true } }
        return found
    }

    /// Adds each column mentioned here, each once, with those inside subqueries.
    public func collectColumns(into columns: inout [SQLExpression]) {
        if case .column = self {
            if !columns.contains(self) { columns.append(self) }
            return
        }
        var found = columns
        forEachOperand { $0.collectColumns(into: &found) }
        select?.collectColumns(into: &found)
        columns = found
    }
}

extension SelectStatement {
    func collectColumns(into columns: inout [SQLExpression]) {
        forEachExpression { $0.collectColumns(into: &columns) }
    }

    /// Calls `body` for each expression of the statement and of its operands.
    public func forEachExpression(_ body: (SQLExpression) -> Void) {
        for column in self.columns { body(column.expression) }
        for source in sources { body(source.on) }
        body(condition)
        for item in groupBy { body(item) }
        body(having)
        for term in orderBy { body(term.expression) }
        for operand in compound { operand.forEachExpression(body) }
    }

    /// Replaces in place, in subqueries too: the statement belongs to the caller alone.
    public func replace(_ change: (SQLExpression) -> SQLExpression?) {
        for index in columns.indices { columns[index].expression = columns[index].expression.replacing(change) }
        for source in sources {
            source.on = source.on.replacing(change)
            source.subquery?.replace(change)
        }
        condition = condition.replacing(change)
        groupBy = SQLExpression.replacing(groupBy, change)
        having = having.replacing(change)
        orderBy = SQLExpression.replacing(orderBy, change)
        for operand in compound { operand.replace(change) }
        forEachExpression { $0.replaceInSubqueries(change) }
    }
}

extension SQLExpression {
    /// Replaces inside the subqueries this expression holds.
    public func replaceInSubqueries(_ change: (SQLExpression) -> SQLExpression?) {
        select?.replace(change)
        forEachOperand { $0.replaceInSubqueries(change) }
    }
}
