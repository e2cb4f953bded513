import NoormmeSQL
import NoormmeText

extension Family {
    /// A value that is known when the plan runs: see RowWrite.
    static func known(_ number: Int) -> SQLExpression {
        .parameter(Parameter(.null, slot: Parameter.keys, conversion: Int32(number)))
    }

    /// Writes a row. That of each table is updated if its key is known and it is there, else inserted; the model's own
    /// is only inserted when `inserts`.
    func write(inserts: Bool, _ planner: inout Planner) throws(NoormmeError) -> RowWrite {
        shareKeys()
        var tables: [RowWrite.Table] = []
        for member in members {
            member.isFresh = member.value(member.key) == nil
            for link in member.links {
                if link.column == member.key, members[link.parent].isFresh { member.isFresh = true }
                // Each statement returns one value, its key.
                member.set(Value(link.column, Family.known(link.parent), Family.known(link.parent)))
            }
            var table = RowWrite.Table()
            if !member.isFresh, !(inserts && member === last), let key = member.value(member.key)?.stored {
                let condition = SQLExpression.binary(.equal, member.query.base.column(member.key), key)
                table.update = planner.update(update(member, condition, returns: true))
            }
            insert(member, &table, &planner)
            if table.update == nil, let error = table.insertError { throw error }
            tables.append(table)
        }
        return RowWrite(tables, try row(Family.known(members.count - 1), &planner), [], model.label)
    }

    private func insert(_ member: Member, _ table: inout RowWrite.Table, _ planner: inout Planner) {
        var statement = InsertStatement(
            table: member.model.table, columns: [], values: [], conflict: .fail,
            returning: [member.model.columns[Int(member.key)].column])
        for value in member.values {
            guard let stored = value.stored else {
                table.insertError = value.error
                return
            }
            statement.columns.append(member.model.columns[Int(value.column)].column)
            statement.values.append(stored)
        }
        var compiler = SQLCompiler()
        compiler.append(statement)
        planner.note(compiler)
        table.insert = compiler.finished
    }

    /// Updates the row that has a key, in those tables that get a value, or in all.
    func update(key: SQLExpression, all: Bool, _ planner: inout Planner) throws(NoormmeError) -> RowWrite {
        leaveKeys()
        var tables: [RowWrite.Table] = []
        for member in members where all || !member.values.isEmpty || (member === last && tables.isEmpty) {
            var table = RowWrite.Table()
            table.update = planner.update(update(member, try condition(member, key), returns: true))
            tables.append(table)
        }
        return RowWrite(tables, try row(key, &planner), [], model.label)
    }

    /// An UPDATE of a member's rows. Without values a row is updated to itself, which tells whether it is there.
    func update(_ member: Member, _ condition: SQLExpression, returns: Bool = false) -> UpdateStatement {
        let base = member.query.base
        let name = member.model.columns[Int(member.key)].column
        var changes: [Assignment] = []
        for value in member.values where value.column != member.key {
            changes.append(
                Assignment(column: member.model.columns[Int(value.column)].column, value: value.changed))
        }
        if changes.isEmpty { changes.append(Assignment(column: name, value: base.column(member.key))) }
        return UpdateStatement(
            source: base.source, assignments: changes, condition: condition, returning: returns ? [name] : [])
    }

    /// Whether a row of a member's table belongs to the row of the model that has a key.
    func condition(_ member: Member, _ key: SQLExpression) throws(NoormmeError) -> SQLExpression {
        let own = member.query.base.column(member.key)
        let rows = rows(key)
        let found = try rows.columns([member.key], of: member.model)
        if found[0] == rows.base.column(last.key) { return .binary(.equal, own, key) }
        let statement = SelectStatement()
        statement.columns = [SelectColumn(found[0])]
        statement.sources = rows.usedSources()
        statement.condition = .all(rows.conditions)
        return .inSelect(own, statement)
    }

    /// The row of the model that has a key.
    private func rows(_ key: SQLExpression) -> Query {
        let rows = Query(context: context, model: model, outer: nil)
        rows.clearOrdering()
        rows.conditions.append(.binary(.equal, rows.base.column(last.key), key))
        return rows
    }

    private func row(_ key: SQLExpression, _ planner: inout Planner) throws(NoormmeError) -> RowsPlan {
        let built = try SelectBuilder.build(rows(key))
        return RowsPlan(
            statement: planner.compile(built.statement), shape: built.shape, expectation: .firstOrNull)
    }
}
