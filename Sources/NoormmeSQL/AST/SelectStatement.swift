import NoormmeText

public enum JoinKind: UInt8, Sendable { case base, inner, left }

/// One entry of a FROM clause. Its identity is the alias: column references point to it, the join kind
/// may change until the text is written, and the text gives it a name.
///
/// Built, changed and written by the one thread that compiles a request; never shared while it changes. Properties
/// are read and set whole, so none is watched for overlapping accesses.
public final class TableSource: Equatable, @unchecked Sendable {
    /// The table's name; empty for a subquery.
    public let table: TableName
    public let subquery: SelectStatement?
    @exclusivity(unchecked) public var kind: JoinKind
    /// The join condition; `always` for the base table.
    @exclusivity(unchecked) public var on: SQLExpression
    /// Chosen by the compiler when the statement is written.
    @exclusivity(unchecked) public internal(set) var alias = Text()

    public init(table: TableName, kind: JoinKind = .base, on: SQLExpression = .always) {
        self.table = table
        self.kind = kind
        self.on = on
        subquery = nil
    }

    public init(subquery: SelectStatement) {
        table = TableName(Text())
        kind = .base
        on = .always
        self.subquery = subquery
    }

    public static func == (left: TableSource, right: TableSource) -> Bool { left === right }
}

public struct SelectColumn: Equatable, Sendable {
    public var expression: SQLExpression
    /// The `AS` name; empty for none.
    public var name: Text

    public init(_ expression: SQLExpression, name: Text = Text()) {
        self.expression = expression
        self.name = name
    }
}

public enum CompoundOperator: UInt8, Sendable {
    case union, unionAll, intersect, except

    var text: StaticString {
        switch self {
        case .union: " UNION "
        case .unionAll: " UNION ALL "
        case .intersect: " INTERSECT "
        case .except: " EXCEPT "
        }
    }
}

/// A SELECT. Like `TableSource`, owned by the one thread that compiles.
public final class SelectStatement: Equatable, @unchecked Sendable {
    @exclusivity(unchecked) public var columns: [SelectColumn] = []
    @exclusivity(unchecked) public var isDistinct = false
    @exclusivity(unchecked) public var sources: [TableSource] = []
    @exclusivity(unchecked) public var condition = SQLExpression.always
    @exclusivity(unchecked) public var groupBy: [SQLExpression] = []
    @exclusivity(unchecked) public var having = SQLExpression.always
    @exclusivity(unchecked) public var orderBy: [OrderTerm] = []
    /// nil for no limit.
    @exclusivity(unchecked) public var limit: Int64?
    @exclusivity(unchecked) public var offset: Int64 = 0
    /// Speaks of a column of an outer query that may have several values per row of that query.
    @exclusivity(unchecked) public var refersOverRelation = false
    /// Operands of a compound SELECT; `columns`, `sources` and the clauses up to `having` are then unused.
    @exclusivity(unchecked) public var compound: [SelectStatement] = []
    @exclusivity(unchecked) public var compoundOperator = CompoundOperator.union

    public init() {}

    public static func == (left: SelectStatement, right: SelectStatement) -> Bool { left === right }
}

public struct Assignment: Equatable, Sendable {
    public var column: Text
    public var value: SQLExpression

    public init(column: Text, value: SQLExpression) {
        self.column = column
        self.value = value
    }
}

/// `UPDATE t SET … WHERE … RETURNING …`
public struct UpdateStatement: Sendable {
    public var source: TableSource
    public var assignments: [Assignment]
    public var condition: SQLExpression
    public var returning: [Text]

    public init(source: TableSource, assignments: [Assignment], condition: SQLExpression, returning: [Text] = []) {
        self.source = source
        self.assignments = assignments
        self.condition = condition
        self.returning = returning
    }
}

/// `DELETE FROM t WHERE …`
public struct DeleteStatement: Sendable {
    public var source: TableSource
    public var condition: SQLExpression

    public init(source: TableSource, condition: SQLExpression) {
        self.source = source
        self.condition = condition
    }
}

/// `INSERT INTO t (…) VALUES (…) ON CONFLICT … RETURNING …`
public struct InsertStatement: Sendable {
    public enum Conflict: Sendable {
        case fail
        case ignore
        /// `ON CONFLICT (columns) DO NOTHING`
        case keep(columns: [Text])
        /// `ON CONFLICT (columns) DO UPDATE SET column = excluded.column`
        case update(columns: [Text], assign: [Text])
    }

    public var table: TableName
    public var columns: [Text]
    public var values: [SQLExpression]
    /// Rows of values behind the first.
    public var furtherRows: [[SQLExpression]] = []
    /// `INSERT INTO t (…) SELECT …` instead of values.
    public var select: SelectStatement?
    public var conflict: Conflict
    public var returning: [Text]

    public init(
        table: TableName, columns: [Text], values: [SQLExpression], conflict: Conflict = .fail, returning: [Text] = []
    ) {
        self.table = table
        self.columns = columns
        self.values = values
        self.conflict = conflict
        self.returning = returning
    }
}
