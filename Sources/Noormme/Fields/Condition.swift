/// A condition on rows of one model, made of its fields: `User.age >= 18 && !(User.email == nil)`.
public struct Condition<Root: Model>: Sendable {
    /// The same, for what takes any condition.
    public let q: Q

    init(_ q: Q) { self.q = q }

    public static func && (left: Condition, right: Condition) -> Condition { Condition(left.q && right.q) }
    public static func || (left: Condition, right: Condition) -> Condition { Condition(left.q || right.q) }
    /// Holds when an odd number of the conditions hold.
    public static func ^ (left: Condition, right: Condition) -> Condition { Condition(left.q ^ right.q) }
    public static prefix func ! (condition: Condition) -> Condition { Condition(!condition.q) }
}

extension Field where Content: FieldValue {
    /// Of nil: whether the column is NULL.
    public static func == (left: Field, right: Content.Comparand?) -> Condition<Root> { left.lookup("exact", right) }
    /// Not equal, rows with NULL included; of nil: whether the column is not NULL.
    public static func != (left: Field, right: Content.Comparand?) -> Condition<Root> { !(left == right) }
    public static func < (left: Field, right: Content.Comparand) -> Condition<Root> { left.lookup("lt", right) }
    public static func <= (left: Field, right: Content.Comparand) -> Condition<Root> { left.lookup("lte", right) }
    public static func > (left: Field, right: Content.Comparand) -> Condition<Root> { left.lookup("gt", right) }
    public static func >= (left: Field, right: Content.Comparand) -> Condition<Root> { left.lookup("gte", right) }

    /// With another column of the row that holds the same.
    public static func == <Other: FieldValue>(left: Field, right: Field<Root, Other>) -> Condition<Root>
    where Other.Comparand == Content.Comparand { left.lookup("exact", right.expression) }
    public static func != <Other: FieldValue>(left: Field, right: Field<Root, Other>) -> Condition<Root>
    where Other.Comparand == Content.Comparand { !(left == right) }
    public static func < <Other: FieldValue>(left: Field, right: Field<Root, Other>) -> Condition<Root>
    where Other.Comparand == Content.Comparand { left.lookup("lt", right.expression) }
    public static func <= <Other: FieldValue>(left: Field, right: Field<Root, Other>) -> Condition<Root>
    where Other.Comparand == Content.Comparand { left.lookup("lte", right.expression) }
    public static func > <Other: FieldValue>(left: Field, right: Field<Root, Other>) -> Condition<Root>
    where Other.Comparand == Content.Comparand { left.lookup("gt", right.expression) }
    public static func >= <Other: FieldValue>(left: Field, right: Field<Root, Other>) -> Condition<Root>
    where Other.Comparand == Content.Comparand { left.lookup("gte", right.expression) }

    /// Whether the column holds one of the values.
    public func isIn(_ values: some Sequence<Content.Comparand>) -> Condition<Root> {
        lookup("in", Array(values))
    }

    /// Whether the column holds a value of a query of one column: `Post.authorID.isIn(users.valuesList("id", …))`.
    public func isIn<Element>(_ query: QuerySet<Element>) -> Condition<Root> {
        lookup("in", query)
    }
}

extension Field where Content: FieldValue, Content.Comparand: Comparable {
    /// Whether the column is within the two ends: `User.age.isIn(18...30)`.
    public func isIn(_ range: ClosedRange<Content.Comparand>) -> Condition<Root> { lookup("range", range) }
}

extension Field where Content: FieldValue, Content.Comparand == String {
    /// Part of a text. Case of ASCII letters does not matter to SQLite unless the database says so.
    public func contains(_ text: String, ignoringCase: Bool = false) -> Condition<Root> {
        lookup(ignoringCase ? "icontains" : "contains", text)
    }

    public func startsWith(_ text: String, ignoringCase: Bool = false) -> Condition<Root> {
        lookup(ignoringCase ? "istartswith" : "startswith", text)
    }

    public func endsWith(_ text: String, ignoringCase: Bool = false) -> Condition<Root> {
        lookup(ignoringCase ? "iendswith" : "endswith", text)
    }

    public func equalsIgnoringCase(_ text: String) -> Condition<Root> { lookup("iexact", text) }

    /// A regular expression, found anywhere in the text.
    public func matches(_ pattern: String, ignoringCase: Bool = false) -> Condition<Root> {
        lookup(ignoringCase ? "iregex" : "regex", pattern)
    }
}

extension Field where Content == Bool {
    /// A boolean column is a condition by itself.
    public var isTrue: Condition<Root> { self == true }
    public var isFalse: Condition<Root> { self == false }
}
