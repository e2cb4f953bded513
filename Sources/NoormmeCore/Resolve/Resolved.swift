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
    /// Whether this is a condition (`Exists`, a lookup, a boolean column).
    var isCondition = false
    /// Refers to an aggregate of the same aggregate() call.
    var summarized = false
    /// May have a fraction although the type has none: what is read out is made whole.
    var isFractional = false
    /// What most expressions do not have, apart, so that a copy of this costs little.
    private var rare: RareFacts?

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

extension Resolved {
    /// A path into a JSON column; `sql` is then the comparison form of the value there.
    var key: JSONKeyPath? {
        get { rare?.facts.key }
        set { if newValue != nil || rare != nil { change { $0.key = newValue } } }
    }
    /// What an aggregate gives when there are no rows; nil for SQL NULL.
    var emptyValue: SQLExpression? {
        get { rare?.facts.emptyValue }
        set { if newValue != nil || rare != nil { change { $0.emptyValue = newValue } } }
    }
    /// A literal of the request, not yet typed by what it stands beside.
    var literal: JSONValue? {
        get { rare?.facts.literal }
        set { if newValue != nil || rare != nil { change { $0.literal = newValue } } }
    }
    /// Set when this is the year of a column: a condition on it can be one on the column itself.
    var yearOf: YearBase? {
        get { rare?.facts.yearOf }
        set { if newValue != nil || rare != nil { change { $0.yearOf = newValue } } }
    }
    /// Refers to an annotation by name, for aggregates over a subquery.
    var reference: Text? {
        get { rare?.facts.reference }
        set { if newValue != nil || rare != nil { change { $0.reference = newValue } } }
    }
    /// The columns of a row value, a key of several columns.
    var parts: [Resolved] {
        get { rare?.facts.parts ?? [] }
        set { if !newValue.isEmpty || rare != nil { change { $0.parts = newValue } } }
    }
    /// Why nothing is known of the type, when that is an error for whoever needs it.
    var fault: TypeFault? {
        get { rare?.facts.fault }
        set { if newValue != nil || rare != nil { change { $0.fault = newValue } } }
    }

    private mutating func change(_ body: (inout RareFacts.Facts) -> Void) {
        var facts = rare?.facts ?? RareFacts.Facts()
        body(&facts)
        rare = RareFacts(facts)
    }
}

/// What is seldom known of an expression. Shared by copies, so never changed.
private final class RareFacts {
    struct Facts {
        var key: JSONKeyPath?
        var emptyValue: SQLExpression?
        var literal: JSONValue?
        var yearOf: YearBase?
        var reference: Text?
        var parts: [Resolved] = []
        var fault: TypeFault?
    }

    let facts: Facts

    init(_ facts: Facts) {
        self.facts = facts
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
    let index: Int32

    var model: Model { join.model }
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
    /// An array or object from inside `$value`: JSON as it stands, no tag read in it.
    case document(JSONValue)
    case null
    case bool(Bool)
    indirect case expression(Resolved)
    /// An array, and the literal it was.
    case list([Operand], source: JSONValue)
    case query(Query)
}
