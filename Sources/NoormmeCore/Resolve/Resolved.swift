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
    /// May have a fraction although the type has none: what is read out is made whole.
    var isFractional = false
    /// The columns of a row value, a key of several columns.
    var parts: [Resolved] = []
    /// Why nothing is known of the type, when that is an error for whoever needs it.
    var fault: TypeFault?

    init(_ sql: SQLExpression, _ type: FieldType) {
        self.sql = sql
        self.type = type
    }

    /// Of the type of another expression, be it known or not.
    init(_ sql: SQLExpression, _ other: Resolved) {
        self.init(sql, other.type)
        fault = other.fault
    }

    /// With the type the request declares, if it declares one.
    func declaring(_ declared: FieldType?) -> Resolved {
        guard let declared else { return self }
        var copy = self
        copy.isFractional = isFractional || (declared.family == .integer && type.family != .integer)
        copy.type = declared
        copy.fault = nil
        copy.isCondition = declared == .boolean
        return copy
    }

    /// For those who cannot do without the type.
    func requireType() throws(NoormmeError) {
        if let fault { throw fault.error }
    }
}

/// An error about types that waits for somebody to need the type: an aggregate may declare its own, and
/// what stands on the right of a comparison needs none.
final class TypeFault {
    let error: NoormmeError
    /// There is no type at all, as for a bare NULL, which takes the type of what it meets.
    let isMissing: Bool

    init(_ error: NoormmeError, isMissing: Bool = false) {
        self.error = error
        self.isMissing = isMissing
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
    /// An array, and the literal it was.
    case list([Operand], source: JSONValue)
    case query(Query)
}
