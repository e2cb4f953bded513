import NoormmeText

/// SQL as a value. Column references hold the table source itself, so an alias gets its name only when
/// the text is written and nothing is ever relabelled by name.
public indirect enum SQLExpression: Equatable, Sendable {
    case column(TableSource, Text)
    case parameter(Parameter)
    /// Text that is SQL by construction: `NULL`, `*`, `1`.
    case literal(Text)
    /// A text constant of the plan's own, such as a JSON path; quoted when written.
    case string(Text)
    /// A condition known to hold always or never. Never reaches a statement's top level.
    case constant(Bool)
    case prefix(PrefixOperator, SQLExpression)
    case binary(BinaryOperator, SQLExpression, SQLExpression)
    case and([SQLExpression])
    case or([SQLExpression])
    case not(SQLExpression)
    case isNull(SQLExpression)
    case isNotNull(SQLExpression)
    case between(SQLExpression, SQLExpression, SQLExpression)
    /// `a LIKE b ESCAPE '\'`
    case like(SQLExpression, SQLExpression)
    case inList(SQLExpression, [SQLExpression])
    case inSelect(SQLExpression, SelectStatement)
    /// `a IN (SELECT value FROM json_each(?))`: a long list as one parameter.
    case inJSON(SQLExpression, SQLExpression)
    /// The same with each element made into something else: expressions over the column `value`, as many as the
    /// left side has parts.
    case inJSONForm(SQLExpression, SQLExpression, [SQLExpression])
    case exists(SelectStatement)
    case subquery(SelectStatement)
    case function(FunctionCall)
    case cast(SQLExpression, Text)
    case collate(SQLExpression, Text)
    case caseWhen([WhenThen], otherwise: SQLExpression?)
    /// A row value: `(a, b)`.
    case row([SQLExpression])
    /// A parameter placed where SQLite must not fold its type: `(a)`.
    case parenthesized(SQLExpression)
    /// SQL the application wrote, cut at its `?` placeholders: one piece more than values.
    case raw([Text], [SQLExpression])
}

public struct WhenThen: Equatable, Sendable {
    public var condition: SQLExpression
    public var result: SQLExpression

    public init(condition: SQLExpression, result: SQLExpression) {
        self.condition = condition
        self.result = result
    }
}

public enum PrefixOperator: UInt8, Sendable {
    case negate, bitNot

    var text: StaticString {
        switch self {
        case .negate: "-"
        case .bitNot: "~"
        }
    }
}

public enum BinaryOperator: UInt8, Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, isDistinct
    case add, subtract, multiply, divide, modulo
    case concatenate, bitAnd, bitOr, shiftLeft, shiftRight
    case glob, jsonArrow

    var text: StaticString {
        switch self {
        case .equal: " = "
        case .notEqual: " <> "
        case .less: " < "
        case .lessOrEqual: " <= "
        case .greater: " > "
        case .greaterOrEqual: " >= "
        case .isDistinct: " IS NOT "
        case .add: " + "
        case .subtract: " - "
        case .multiply: " * "
        case .divide: " / "
        case .modulo: " % "
        case .concatenate: " || "
        case .bitAnd: " & "
        case .bitOr: " | "
        case .shiftLeft: " << "
        case .shiftRight: " >> "
        case .glob: " GLOB "
        case .jsonArrow: " -> "
        }
    }
}

/// `NAME(DISTINCT args ORDER BY …) FILTER (WHERE …) OVER (…)`
public struct FunctionCall: Equatable, Sendable {
    public var name: Text
    public var arguments: [SQLExpression]
    public var isAggregate: Bool
    public var isDistinct: Bool
    public var order: [OrderTerm]
    public var filter: SQLExpression?
    public var window: WindowClause?

    public init(
        _ name: Text, _ arguments: [SQLExpression], isAggregate: Bool = false, isDistinct: Bool = false,
        order: [OrderTerm] = [],
        filter: SQLExpression? = nil, window: WindowClause? = nil
    ) {
        self.name = name
        self.arguments = arguments
        self.isAggregate = isAggregate
        self.isDistinct = isDistinct
        self.order = order
        self.filter = filter
        self.window = window
    }
}

public struct WindowClause: Equatable, Sendable {
    public var partition: [SQLExpression]
    public var order: [OrderTerm]
    /// `ROWS BETWEEN … AND …`, SQL by construction; empty for the default frame.
    public var frame: Text

    public init(partition: [SQLExpression], order: [OrderTerm], frame: Text) {
        self.partition = partition
        self.order = order
        self.frame = frame
    }
}

public struct OrderTerm: Equatable, Sendable {
    public enum Nulls: UInt8, Sendable { case natural, first, last }

    public var expression: SQLExpression
    public var isDescending: Bool
    public var nulls: Nulls

    public init(_ expression: SQLExpression, isDescending: Bool = false, nulls: Nulls = .natural) {
        self.expression = expression
        self.isDescending = isDescending
        self.nulls = nulls
    }
}
