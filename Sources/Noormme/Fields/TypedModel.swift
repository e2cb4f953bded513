// Typed fields. `noormme generate --language swift` writes a struct for each table whose static members are the
// table's columns, so that conditions, orders and changes are checked by the Swift compiler:
//
//   users.filter(User.email.endsWith("@x.org") && User.age >= 18).orderBy(User.name.ascending())
//
// A field is a path and two types: the model the query is of, and what the column holds. Operators on fields make
// the same conditions that strings make; nothing here is known to the query compiler.

/// A model with typed fields that can be inserted: what `noormme generate --language swift` writes for a table.
public protocol TypedModel: Model {
    /// What an insert takes: without generated columns, and with optionals for what the database fills in.
    associatedtype Draft: Model
}

/// Names of columns and relations, walked one after the other.
public struct FieldPath: Sendable {
    let text: String

    /// The model's own row.
    public init() { text = "" }

    private init(_ text: String) { self.text = text }

    /// One name further.
    public func appending(_ name: String) -> FieldPath {
        FieldPath(text.isEmpty ? name : text + "__" + name)
    }
}

/// A column, reached from a row of `Root`; `Content` is what it holds, an optional where that may be NULL.
///
/// ```swift
/// users.filter(User.age >= 18, User.posts.title.contains("Swift"))
/// ```
public struct Field<Root: Model, Content: Sendable>: Sendable {
    /// The path as lookups write it: `posts__title`.
    public let name: String

    public init(_ path: FieldPath) { name = path.text }

    private init(name: String) { self.name = name }

    /// What a transform makes of the column: `Post.createdAt.transform("year", as: Int.self) == 2020`. Transforms are
    /// listed in docs/lookups.md; of a JSON column also keys and positions.
    public func transform<Result: Sendable>(_ transform: String, as type: Result.Type) -> Field<Root, Result> {
        Field<Root, Result>(name: name + "__" + transform)
    }

    /// The column as an expression: `update(User.visits.set(to: User.visits.expression + 1))`.
    public var expression: F { F(name) }

    /// Any lookup of docs/lookups.md by its name.
    public func lookup(_ lookup: String, _ operand: (any Operand)?) -> Condition<Root> {
        Condition(Q(lookups: [(lookup == "exact" ? name : name + "__" + lookup, operand)]))
    }

    /// Smallest first.
    public func ascending(nulls: Order.Nulls? = nil) -> FieldOrder<Root> {
        FieldOrder(order: expression.ascending(nulls: nulls))
    }

    /// Largest first.
    public func descending(nulls: Order.Nulls? = nil) -> FieldOrder<Root> {
        FieldOrder(order: expression.descending(nulls: nulls))
    }

    /// Whether the column is NULL.
    public var isNull: Condition<Root> { lookup("isnull", true) }
    public var isNotNull: Condition<Root> { lookup("isnull", false) }
}

extension Field: Argument {
    /// In an aggregate's place: `annotate(["posts": .count(User.posts.id)])`.
    public var argumentExpression: Expression { expression.argumentExpression }
}

/// A term of `orderBy` that belongs to a model.
public struct FieldOrder<Root: Model>: Sendable {
    let order: Order
}
