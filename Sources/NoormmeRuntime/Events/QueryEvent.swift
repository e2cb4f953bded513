import NoormmeCore
import NoormmeText

/// One SQL statement that has run, as listeners are told of it.
public struct QueryEvent: Sendable {
    /// What a statement was for.
    public enum Operation: UInt8, Sendable {
        /// Rows, or one value of them.
        case select
        case count, exists, explain, insert, update, delete
        /// `save`, which updates or inserts.
        case save
        /// `get_or_create`, `update_or_create`.
        case getOrCreate
        /// Rows related to those of the statement before.
        case prefetch
        /// SQL text the program wrote: one statement, or a script, which is told of as a whole.
        case sql, script
        /// What begins and ends transactions, the runtime's own among them.
        case begin, commit, rollback, savepoint, release

        /// As every language has it, such as `get_or_create`.
        public var name: StaticString {
            switch self {
            case .select: "select"
            case .count: "count"
            case .exists: "exists"
            case .explain: "explain"
            case .insert: "insert"
            case .update: "update"
            case .delete: "delete"
            case .save: "save"
            case .getOrCreate: "get_or_create"
            case .prefetch: "prefetch"
            case .sql: "sql"
            case .script: "script"
            case .begin: "begin"
            case .commit: "commit"
            case .rollback: "rollback"
            case .savepoint: "savepoint"
            case .release: "release"
            }
        }
    }

    /// The model the request is about; empty for SQL text and transactions.
    public internal(set) var model = Text()
    public internal(set) var operation = Operation.sql
    /// With placeholders.
    public internal(set) var sql = Text()
    /// The values of the placeholders, a JSON array, when they were asked for; of a statement that ran several times,
    /// those of its last run.
    public internal(set) var parameters: Text?
    /// When it began, in nanoseconds of the monotonic clock.
    public internal(set) var began: UInt64 = 0
    /// Nanoseconds from there until its last row was written, compiling included.
    public internal(set) var duration: UInt64 = 0
    /// Nanoseconds that its call had waited for a connection, told with the first statement of the call.
    public internal(set) var waited: UInt64 = 0
    /// Rows it gave.
    public internal(set) var rows: Int64 = 0
    /// Rows it inserted, updated and deleted, those of triggers and cascades included.
    public internal(set) var changes: Int64 = 0
    /// The request's plan was known.
    public internal(set) var isPlanKnown = false
    /// The statement was prepared already.
    public internal(set) var isPrepared = false
    /// It ran in a transaction of the program's.
    public internal(set) var isInTransaction = false
    /// It ran on a thread of the program's.
    public internal(set) var isOnCallingThread = true
    /// The connection that writes, or one that reads.
    public internal(set) var isWriter = false
    /// Which connection of the database, counted from 1 in the order of opening.
    public internal(set) var connection: Int32 = 0
    /// What it came to, or its request while it ran; nil for success.
    public internal(set) var error: ErrorCode?
    /// SQLite's extended result code; 0 where SQLite had no error.
    public internal(set) var sqliteCode: Int32 = 0
}

/// What a request is about, for the statements it runs.
struct QuerySubject {
    var model = Text()
    var operation = QueryEvent.Operation.sql
    var isPlanKnown = false

    init() {}

    init(_ plan: QueryPlan, _ schema: Schema, isPlanKnown: Bool) {
        model = Self.model(plan.models, schema)
        self.isPlanKnown = isPlanKnown
        switch plan.operation {
        case .constant, .rows, .keyed, .load: operation = .select
        case .scalar(_, .count): operation = .count
        case .scalar(_, .exists): operation = .exists
        case .explain: operation = .explain
        case .insert: operation = .insert
        case .update: operation = .update
        case .delete: operation = .delete
        case .save: operation = .save
        case .getOrCreate: operation = .getOrCreate
        case .writeRow(let row): operation = row.tables.last?.update == nil ? .insert : .save
        case .sequence: operation = .update
        }
    }

    static func model(_ models: [Int32], _ schema: Schema) -> Text {
        guard let first = models.first, first >= 0, Int(first) < schema.models.count else { return Text() }
        return schema.models[Int(first)].name
    }
}
