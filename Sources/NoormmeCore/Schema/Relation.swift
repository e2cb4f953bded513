import NoormmeText

/// One way to walk from a model to another. A foreign key gives two: forward and reverse.
/// A many-to-many relation is two foreign keys of a third model, walked one after the other.
public final class Relation: Sendable {
    public enum Kind: Sendable {
        /// This model's columns point to one row of the target.
        case forward
        /// At most one row of the target points here (its foreign key is unique).
        case reverseOne
        /// Rows of the target point here.
        case reverseMany
        /// Rows of `through` join both ends.
        case manyToMany
    }

    /// The name `prefetch`, `select_related` and related managers use; empty when hidden.
    public let accessor: Text
    /// The name lookup paths use; empty when hidden. Equal to `accessor` unless configured.
    public let queryName: Text
    public let kind: Kind
    /// Positions in `Schema.models`.
    public let source: Int32
    public let target: Int32
    /// Joined columns: positions in the source model's columns, and as many in the target's.
    /// For many-to-many: the columns of the two ends that the through model's foreign keys refer to.
    public let sourceColumns: [Int32]
    public let targetColumns: [Int32]
    /// Whether the row may have no counterpart: a forward relation over a nullable column, or any reverse one.
    public let isNullable: Bool
    /// A forward relation whose columns are unique: the reverse one is `reverseOne`.
    public let isOneToOne: Bool
    /// What deleting the target row does to this row (forward relations), as the application says.
    /// A reverse relation repeats what its forward one says.
    public let onDelete: OnDelete
    /// Many-to-many only: the joining model, its columns that refer to the source, and to the target.
    public let through: Int32
    public let throughSourceColumns: [Int32]
    public let throughTargetColumns: [Int32]
    /// A many-to-many relation of a model to itself in which adding one direction adds the other.
    public let isSymmetrical: Bool
    /// The through model has nothing but its key and the two foreign keys, so rows may be added by key alone.
    public let isPlainThrough: Bool
    /// What the database itself declares of a forward or reverse relation; nil when only configuration knows it.
    public let foreignKey: ForeignKeyFacts?
    /// Other names that requests may use, in the places of the first two; empty for none.
    public let alias: Text
    public let queryAlias: Text

    public init(
        accessor: Text, queryName: Text, kind: Kind, source: Int32, target: Int32, sourceColumns: [Int32],
        targetColumns: [Int32], isNullable: Bool, isOneToOne: Bool = false, onDelete: OnDelete = .databaseAction,
        through: Int32 = -1, throughSourceColumns: [Int32] = [], throughTargetColumns: [Int32] = [],
        isSymmetrical: Bool = false, isPlainThrough: Bool = false, foreignKey: ForeignKeyFacts? = nil,
        alias: Text = Text(), queryAlias: Text = Text()
    ) {
        self.alias = alias
        self.queryAlias = queryAlias
        self.accessor = accessor
        self.queryName = queryName
        self.kind = kind
        self.source = source
        self.target = target
        self.sourceColumns = sourceColumns
        self.targetColumns = targetColumns
        self.isNullable = isNullable
        self.isOneToOne = isOneToOne
        self.onDelete = onDelete
        self.through = through
        self.throughSourceColumns = throughSourceColumns
        self.throughTargetColumns = throughTargetColumns
        self.isSymmetrical = isSymmetrical
        self.isPlainThrough = isPlainThrough
        self.foreignKey = foreignKey
    }

    public var isToMany: Bool { kind == .reverseMany || kind == .manyToMany }
}

public enum OnDelete: UInt8, Sendable {
    /// Whatever the foreign key in the database says (`ON DELETE …`).
    case databaseAction
    case cascade
    case protect
    case restrict
    case setNull
    case setDefault
    case doNothing
}

/// The clauses of a FOREIGN KEY constraint.
public struct ForeignKeyFacts: Sendable {
    /// `NO ACTION`, `RESTRICT`, `SET NULL`, `SET DEFAULT` or `CASCADE`, as SQLite reports it.
    public let onDelete: Text
    public let onUpdate: Text
    /// DEFERRABLE INITIALLY DEFERRED: checked at COMMIT. SQLite checks all others at once.
    public let isDeferred: Bool

    public init(onDelete: Text, onUpdate: Text, isDeferred: Bool) {
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.isDeferred = isDeferred
    }
}
