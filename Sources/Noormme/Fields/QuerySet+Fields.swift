import NoormmeJSON

/// Steps and terminals with typed fields. Each does what its namesake does.
extension QuerySet where Element: Model {
    /// Rows that meet all conditions.
    public func filter(_ first: Condition<Element>, _ rest: Condition<Element>...) -> QuerySet {
        step("filter") { writer in for condition in [first] + rest { condition.q.write(into: &writer) } }
    }

    /// Rows that do not meet all of the conditions.
    public func exclude(_ first: Condition<Element>, _ rest: Condition<Element>...) -> QuerySet {
        exclude(rest.reduce(first) { $0 && $1 }.q)
    }

    public func orderBy(_ first: FieldOrder<Element>, _ rest: FieldOrder<Element>...) -> QuerySet {
        step("order_by") { writer in
            writer.beginArray()
            for term in [first] + rest { writer.raw(term.order.json) }
            writer.endArray()
        }
    }

    /// The values of one column.
    public func values<Content: Decodable & Sendable>(_ field: Field<Element, Content>) -> QuerySet<Content> {
        valuesList(field.name, as: Content.self)
    }

    /// Rows of these columns only: `values(User.email, User.age)` gives `(String, Int?)`.
    public func values<each Content: Decodable & Sendable>(
        _ fields: repeat Field<Element, each Content>
    ) -> QuerySet<(repeat each Content)> {
        var names: [String] = []
        for field in repeat each fields { names.append(field.name) }
        let query = query.step("values_list") { writer in writer.strings(names) }
        return QuerySet<(repeat each Content)>(database: database, query: query) { (json) throws(NoormmeError) in
            var columns = json.elements
            return (repeat try Decoding.next((each Content).self, &columns))
        }
    }

    /// Sets columns of every row: `update(User.age.set(to: 37), User.name.set(to: "Ada"))`.
    @discardableResult
    public func update(
        _ first: Assignment<Element>, _ rest: Assignment<Element>...
    ) async throws(NoormmeError) -> Int {
        try await update(Columns(pairs: ([first] + rest).map { ($0.name, $0.operand) }))
    }

    /// The one row that meets the conditions.
    ///
    /// - Throws: `.doesNotExist`, `.multipleObjectsReturned`.
    public func get(_ first: Condition<Element>, _ rest: Condition<Element>...) async throws(NoormmeError) -> Element {
        try await get(rest.reduce(first) { $0 && $1 }.q)
    }
}

extension QuerySet where Element: TypedModel {
    /// Inserts a row and returns it as stored.
    @discardableResult
    public func create(_ draft: Element.Draft) async throws(NoormmeError) -> Element {
        try await create(try ColumnEncoder.columns(of: draft))
    }

    /// Inserts rows, all or none, and returns them as stored, in their order.
    @discardableResult
    public func bulkCreate(_ drafts: [Element.Draft]) async throws(NoormmeError) -> [Element] {
        var rows: [Columns] = []
        for draft in drafts { rows.append(try ColumnEncoder.columns(of: draft)) }
        return try await bulkCreate(rows)
    }
}

/// What `update` sets a column to.
public struct Assignment<Root: Model>: Sendable {
    let name: String
    let operand: (any Operand)?
}

extension Field where Content: FieldValue {
    public func set(to value: Content.Comparand) -> Assignment<Root> { Assignment(name: name, operand: value) }

    /// To what the database computes of the row.
    public func set(to expression: Expression) -> Assignment<Root> { Assignment(name: name, operand: expression) }

    /// To NULL, of a column that may be.
    public func setToNull<Wrapped>() -> Assignment<Root> where Content == Wrapped? {
        Assignment(name: name, operand: nil)
    }
}
