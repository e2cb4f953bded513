import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// An expression of a request after its names were found: SQL plus what the rest of the compiler
/// must know of it.
struct Resolved {
    var sql: SQLExpression
    /// `.any` when nothing says what the values mean.
    var type: FieldType
    /// Set when this is a plain column.
    var column: ColumnOrigin?
    /// A path into a JSON column; `sql` is then the comparison form of the value there.
    var key: JSONKeyPath?
    /// What an aggregate gives when there are no rows; nil for SQL NULL.
    var emptyValue: SQLExpression?
    /// Whether this is a condition (`Exists`, a lookup, a boolean column).
    var isCondition = false
    /// A literal of the request, not yet typed by what it stands beside.
    var literal: JSONValue?
    /// Set when this is the year of a column: a condition on it can be one on the column itself.
    var yearOf: YearBase?
    /// Refers to an annotation by name, for aggregates over a subquery.
    var reference: Text?
    /// Refers to an aggregate of the same aggregate() call.
    var summarized = false
    /// Whether `literal` or nothing typed decided the type, so that a neighbour's type may win.
    var isUntyped: Bool { literal != nil || type == .any }

    init(_ sql: SQLExpression, _ type: FieldType) {
        self.sql = sql
        self.type = type
    }
}

struct YearBase {
    let sql: SQLExpression
    let type: FieldType
}

struct ColumnOrigin {
    let join: Join
    let model: Model
    let index: Int32

    var column: Column { model.columns[Int(index)] }
}

/// `data__a__0`: the JSON value it starts from, and its keys.
struct JSONKeyPath {
    var base: SQLExpression
    var keys: [Text]
}

/// The right side of a lookup.
enum Operand {
    case literal(JSONValue)
    case null
    case bool(Bool)
    case expression(Resolved)
    case list([Operand])
    case query(Query)
}
