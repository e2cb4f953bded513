import NoormmeText

// From tables to models, in steps that each need the one before:
//
//   tables     what is kept, and what its CREATE statement adds
//   models     configured ones first; a table nobody configured is a model of its own name
//   columns    names, types, keys, unique sets
//   forward    foreign keys and configured relations; names from columns
//   many       configured many-to-many relations, then junction tables
//   names      of the ways back
//   parents    columns that models inherit
//   relations  everything put together, and what models inherit of it
//
// Names are given out in the same order everywhere: columns, configured names, forward relations, reverse
// ones, many-to-many. An earlier name never gives way to a later one, and among equals the rules do not ask
// who came first (docs/relations.md), so the same tables give the same names, in whatever order they come.

extension Schema {
    /// Gives meaning to table descriptions.
    ///
    /// Left out without an error: `sqlite_…` tables, shadow tables of virtual ones, foreign keys to tables or
    /// columns that do not exist (`notes` says which).
    ///
    /// - Throws: `.invalidOption` when the configuration names what is not there, or gives a name twice.
    public static func build(
        _ tables: [TableDescription], configuration: Configuration
    ) throws(NoormmeError) -> Schema {
        var builder = SchemaBuilder(configuration: configuration)
        builder.addTables(tables)
        try builder.addModels()
        try builder.addColumns()
        try builder.addForwardRelations()
        try builder.addManyToMany()
        builder.nameReverseRelations()
        builder.nameManyToMany()
        return try builder.schema()
    }
}

struct SchemaBuilder {
    let configuration: Configuration
    var tables: [TableDraft] = []
    var tableByName = NameIndex()
    /// In order of their names; a model's position is its index in the schema.
    var models: [ModelDraft] = []
    var modelByName: [Text: Int32] = [:]
    var manyToMany: [ManyToManyDraft] = []
    var unspellableNames: [UnspellableName] = []
    var notes: [Text] = []

    init(configuration: Configuration) {
        self.configuration = configuration
    }

    /// The position of a model by its exact name.
    func model(_ name: ConfiguredName) throws(NoormmeError) -> Int {
        if let index = modelByName[name.text] { return Int(index) }
        throw ConfigurationReader.error("there is no model ", name.text, at: name.source, near: modelNames)
    }

    private var modelNames: [Text] {
        var names: [Text] = []
        for model in models { names.append(model.name) }
        return names
    }

    /// Positions of public column names.
    func columns(_ names: [ConfiguredName], of model: Int) throws(NoormmeError) -> [Int32] {
        var positions: [Int32] = []
        for name in names {
            guard let position = models[model].column(name.text) else {
                throw ConfigurationReader.error(
                    "", models[model].name, " has no column ", name.text, at: name.source,
                    near: models[model].columnNames)
            }
            if positions.contains(position) {
                throw ConfigurationReader.error("repeated column ", name.text, at: name.source)
            }
            positions.append(position)
        }
        return positions
    }

    /// Whether a name that is to stand on every model of a table is new there.
    func isFree(_ name: Text, table: Int, _ space: NameSpace) -> Bool {
        for model in tables[table].models where models[model].names.contains(name) { return false }
        switch space {
        case .accessors: return !tables[table].accessors.contains(name)
        case .queryNames: return !tables[table].queryNames.contains(name)
        case .both: return !tables[table].accessors.contains(name) && !tables[table].queryNames.contains(name)
        }
    }
}

/// Reverse relations may have two names, which need to be unique each among their kind.
enum NameSpace {
    case accessors, queryNames, both
}

struct TableDraft {
    var description: TableDescription
    var definition: TableDefinition
    /// Without those `SELECT *` leaves out.
    var columns: [ColumnDescription] = []
    var hiddenColumns: [Text] = []
    /// Positions in `columns`.
    var columnByName = NameIndex()
    var key: [Int32] = []
    /// Position of the column that is the rowid; -1 when none is.
    var rowID: Int32 = -1
    var uniqueSets: [[Int32]] = []
    /// Positions of the models over this table; other tables' foreign keys lead to the first.
    var models: [Int] = []
    /// Names of relations that lead here.
    var accessors = NameIndex()
    var queryNames = NameIndex()
}

struct ModelDraft {
    var name: Text
    var label: Text
    var table: Int
    /// Position in the configuration; -1 when discovered.
    var configured: Int
    /// The model foreign keys to the table lead to. Only its own relations have a way back without being asked.
    var isFirst = false
    var columns: [Column] = []
    var key: [Int32] = []
    var uniqueSets: [[Int32]] = []
    /// Columns and relations that start here.
    var names = NameIndex()
    /// In the order of their columns.
    var forwards: [ForwardDraft] = []
    var relations: [Relation] = []
    /// The model it is a proxy of; -1 for none.
    var proxyOf = -1
    var parents: [ParentDraft] = []
    /// How many of `columns` are inherited; they come first.
    var inheritedCount: Int32 = 0
    /// For each of `columns` where it is in the end; for each of `relations` what it is in the end, to be inherited
    /// from two sides once only. Filled for parents and those who inherit.
    var columnOrigins: [Origin] = []
    var relationOrigins: [Origin] = []

    func column(_ name: Text) -> Int32? {
        for index in columns.indices where columns[index].name == name { return Int32(index) }
        return nil
    }

    var columnNames: [Text] {
        var names: [Text] = []
        for column in columns { names.append(column.name) }
        return names
    }

    /// Whether no two rows have the same values in these columns.
    func isUnique(_ columns: [Int32]) -> Bool {
        if !key.isEmpty, key.isSubset(of: columns) { return true }
        for set in uniqueSets where set.isSubset(of: columns) { return true }
        return false
    }
}

struct ForwardDraft {
    var columns: [Int32]
    /// Position of the model.
    var target: Int
    var targetColumns: [Int32]
    var name = Text()
    /// What the columns call the other end, before any clash is looked at: `author_id` -> `author`.
    var stem: Text
    var isOneToOne: Bool
    var onDelete = OnDelete.databaseAction
    var foreignKey: ForeignKeyFacts?
    var isConfigured = false
    /// Leads to a model this one inherits from.
    var isParentLink = false
    var reverse = ConfiguredReverse(accessor: .derived, queryName: .derived)
    /// Names of the way back; empty when hidden.
    var accessor = Text()
    var queryName = Text()
}

struct ParentDraft {
    /// Position of the model.
    var model: Int
    /// Position in `forwards`, and so in the model's relations.
    var link: Int
}

/// A column or relation by the model that has it and its position there.
struct Origin: Equatable {
    var model: Int
    var position: Int
    /// The way back of a link to a parent: a sibling's, so that nobody inherits it.
    var isLink = false
}

struct ManyToManyDraft {
    var through: Int
    /// Positions in the through model's `forwards`.
    var sourceKey: Int
    var targetKey: Int
    /// Configured: the model the relation stands on, and its target; discovered: the first of the tables.
    var source: Int
    var target: Int
    /// Empty until derived.
    var name = Text()
    var isConfigured: Bool
    var reverse: ConfiguredReverse
    var isSymmetrical = false
    var accessor = Text()
    var queryName = Text()
}

extension [Int32] {
    func isSubset(of other: [Int32]) -> Bool {
        for element in self where !other.contains(element) { return false }
        return true
    }

    func isSameSet(as other: [Int32]) -> Bool {
        count == other.count && isSubset(of: other)
    }
}
