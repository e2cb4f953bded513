import NoormmeSQL
import NoormmeText

/// What SQLite's PRAGMAs and `sqlite_schema` say of one table, row by row, before any meaning is given to it.
/// The runtime fills it from a connection, the edge from a remote one.
public struct TableDescription: Sendable {
    public enum Kind: UInt8, Sendable { case table, view, virtual, shadow }

    public var name: Text
    /// The attached database the table is in; empty for the file itself.
    public var database: Text
    public var kind: Kind
    /// `sqlite_schema.sql`; empty when there is none.
    public var sql: Text
    public var isWithoutRowID: Bool
    public var isStrict: Bool
    public var columns: [ColumnDescription]
    public var foreignKeys: [ForeignKeyDescription]
    public var indexes: [IndexDescription]

    public init(
        name: Text, kind: Kind, sql: Text, isWithoutRowID: Bool, isStrict: Bool, columns: [ColumnDescription],
        foreignKeys: [ForeignKeyDescription], indexes: [IndexDescription], database: Text = Text()
    ) {
        self.name = name
        self.database = database
        self.kind = kind
        self.sql = sql
        self.isWithoutRowID = isWithoutRowID
        self.isStrict = isStrict
        self.columns = columns
        self.foreignKeys = foreignKeys
        self.indexes = indexes
    }

    public var table: TableName { TableName(name, in: database) }
}

/// A row of `PRAGMA table_xinfo`.
public struct ColumnDescription: Sendable {
    public var name: Text
    public var declaredType: Text
    public var isNotNull: Bool
    public var defaultSQL: Text?
    /// 1-based position in the primary key; 0 when not part of it.
    public var keyPosition: Int32
    /// 0 normal, 1 hidden (virtual tables), 2 virtual generated, 3 stored generated.
    public var hidden: Int32

    public init(
        name: Text, declaredType: Text, isNotNull: Bool, defaultSQL: Text?, keyPosition: Int32, hidden: Int32
    ) {
        self.name = name
        self.declaredType = declaredType
        self.isNotNull = isNotNull
        self.defaultSQL = defaultSQL
        self.keyPosition = keyPosition
        self.hidden = hidden
    }
}

/// The rows of `PRAGMA foreign_key_list` that share an id.
public struct ForeignKeyDescription: Sendable {
    public var table: Text
    public var columns: [Text]
    /// Empty when the target columns are implicit: the target's primary key.
    public var targetColumns: [Text]
    public var onUpdate: Text
    public var onDelete: Text

    public init(table: Text, columns: [Text], targetColumns: [Text], onUpdate: Text, onDelete: Text) {
        self.table = table
        self.columns = columns
        self.targetColumns = targetColumns
        self.onUpdate = onUpdate
        self.onDelete = onDelete
    }
}

/// A row of `PRAGMA index_list` with its `PRAGMA index_xinfo`.
public struct IndexDescription: Sendable {
    public var name: Text
    public var isUnique: Bool
    /// `c` CREATE INDEX, `u` UNIQUE constraint, `pk` primary key.
    public var origin: Text
    public var isPartial: Bool
    /// Key columns in order; nil for an expression or the rowid.
    public var columns: [Text?]

    public init(name: Text, isUnique: Bool, origin: Text, isPartial: Bool, columns: [Text?]) {
        self.name = name
        self.isUnique = isUnique
        self.origin = origin
        self.isPartial = isPartial
        self.columns = columns
    }
}
