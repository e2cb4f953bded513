import NoormmeText

// Conditions fold as they are built: an empty IN list is never true, and AND, OR and NOT carry that
// up, so that a query that can match nothing is known before any SQL exists.
extension SQLExpression {
    public static let always = SQLExpression.constant(true)
    public static let never = SQLExpression.constant(false)
    public static let null = SQLExpression.literal("NULL")

    public var isAlways: Bool {
        if case .constant(true) = self { return true }
        return false
    }

    public var isNever: Bool {
        if case .constant(false) = self { return true }
        return false
    }

    /// Whether an AND of conditions with this one among them is just that.
    private var standsInAnd: Bool {
        switch self {
        case .constant, .and: false
        default: true
        }
    }

    public static func all(_ conditions: [SQLExpression]) -> SQLExpression {
        if conditions.count == 1 { return conditions[0] }
        if conditions.allSatisfy({ $0.standsInAnd }) { return conditions.isEmpty ? .always : .and(conditions) }
        var kept: [SQLExpression] = []
        for condition in conditions {
            switch condition {
            case .constant(false): return .never
            case .constant(true): continue
            case .and(let parts): kept.append(contentsOf: parts)
            default: kept.append(condition)
            }
        }
        if kept.isEmpty { return .always }
        return kept.count == 1 ? kept[0] : .and(kept)
    }

    public static func any(_ conditions: [SQLExpression]) -> SQLExpression {
        var kept: [SQLExpression] = []
        for condition in conditions {
            switch condition {
            case .constant(true): return .always
            case .constant(false): continue
            case .or(let parts): kept.append(contentsOf: parts)
            default: kept.append(condition)
            }
        }
        if kept.isEmpty { return .never }
        return kept.count == 1 ? kept[0] : .or(kept)
    }

    public var negated: SQLExpression {
        if case .constant(let value) = self { return .constant(!value) }
        return .not(self)
    }

    /// The condition as a value: 1 or 0 where it is known, itself otherwise.
    public var asValue: SQLExpression {
        if case .constant(let value) = self { return .literal(value ? "1" : "0") }
        return self
    }

    public static func call(_ name: Text, _ arguments: [SQLExpression]) -> SQLExpression {
        .function(FunctionCall(name, arguments))
    }
}
