import NoormmeSQL
import NoormmeText

/// Everything the compiler knows of a database. Immutable; built once per schema version.
public final class Schema: Sendable {
    public let models: [Model]
    /// Column names a lookup path cannot spell, with a name to configure instead.
    public let unspellableNames: [UnspellableName]
    /// What was left out of the schema and why, one line each, such as foreign keys to tables that do not exist.
    public let notes: [Text]
    private let byName: NameTable
    /// Every name above, and the words of requests.
    let words: NameTable
    /// For each model and each of its relations: how to walk it.
    let steps: [[[PathStep]]]

    public init(models: [Model], unspellableNames: [UnspellableName] = [], notes: [Text] = []) {
        self.models = models
        self.unspellableNames = unspellableNames
        self.notes = notes
        var byName = NameTable(capacity: models.count)
        for model in models { byName.insert(model.name, model.index) }
        self.byName = byName
        words = Schema.words(of: models)
        steps = models.map { (model) in
            model.relations.map { PathStep.steps(of: $0, among: models, filtered: nil) }
        }
    }

    public func model(_ name: Text) -> Model? {
        guard let index = byName.position(name) else { return nil }
        return models[Int(index)]
    }

    public func model(_ index: Int32) -> Model {
        models[Int(index)]
    }
}

/// A table or view plus what SQLite cannot say of it.
public final class Model: Sendable {
    /// Position in `Schema.models`.
    public let index: Int32
    /// The name queries use; the table's own name unless configured.
    public let name: Text
    /// The table in SQLite.
    public let table: TableName
    /// The name error messages and delete counts use; the model's name unless configured.
    public let label: Text
    public let columns: [Column]
    /// Positions in `columns`, in key order; empty for a view or a table known only by rowid.
    public let primaryKey: [Int32]
    public let relations: [Relation]
    /// Default ordering, as `order_by` terms: names (`-name`), or the JSON text of an expression, which begins
    /// with `{` as no configured name does. Empty for none.
    public let ordering: [Text]
    public let getLatestBy: [Text]
    /// Sets of column positions that are unique together, the primary key not among them.
    public let uniqueSets: [[Int32]]
    public let isView: Bool
    public let isVirtual: Bool
    public let isWithoutRowID: Bool
    public let isStrict: Bool
    /// Columns of a virtual table that `SELECT *` leaves out, such as FTS5's `rank`. They are not in `columns`.
    public let hiddenColumns: [Text]
    /// A default scope: the JSON text of a condition every query set of the model starts with; empty for none.
    public let defaultScope: Text
    /// Positions in `relations` of the forward relations that lead to the models this one inherits from, nearest
    /// first. The parents' columns are among `columns`, before the model's own.
    public let parentLinks: [Int32]
    /// The model whose table, columns and relations this one shares; -1 for a model of its own.
    public let proxyOf: Int32
    /// For each column the list of just its position, so that no lookup path needs one of its own.
    let columnLists: [[Int32]]
    private let columnByName: NameTable
    private let relationByQueryName: NameTable

    public init(
        index: Int32, name: Text, table: TableName, label: Text, columns: [Column], primaryKey: [Int32],
        relations: [Relation], ordering: [Text], getLatestBy: [Text], uniqueSets: [[Int32]], isView: Bool,
        defaultScope: Text, isVirtual: Bool = false, isWithoutRowID: Bool = false, isStrict: Bool = false,
        hiddenColumns: [Text] = [], parentLinks: [Int32] = [], proxyOf: Int32 = -1
    ) {
        self.index = index
        self.name = name
        self.table = table
        self.label = label
        self.columns = columns
        self.primaryKey = primaryKey
        self.relations = relations
        self.ordering = ordering
        self.getLatestBy = getLatestBy
        self.uniqueSets = uniqueSets
        self.isView = isView
        self.isVirtual = isVirtual
        self.isWithoutRowID = isWithoutRowID
        self.isStrict = isStrict
        self.hiddenColumns = hiddenColumns
        self.defaultScope = defaultScope
        self.parentLinks = parentLinks
        self.proxyOf = proxyOf
        columnLists = columns.indices.map { [Int32($0)] }
        var byName = NameTable(capacity: columns.count)
        for (position, column) in columns.enumerated() { byName.insert(column.name, Int32(position)) }
        for (position, column) in columns.enumerated()
        where !column.alias.isEmpty && byName.position(column.alias) == nil {
            byName.insert(column.alias, Int32(position))
        }
        columnByName = byName
        var byQueryName = NameTable(capacity: relations.count)
        for (position, relation) in relations.enumerated() where !relation.queryName.isEmpty {
            byQueryName.insert(relation.queryName, Int32(position))
        }
        for (position, relation) in relations.enumerated()
        where !relation.queryAlias.isEmpty && byQueryName.position(relation.queryAlias) == nil {
            byQueryName.insert(relation.queryAlias, Int32(position))
        }
        relationByQueryName = byQueryName
    }

