import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// The tables that hold a row of a model: those of its ancestors, each before the tables of who inherits from it, and
/// the model's own last. Takes the values of a row, or of an update, for `Family+Write` to write.
final class Family {
    final class Member {
        let model: Model
        /// What expressions for its columns speak of.
        let query: Query
        let key: Int32
        /// Its columns that repeat the keys of parents.
        @exclusivity(unchecked) var links: [Link] = []
        @exclusivity(unchecked) var values: [Value] = []
        /// The row is made by this plan, so that none can be there.
        @exclusivity(unchecked) var isFresh = false

        init(_ model: Model, _ query: Query, key: Int32) {
            self.model = model
            self.query = query
            self.key = key
        }

        func value(_ column: Int32) -> Value? {
            for value in values where value.column == column { return value }
            return nil
        }

        func set(_ value: Value) {
            for index in values.indices where values[index].column == value.column {
                values[index] = value
                return
            }
            values.append(value)
        }

        /// Whether a column is the key or repeats a parent's: what rows are found by, and not updated.
        func identifies(_ column: Int32) -> Bool {
            for link in links where link.column == column { return true }
            return column == key
        }
    }

    final class Link {
        let column: Int32
        /// Position in `members`.
        let parent: Int

        init(_ column: Int32, _ parent: Int) {
            self.column = column
            self.parent = parent
        }
    }

    final class Value {
        let column: Int32
        /// As an INSERT has it; nil when it speaks of the row that is there, which is then an error.
        @exclusivity(unchecked) var stored: SQLExpression?
        @exclusivity(unchecked) var changed: SQLExpression
        @exclusivity(unchecked) var error: NoormmeError?

        init(_ column: Int32, _ stored: SQLExpression?, _ changed: SQLExpression) {
            self.column = column
            self.stored = stored
            self.changed = changed
        }
    }

    let model: Model
    let context: CompileContext
    @exclusivity(unchecked) private(set) var members: [Member] = []

    /// - Parameter query: what expressions for the model's own columns speak of; nil for nothing but the row.
    init(_ model: Model, _ context: CompileContext, _ query: Query? = nil) throws(NoormmeError) {
        self.model = model
        self.context = context
        _ = try add(model, query)
    }

    var last: Member { members[members.count - 1] }

    private func add(_ model: Model, _ query: Query?) throws(NoormmeError) -> Int {
        if let known = position(of: model) { return known }
        guard model.primaryKey.count == 1 else {
            throw NoormmeError(
                .notSupported,
                "Rows of several tables are found by keys of one column: '" + model.label + "' has none.",
                model: model.name)
        }
        context.note(model)
        let member = Member(
            model, query ?? Query(context: context, model: model, outer: nil), key: model.primaryKey[0])
        for position in model.parentLinks {
            let relation = model.relations[Int(position)]
            let parent = try add(context.schema.model(relation.target), nil)
            member.links.append(Link(relation.sourceColumns[0], parent))
        }
        members.append(member)
        return members.count - 1
    }

    private func position(of model: Model) -> Int? {
        for (position, member) in members.enumerated() where member.model.table == model.table { return position }
        return nil
    }

    /// The member whose table has a column of the model, and its position there.
    func home(_ column: Int32) -> (member: Member, column: Int32) {
        var holder = model
        var column = column
        while let inherited = holder.columns[Int(column)].inherited {
            holder = context.schema.model(holder.relations[Int(inherited.link)].target)
            column = inherited.column
        }
        return (position(of: holder).map { members[$0] } ?? last, column)
    }

    // MARK: - Values

    /// Takes a value of a request. NULL for a key says nothing.
    func take(_ value: JSONValue, for position: Int32, _ planner: Planner) throws(NoormmeError) {
        let (member, column) = home(position)
        if value.isNull, member.identifies(column) { return }
        var failure: NoormmeError?
        do throws(NoormmeError) {
            let stored = try planner.storedValue(value, column, member.query)
            return member.set(Value(column, stored, stored))
        } catch {
            failure = error
        }
        let changed = try planner.assignment(value, column, member.query).value
        let item = Value(column, nil, changed)
        item.error = failure
        member.set(item)
    }

    func take(_ sql: SQLExpression, for position: Int32) {
        let (member, column) = home(position)
        if case .parameter(let parameter) = sql, parameter.slot < 0, parameter.value == .null,
            member.identifies(column)
        {
            return
        }
        member.set(Value(column, sql, sql))
    }

    /// Gives every key to all tables that repeat it. A parent's own is before a child's.
    func shareKeys() {
        for member in members.reversed() {
            for link in member.links {
                let parent = members[link.parent]
                if let value = member.value(link.column), parent.value(parent.key) == nil {
                    parent.set(Value(parent.key, value.stored, value.changed))
                }
            }
        }
        for member in members {
            for link in member.links {
                let parent = members[link.parent]
                if let value = parent.value(parent.key) {
                    member.set(Value(link.column, value.stored, value.changed))
                }
            }
        }
    }

    /// Forgets what rows are found by.
    func leaveKeys() {
        for member in members {
            var kept: [Value] = []
            for value in member.values where !member.identifies(value.column) { kept.append(value) }
            member.values = kept
        }
    }
}
