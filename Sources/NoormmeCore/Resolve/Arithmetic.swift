import NoormmeText

/// The operators between two expressions.
enum Arithmetic: UInt8 {
    case add, subtract, multiply, divide, modulo, power
    case bitAnd, bitOr, bitXor, shiftLeft, shiftRight

    init?(_ sign: Text) {
        switch sign {
        case "+": self = .add
        case "-": self = .subtract
        case "*": self = .multiply
        case "/": self = .divide
        case "%": self = .modulo
        case "**": self = .power
        case "&": self = .bitAnd
        case "|": self = .bitOr
        case "#": self = .bitXor
        case "<<": self = .shiftLeft
        case ">>": self = .shiftRight
        default: return nil
        }
    }

    var name: Text {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .modulo: "%"
        case .power: "**"
        case .bitAnd: "&"
        case .bitOr: "|"
        case .bitXor: "#"
        case .shiftLeft: "<<"
        case .shiftRight: ">>"
        }
    }

    private var isBitwise: Bool {
        switch self {
        case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight: true
        default: false
        }
    }

    /// What type two operands give, by Django's table; nil for those it does not combine. A number written into
    /// the request has no decimal form of its own, so it takes the type of a column beside it.
    func resultType(_ left: Resolved, _ right: Resolved) -> FieldType? {
        for fault in [left.fault, right.fault] {
            guard let fault else { continue }
            if !fault.isMissing || left.type == right.type { return nil }
        }
        switch (left.type.family, right.type.family) {
        case (.integer, .integer):
            if left.type == .bigInteger || right.type == .bigInteger { return .bigInteger }
            let isPositive = left.type == .positiveInteger && right.type == .positiveInteger
            return isPositive && !isBitwise && self != .subtract ? .positiveInteger : .integer
        case (.any, .any): return .any
        case (.any, .integer): return .integer
        case (.integer, .any): return .integer
        default: if isBitwise { return nil }
        }
        switch (left.type.family, right.type.family) {
        case (.real, .real), (.decimal, .decimal): return left.type
        case (.integer, .real) where self != .power || left.literal != nil: return .real
        case (.real, .integer) where self != .power || right.literal != nil: return .real
        case (.decimal, .integer) where self != .power || right.literal != nil: return left.type
        case (.integer, .decimal) where self != .power || left.literal != nil: return right.type
        case (.decimal, .real) where right.literal != nil: return left.type
        case (.real, .decimal) where left.literal != nil: return right.type
        case (.any, .real), (.any, .decimal): return right.type
        case (.real, .any), (.decimal, .any): return left.type
        case (.duration, .duration) where self == .add || self == .subtract: return .duration
        default: return nil
        }
    }
}