    /// Whether a path's bytes from one on name a column and nothing more.
    func hasColumn(_ path: Text, from start: Int) -> Bool {
        path.bytes.withUnsafeBufferPointer { (bytes) -> Bool in
            guard let column = columnByName.position(UnsafeBufferPointer(rebasing: bytes[start...])) else {
                return false
            }
            return columns[Int(column)].isSpellable
        }
    }

    public func column(_ name: Text) -> Int32? { columnByName.position(name) }

    /// The relation a lookup path names.
    public func relation(_ queryName: Text) -> Relation? {
        guard let index = relationByQueryName.position(queryName) else { return nil }
        return relations[Int(index)]
    }

    /// The position in `relations` of the relation a lookup path names.
    func relationPosition(_ queryName: Text) -> Int? {
        relationByQueryName.position(queryName).map { Int($0) }
    }

    /// The relation `prefetch` and related managers name.
    public func relation(accessor: Text) -> Relation? {
        guard !accessor.isEmpty else { return nil }
        for relation in relations where relation.accessor == accessor { return relation }
        for relation in relations where relation.alias == accessor { return relation }
        return nil
    }

    public func columnsInKey(_ column: Int32) -> Bool { primaryKey.contains(column) }
}

public final class Column: Sendable {
    /// The name queries and rows use; the column's own name unless configured.
    public let name: Text
    /// The column's name in SQLite.
    public let column: Text
    public let type: FieldType
    /// The declared type as written, for tools.
    public let declaredType: Text
    public let isNullable: Bool
    /// The default's SQL text; nil when there is none.
    public let defaultSQL: Text?
    public let isGenerated: Bool
    /// An INTEGER PRIMARY KEY, that is the rowid: SQLite fills it in.
    public let isRowID: Bool
    /// Unique by itself (a primary key of one column included).
    public let isUnique: Bool
    /// Largest length of a text value that configuration states; 0 for none.
    public let maxLength: Int32
    /// The values `CHECK (x IN (…))` allows, as SQL literals; empty when there is no such check.
    public let choices: [Text]
    /// AUTOINCREMENT: a deleted row's key is never given out again.
    public let isAutoincrement: Bool
    /// The SQL text of a generated column's expression, without its parentheses; empty for other columns.
    public let generatedSQL: Text
    /// A lookup path can name the column: there is no `__` in its name.
    let isSpellable: Bool
    /// Another name that requests may use; empty for none.
    public let alias: Text
    /// Where it stands when it is a parent's; nil for a column of the model's own table.
    public let inherited: InheritedColumn?

    public init(
        name: Text, column: Text, type: FieldType, declaredType: Text, isNullable: Bool, defaultSQL: Text?,
        isGenerated: Bool, isRowID: Bool, isUnique: Bool, maxLength: Int32, choices: [Text],
        isAutoincrement: Bool = false, generatedSQL: Text = Text(), alias: Text = Text(),
        inherited: InheritedColumn? = nil
    ) {
        self.name = name
        self.inherited = inherited
        self.alias = alias
        self.column = column
        self.type = type
        self.declaredType = declaredType
        self.isNullable = isNullable
        self.defaultSQL = defaultSQL
        self.isGenerated = isGenerated
        self.isRowID = isRowID
        self.isUnique = isUnique
        self.maxLength = maxLength
        self.choices = choices
        self.isAutoincrement = isAutoincrement
        self.generatedSQL = generatedSQL
        isSpellable = name.firstIndex(of: "__") == nil
    }
}
