import NoormmeText

extension SQLCompiler {
    /// Writes an expression. `isOperand` puts parentheses around what an operator next to it could tear apart.
    mutating func append(_ expression: SQLExpression, isOperand: Bool = false) {
        switch expression {
        case .column(let source, let name):
            append(name: source.alias)
            bytes.append(0x2E)
            append(name: name)
        case .parameter(let parameter): append(parameter: parameter)
        case .literal(let text): bytes.append(text)
        case .string(let text): append(string: text)
        case .constant(let value): bytes.append(value ? "1" : "0")
        case .prefix(let sign, let operand):
            wrapped(isOperand) {
                $0.bytes.append(sign.text)
                $0.append(operand, isOperand: true)
            }
        case .binary(let operation, let left, let right):
            wrapped(isOperand) {
                $0.append(left, isOperand: true)
                $0.bytes.append(operation.text)
                $0.append(right, isOperand: true)
            }
        case .and(let parts): append(parts, joinedBy: " AND ", isOperand)
        case .or(let parts): append(parts, joinedBy: " OR ", isOperand)
        case .not(let inner):
            wrapped(isOperand) {
                $0.bytes.append("NOT ")
                $0.append(inner, isOperand: true)
            }
        case .isNull(let inner): append(inner, suffix: " IS NULL", isOperand)
        case .isNotNull(let inner): append(inner, suffix: " IS NOT NULL", isOperand)
        case .between(let value, let low, let high):
            wrapped(isOperand) {
                $0.append(value, isOperand: true)
                $0.bytes.append(" BETWEEN ")
                $0.append(low, isOperand: true)
                $0.bytes.append(" AND ")
                $0.append(high, isOperand: true)
            }
        case .like(let value, let pattern):
            wrapped(isOperand) {
                $0.append(value, isOperand: true)
                $0.bytes.append(" LIKE ")
                $0.append(pattern, isOperand: true)
                $0.bytes.append(" ESCAPE '\\'")
            }
        case .inList(let value, let list):
            wrapped(isOperand) {
                $0.append(value, isOperand: true)
                $0.bytes.append(" IN (")
                $0.append(list: list)
                $0.bytes.append(")")
            }
        case .inSelect(let value, let select):
            wrapped(isOperand) {
                $0.append(value, isOperand: true)
                $0.bytes.append(" IN ")
                $0.append(nested: select)
            }
        case .inJSON(let value, let list):
            wrapped(isOperand) {
                $0.append(value, isOperand: true)
                $0.bytes.append(" IN (SELECT value FROM json_each(")
                $0.append(list)
                $0.bytes.append("))")
            }
        case .inJSONForm(let value, let list, let form):
            wrapped(isOperand) {
                $0.append(value, isOperand: true)
                $0.bytes.append(" IN (SELECT ")
                $0.append(list: form)
                $0.bytes.append(" FROM json_each(")
                $0.append(list)
                $0.bytes.append("))")
            }
        case .exists(let select):
            bytes.append("EXISTS ")
            append(nested: select)
        case .subquery(let select): append(nested: select)
        case .function(let call): append(call)
        case .cast(let inner, let type):
            bytes.append("CAST(")
            append(inner)
            bytes.append(" AS ")
            bytes.append(type)
            bytes.append(")")
        case .collate(let inner, let collation):
            wrapped(isOperand) {
                $0.append(inner, isOperand: true)
                $0.bytes.append(" COLLATE ")
                $0.append(name: collation)
            }
        case .caseWhen(let branches, let otherwise): append(branches, otherwise)
        case .row(let parts):
            bytes.append("(")
            append(list: parts)
            bytes.append(")")
        case .parenthesized(let inner):
            bytes.append("(")
            append(inner)
            bytes.append(")")
        case .raw(let pieces, let values):
            bytes.append("(")
            for (index, piece) in pieces.enumerated() {
                bytes.append(piece)
                if index < values.count { append(values[index]) }
            }
            bytes.append(")")
        }
    }

    mutating func append(list: [SQLExpression]) {
        for (index, item) in list.enumerated() {
            if index > 0 { bytes.append(", ") }
            append(item)
        }
    }

    private mutating func append(_ parts: [SQLExpression], joinedBy word: StaticString, _ isOperand: Bool) {
        wrapped(isOperand) {
            for (index, part) in parts.enumerated() {
                if index > 0 { $0.bytes.append(word) }
                $0.append(part, isOperand: !part.nestsPlainly)
            }
        }
    }

    private mutating func append(_ inner: SQLExpression, suffix: StaticString, _ isOperand: Bool) {
        wrapped(isOperand) {
            $0.append(inner, isOperand: true)
            $0.bytes.append(suffix)
        }
    }

    private mutating func append(_ branches: [WhenThen], _ otherwise: SQLExpression?) {
        bytes.append("CASE")
        for branch in branches {
            bytes.append(" WHEN ")
            append(branch.condition)
            bytes.append(" THEN ")
            append(branch.result)
        }
        if let otherwise {
            bytes.append(" ELSE ")
            append(otherwise)
        }
        bytes.append(" END")
    }

    private mutating func append(_ call: FunctionCall) {
        if !functions.contains(call.name) { functions.append(call.name) }
        bytes.append(call.name)
        bytes.append("(")
        if call.isDistinct { bytes.append("DISTINCT ") }
        append(list: call.arguments)
        if !call.order.isEmpty {
            bytes.append(" ORDER BY ")
            append(call.order)
        }
        bytes.append(")")
        if let filter = call.filter {
            bytes.append(" FILTER (WHERE ")
            append(filter)
            bytes.append(")")
        }
        guard let window = call.window else { return }
        bytes.append(" OVER (")
        var separator: StaticString = ""
        if !window.partition.isEmpty {
            bytes.append("PARTITION BY ")
            append(list: window.partition)
            separator = " "
        }
        if !window.order.isEmpty {
            bytes.append(separator)
            bytes.append("ORDER BY ")
            append(window.order)
            separator = " "
        }
        if !window.frame.isEmpty {
            bytes.append(separator)
            bytes.append(window.frame)
        }
        bytes.append(")")
    }

    mutating func append(_ terms: [OrderTerm]) {
        for (index, term) in terms.enumerated() {
            if index > 0 { bytes.append(", ") }
            append(term.expression)
            bytes.append(term.isDescending ? " DESC" : " ASC")
            switch term.nulls {
            case .natural: break
            case .first: bytes.append(" NULLS FIRST")
            case .last: bytes.append(" NULLS LAST")
            }
        }
    }

    private mutating func wrapped(_ isOperand: Bool, _ body: (inout SQLCompiler) -> Void) {
        if isOperand { bytes.append("(") }
        body(&self)
        if isOperand { bytes.append(")") }
    }
}

extension SQLExpression {
    /// Whether this needs no parentheses among the parts of AND and OR, because it binds more tightly. They are spared
    /// where conditions nest: SQLite's parser has room for a hundred things that are open at once.
    fileprivate var nestsPlainly: Bool {
        switch self {
        case .inSelect, .not(.exists): true
        default: false
        }
    }
}
