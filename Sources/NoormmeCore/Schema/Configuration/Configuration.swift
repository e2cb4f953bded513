import NoormmeJSON
import NoormmeText

/// What SQLite cannot say of a database: names of relations, orderings, application-level `on_delete`, types.
/// Written as JSON (docs/wire-format.md, Configuration); `Schema.build` checks it against the tables.
public struct Configuration: Sendable {
    /// In the order written.
    let models: [ConfiguredModel]

    /// Nothing but what is discovered.
    public static var empty: Configuration { Configuration(models: []) }
}

/// A string of the configuration. It remembers where it stood, for the error that only the tables can tell.
struct ConfiguredName: Sendable {
    var text: Text
    var source: JSONValue
}

struct ConfiguredModel: Sendable {
    var name: Text
    var source: JSONValue
    var table: ConfiguredName?
    /// The model this one is another view of: same table, columns and relations.
    var proxy: ConfiguredName?
    var parents: [ConfiguredParent] = []
    var label: Text?
    var primaryKey: [ConfiguredName]
    /// nil when nothing is said, so that a parent's counts.
    var ordering: [ConfiguredName]?
    var latestBy: [ConfiguredName]?
    var fields: [ConfiguredField]
    var relations: [ConfiguredRelation]
    var manyToMany: [ConfiguredManyToMany]
    var unique: [[ConfiguredName]]
    /// The JSON text of a condition; empty for none; nil when nothing is said, so that a parent's counts.
    var defaultScope: Text?
}

/// A model that another one inherits from.
struct ConfiguredParent: Sendable {
    var name: ConfiguredName
    /// The one-to-one relation that leads there, when it is said.
    var relation: ConfiguredName?
}

struct ConfiguredField: Sendable {
    var name: Text
    var source: JSONValue
    /// The column's name in SQLite; the field's name when nil.
    var column: ConfiguredName?
    var type: FieldType?
    var maxLength: Int32
    var isNullable: Bool?
}

/// What `related_name` and `related_query_name` say of the way back.
struct ConfiguredReverse: Sendable {
    enum Name: Sendable {
        case derived
        case hidden
        case given(ConfiguredName)
    }

    var accessor: Name
    var queryName: Name
}

struct ConfiguredRelation: Sendable {
    var name: Text
    var source: JSONValue
    /// Public column names; empty when the relation is a discovered one that keeps its columns.
    var columns: [ConfiguredName]
    var target: ConfiguredName?
    var targetColumns: [ConfiguredName]
    var reverse: ConfiguredReverse
    var onDelete: OnDelete
    var isOneToOne: Bool?
}

struct ConfiguredManyToMany: Sendable {
    var name: Text
    var source: JSONValue
    var target: ConfiguredName?
    var through: ConfiguredName
    /// Names of forward relations of the through model.
    var sourceRelation: ConfiguredName?
    var targetRelation: ConfiguredName?
    var reverse: ConfiguredReverse
    var isSymmetrical: Bool
}
