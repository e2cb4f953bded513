import NoormmeSQL
import NoormmeText

/// What an executor does to answer a request. Data only: the same plan runs in this process over
/// libsqlite3 and at the edge over HTTP.
public struct QueryPlan: Sendable {
    public var operation: Operation
    /// Positions in `Schema.models` of the models the plan reads or writes, each once, in order of first use.
    public var models: [Int32]
    /// Queries to run on the rows of the root, one per relation level.
    public var prefetches: [PrefetchPlan]
    /// SQL functions that only a native connection has; a remote executor refuses the plan by these names.
    public var nativeFunctions: [Text]

    public init(
        operation: Operation, models: [Int32] = [], prefetches: [PrefetchPlan] = [], nativeFunctions: [Text] = []
    ) {
        self.operation = operation
        self.models = models
        self.prefetches = prefetches
        self.nativeFunctions = nativeFunctions
    }

    public var isWrite: Bool {
        switch operation {
        case .constant, .rows, .scalar, .explain, .keyed, .load: false
        default: true
        }
    }
}

public enum Operation: Sendable {
    /// The answer is known without a statement: this JSON text.
    case constant(Text)
    case rows(RowsPlan)
    /// One value: `count`, `exists`.
    case scalar(CompiledStatement, ScalarKind)
    /// `in_bulk`: `[[key, row], …]`; the key is the row's first column and not part of its shape.
    case keyed(RowsPlan, key: ShapeColumn)
    case explain(CompiledStatement)
    /// `load`: an object for each row the caller has, with what is prefetched for it.
    case load(LoadPlan)
    case insert(InsertPlan)
    case update(UpdatePlan)
    case delete(DeletePlan)
    case getOrCreate(GetOrCreatePlan)
    case save(SavePlan)
    /// `create` and `save` of a model that inherits.
    case writeRow(RowWrite)
    /// Several plans in one transaction; the answer is the result at `answer`, or the number of rows
    /// changed by all of them when that is -1.
    case sequence([QueryPlan], answer: Int32)
}

public enum ScalarKind: UInt8, Sendable {
    /// The first column of the only row, an integer.
    case count
    /// Whether there is a row.
    case exists
}

/// A SELECT and what its rows become.
public struct RowsPlan: Sendable {
    public var statement: CompiledStatement
    public var shape: ResultShape
    public var expectation: Expectation

    public init(statement: CompiledStatement, shape: ResultShape, expectation: Expectation) {
        self.statement = statement
        self.shape = shape
        self.expectation = expectation
    }
}

public enum Expectation: Sendable {
    /// An array of rows.
    case many
    /// An array of rows, the last first: the statement runs in reverse of the order asked for.
    case manyReversed
    /// The first row, or null.
    case firstOrNull
    /// Exactly one row, else DoesNotExist or MultipleObjectsReturned; the text is the model's label.
    case exactlyOne(Text)
    /// The first row, else DoesNotExist with the model's label (`earliest`, `latest`).
    case firstOrError(Text)
    /// The first row, else IndexError (`[n]`).
    case item
    /// The first row, else this error.
    case rowOrError(NoormmeError)
}

/// How a row of a statement becomes JSON.
public struct ResultShape: Sendable {
    public enum Form: Sendable { case object, array, flat }

    public var form: Form
    public var columns: [ShapeColumn]
    /// Nested objects (`select_related`), in order; only for objects.
    public var children: [ChildShape]
    /// The columns are those of the statement, under the names it gives them (SQL the application wrote).
    public var followsStatement = false

    public init(form: Form, columns: [ShapeColumn], children: [ChildShape] = []) {
        self.form = form
        self.columns = columns
        self.children = children
    }
}

public struct ShapeColumn: Sendable {
    public var name: Text
    /// 0-based column of the statement.
    public var index: Int32
    public var type: FieldType
    /// What to write for SQL NULL, as JSON text, when that is not `null` (an aggregate's default
    /// that needs no SQL); empty otherwise.
    public var whenNull: Text

    public init(name: Text, index: Int32, type: FieldType, whenNull: Text = Text()) {
        self.name = name
        self.index = index
        self.type = type
        self.whenNull = whenNull
    }
}

/// A nested object. It is null when the column `presence` is NULL.
public struct ChildShape: Sendable {
    public var name: Text
    public var presence: Int32
    public var shape: ResultShape

