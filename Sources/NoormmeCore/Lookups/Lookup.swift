import NoormmeText

/// The lookups, as a table: everything that lists lookups reads it.
struct Lookup {
    enum Kind: UInt8 {
        case exact, iexact, contains, icontains, startswith, istartswith, endswith, iendswith
        case gt, gte, lt, lte, `in`, range, isnull, regex, iregex
        case hasKey, hasKeys, hasAnyKeys, containedBy
    }

    /// What may stand on the right.
    enum OperandKind { case value, text, list, pair, flag, key, keys }

    let kind: Kind
    let name: StaticString
    let operand: OperandKind
    /// The SQL it becomes, `a` the left side and `?` the right.
    let form: StaticString
    /// Only a connection with our functions can run it.
    let isNativeOnly: Bool
    /// Only for JSON columns and paths.
    let isJSON: Bool
    /// Allowed on a relation itself.
    let isRelational: Bool

    static let all: [Lookup] = [
        Lookup(.exact, "exact", .value, "a = ?; null: a IS NULL", relational: true),
        Lookup(.iexact, "iexact", .text, "a LIKE ? ESCAPE '\\'; null: a IS NULL"),
        Lookup(.contains, "contains", .text, "a LIKE %?% ESCAPE '\\'"),
        Lookup(.icontains, "icontains", .text, "a LIKE %?% ESCAPE '\\'"),
        Lookup(.startswith, "startswith", .text, "a LIKE ?% ESCAPE '\\'"),
        Lookup(.istartswith, "istartswith", .text, "a LIKE ?% ESCAPE '\\'"),
        Lookup(.endswith, "endswith", .text, "a LIKE %? ESCAPE '\\'"),
        Lookup(.iendswith, "iendswith", .text, "a LIKE %? ESCAPE '\\'"),
        Lookup(.gt, "gt", .value, "a > ?", relational: true),
        Lookup(.gte, "gte", .value, "a >= ?", relational: true),
        Lookup(.lt, "lt", .value, "a < ?", relational: true),
        Lookup(.lte, "lte", .value, "a <= ?", relational: true),
        Lookup(.in, "in", .list, "a IN (?, …); long lists: a IN (SELECT value FROM json_each(?))", relational: true),
        Lookup(.range, "range", .pair, "a BETWEEN ? AND ?"),
        Lookup(.isnull, "isnull", .flag, "a IS NULL; false: a IS NOT NULL", relational: true),
        Lookup(.regex, "regex", .text, "noormme_regexp(?, a)", nativeOnly: true),
        Lookup(.iregex, "iregex", .text, "noormme_regexp(?, a, 'i')", nativeOnly: true),
        Lookup(.hasKey, "has_key", .key, "JSON_TYPE(a, ?) IS NOT NULL", json: true),
        Lookup(.hasKeys, "has_keys", .keys, "JSON_TYPE(a, ?) IS NOT NULL AND …", json: true),
        Lookup(.hasAnyKeys, "has_any_keys", .keys, "JSON_TYPE(a, ?) IS NOT NULL OR …", json: true),
        Lookup(.containedBy, "contained_by", .value, "refused on SQLite", json: true),
    ]

    init(
        _ kind: Kind, _ name: StaticString, _ operand: OperandKind, _ form: StaticString, nativeOnly: Bool = false,
        json: Bool = false, relational: Bool = false
    ) {
        self.kind = kind
        self.name = name
        self.operand = operand
        self.form = form
        isNativeOnly = nativeOnly
        isJSON = json
        isRelational = relational
    }

    /// Compared by hand: this runs for every condition, and a table of globals is not free to walk.
    static func kind(_ name: Text) -> Kind? {
        switch name {
        case "exact": .exact
        case "iexact": .iexact
        case "contains": .contains
        case "icontains": .icontains
        case "startswith": .startswith
        case "istartswith": .istartswith
        case "endswith": .endswith
        case "iendswith": .iendswith
        case "gt": .gt
        case "gte": .gte
        case "lt": .lt
        case "lte": .lte
        case "in": .in
        case "range": .range
        case "isnull": .isnull
        case "regex": .regex
        case "iregex": .iregex
        case "has_key": .hasKey
        case "has_keys": .hasKeys
        case "has_any_keys": .hasAnyKeys
        case "contained_by": .containedBy
        default: nil
        }
    }
}