    public init(name: Text, presence: Int32, shape: ResultShape) {
        self.name = name
        self.presence = presence
        self.shape = shape
    }
}

/// `INSERT … RETURNING` through one prepared statement per group of rows with the same columns.
public struct InsertPlan: Sendable {
    public struct Group: Sendable {
        public var sql: Text
        /// One element per row: its parameters in placeholder order.
        public var rows: [[Parameter]]
        /// For each row, its position in the caller's list.
        public var positions: [Int32]
        /// The columns, when every value is a parameter of its own; empty otherwise.
        public internal(set) var columns: [Text]

        public init(sql: Text, rows: [[Parameter]], positions: [Int32], columns: [Text] = []) {
            self.sql = sql
            self.rows = rows
            self.positions = positions
            self.columns = columns
        }
    }

    /// A statement to run for each row that was inserted: its parameter in the slot `keys` is the row's value in
    /// a returned column (a many-to-many manager joins what it creates).
    public struct Link: Sendable {
        public var statement: CompiledStatement
        public var column: Int32

        public init(statement: CompiledStatement, column: Int32) {
            self.statement = statement
            self.column = column
        }
    }

    public enum Answer: Sendable {
        /// The only row, as an object (`create`).
        case row
        /// An array with one element per row of the caller, in the caller's order:
        /// the RETURNING row, or null where the database returned none (`bulk_create`).
        case rows
        /// The number of rows inserted.
        case count
    }

    public var groups: [Group]
    public var shape: ResultShape
    public var answer: Answer
    public var links: [Link] = []
    /// Position in `Schema.models` of the model whose columns the shape has, in order.
    public var model: Int32

    public init(model: Int32, groups: [Group] = [], shape: ResultShape, answer: Answer) {
        self.model = model
        self.groups = groups
        self.shape = shape
        self.answer = answer
    }
}

/// UPDATE statements in one transaction. The answer is the number of rows the statements matched.
public struct UpdatePlan: Sendable {
    public var statements: [CompiledStatement]
    /// Run before the statements. Their parameter in the slot `keys` is a JSON array of the values of its column of the
    /// number in the parameter's `conversion`: rows of several tables are found before the first is changed.
    public var keys: CompiledStatement?
    /// How many statements, the first ones, are counted; nil for all. The others change the same rows in other tables.
    public var counted: Int32?
    /// How many rows must match in all; nil for any number. Otherwise `expectedError`, and nothing is changed.
    public var expected: Int64?
    public var expectedError: NoormmeError?
    /// The answer is null instead.
    public var answersNothing = false

    public init(statements: [CompiledStatement]) {
        self.statements = statements
    }
}

/// `save`: the UPDATE, and if it finds no row the INSERT. The answer is the stored row.
public struct SavePlan: Sendable {
    /// Returns the row; nil when the row has no key or is to be inserted.
    public var update: CompiledStatement?
    /// nil when only an update was asked for: no row is then NotUpdated.
    public var insert: InsertPlan?
    /// Why the row cannot be inserted; raised if it would have to be.
    public var insertError: NoormmeError?
    public var shape: ResultShape
    public var label: Text

    public init(update: CompiledStatement?, insert: InsertPlan?, shape: ResultShape, label: Text) {
        self.update = update
        self.insert = insert
        self.shape = shape
        self.label = label
    }
}

/// DELETE with the rows that depend on those deleted. Nodes are models, edges are foreign keys with the
/// application's on_delete; the executor walks from the root until no new key turns up.
public struct DeletePlan: Sendable {
    public struct Edge: Sendable {
        /// Position in `nodes` of the model whose rows depend.
        public var node: Int32
        public var onDelete: OnDelete
        /// Selects the key, and for PROTECT and RESTRICT errors nothing more, of dependent rows:
        /// `SELECT key… FROM child WHERE fk IN (SELECT value FROM json_each(?1))`. The parameter is a JSON
        /// array of the values of `keyColumn` of the parent's rows.
        public var select: Text
        /// Which column of the parent's SELECT the foreign key refers to.
        public var keyColumn: Int32
        /// SET NULL and SET DEFAULT: `UPDATE child SET fk = … WHERE key IN (SELECT value FROM json_each(?1))`.
        public var update: Text
        /// `child.fk`, for messages.
        public var field: Text
        /// Leads up: the rows of `node` are those that the node's rows inherit from. They are deleted after those.
        public var isParent = false

        public init(node: Int32, onDelete: OnDelete, select: Text, keyColumn: Int32, update: Text, field: Text) {
            self.node = node
            self.onDelete = onDelete
            self.select = select
            self.keyColumn = keyColumn
            self.update = update
            self.field = field
        }
    }

    public struct Node: Sendable {
        /// The name under which rows are counted.
        public var label: Text
        /// `DELETE FROM t WHERE key IN (SELECT value FROM json_each(?1))`; the key is column 0 of every SELECT.
        public var delete: Text
        public var edges: [Edge]

        public init(label: Text, delete: Text, edges: [Edge]) {
            self.label = label
            self.delete = delete
            self.edges = edges
        }
    }

    /// A table whose rows the database itself may delete, by `ON DELETE CASCADE`.
    public struct Cascade: Sendable {
        public var table: TableName
        /// The name under which rows are counted.
        public var label: Text
        /// `SELECT COUNT(*) FROM t` where the table has no rowids, which SQLite's update hook passes over; else empty.
        public var count: Text

        public init(table: TableName, label: Text, count: Text) {
            self.table = table
            self.label = label
            self.count = count
        }

        public var isCounted: Bool { !count.isEmpty }
    }

    /// Selects the root rows (node 0): key first, then further referenced columns.
    public var select: CompiledStatement
    /// Deletes the root rows in one statement when nothing depends on them; nil otherwise.
    public var fast: CompiledStatement?
    public var nodes: [Node]
    /// What rows may go in all, those of the nodes included; empty when the database deletes nothing by itself.
    public var cascades: [Cascade]

    public init(select: CompiledStatement, fast: CompiledStatement?, nodes: [Node], cascades: [Cascade] = []) {
        self.cascades = cascades
        self.select = select
        self.fast = fast
        self.nodes = nodes
    }
}

/// `get_or_create` and `update_or_create`: the answer is `[row, created]`.
public struct GetOrCreatePlan: Sendable {
    /// Expects exactly one row; its absence leads to `insert`.
    public var select: RowsPlan
    /// An IntegrityError from it leads to `select` once more, then is raised.
    public var insert: InsertPlan
    /// What an existing row gets (`update_or_create`): an UPDATE by key whose last parameters are the
    /// values of the row's key columns, returning the row; nil for `get_or_create`.
    public var update: CompiledStatement?
    /// Columns of `select` that hold the key, in key order.
    public var keyColumns: [Int32]
    public var updateShape: ResultShape
    /// Columns that only the insert knows to be wrong: raised if the row does not exist.
    public var insertError: NoormmeError?
    /// In the place of `insert` and `update` where the row stands in several tables; the values known to the latter are
    /// those of `keyColumns`.
    public var insertRow: RowWrite?
    public var updateRow: RowWrite?

    /// Whether a row that is there is changed.
    public var updates: Bool { update != nil || updateRow != nil }

    public init(
        select: RowsPlan, insert: InsertPlan, update: CompiledStatement?, keyColumns: [Int32],
        updateShape: ResultShape, insertError: NoormmeError? = nil
    ) {
        self.select = select
        self.insert = insert
        self.update = update
        self.keyColumns = keyColumns
        self.updateShape = updateShape
        self.insertError = insertError
    }
}

/// One level of `prefetch_related`: one statement for all parents.
public struct PrefetchPlan: Sendable {
    /// The property of each parent row that receives the related rows.
    public var name: Text
    public var isToMany: Bool
    /// Column of the parent statement that holds the key the related rows refer to.
    public var parentColumn: Int32
    /// The parent may itself be nested by select_related: names to walk from the root row.
    public var parentPath: [Text]
    /// Rows with one extra last column: the parent key each row belongs to. The parameter in the slot `keys` is
    /// a JSON array of the parents' keys.
    public var rows: RowsPlan
    public var prefetches: [PrefetchPlan]
    public var models: [Int32]

    public init(
        name: Text, isToMany: Bool, parentColumn: Int32, parentPath: [Text], rows: RowsPlan,
        prefetches: [PrefetchPlan], models: [Int32]
    ) {
        self.name = name
        self.isToMany = isToMany
        self.parentColumn = parentColumn
        self.parentPath = parentPath
        self.rows = rows
        self.prefetches = prefetches
        self.models = models
    }
}
