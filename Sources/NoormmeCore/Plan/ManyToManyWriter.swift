import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// Writes the rows of a through model for a many-to-many manager.
struct ManyToManyWriter {
    let manager: ManagerContext
    let query: Query
    let planner: Planner

    private var relation: Relation { manager.relation }
    private var through: Model { query.schema.model(relation.through) }

    func plan(_ terminal: Planner.Terminal, _ planner: inout Planner) throws(NoormmeError) -> QueryPlan {
        guard relation.throughSourceColumns.count == 1, relation.throughTargetColumns.count == 1 else {
            throw terminal.source.error(.notSupported, "A relation over several columns has no manager that writes.")
        }
        let options = try RelatedOptions.read(terminal, at: terminal.name == "clear" ? 0 : 1)
        let members = try planner.members(terminal, query)
        guard members.rows.isEmpty else {
            throw terminal.source.error(.valueError, "Rows must be saved before they can be added.")
        }
        let targets = try references(members)
        var statements: [CompiledStatement] = []
        switch terminal.name {
        case "clear": statements.append(delete(nil, isNegated: false, &planner))
        case "discard":
            if targets.isEmpty { return QueryPlan(operation: .constant("null")) }
            statements.append(delete(targets, isNegated: false, &planner))
        case "set":
            statements.append(
                options.clears || targets.isEmpty
                    ? delete(nil, isNegated: false, &planner) : delete(targets, isNegated: true, &planner))
            fallthrough
        default:
            let extra = try throughValues(options.throughDefaults)
            statements.append(contentsOf: inserts(targets, extra, &planner))
        }
        if statements.isEmpty { return QueryPlan(operation: .constant("null")) }
        var plan = UpdatePlan(statements: statements)
        plan.answersNothing = true
        query.context.note(through)
        return QueryPlan(operation: .update(plan))
    }

    /// What the joining rows refer to: the keys themselves, or the referenced columns of those rows.
    private func references(_ members: Planner.Members) throws(NoormmeError) -> [SQLExpression] {
        if members.query != nil {
            throw NoormmeError(.notSupported, "Many-to-many managers take keys; fetch those of the query first.")
        }
        let target = query.model
        if relation.targetColumns == target.primaryKey { return members.keys }
        var list: [SQLExpression] = []
        for key in members.keys {
            let source = TableSource(table: target.table)
            let select = SelectStatement()
            select.sources = [source]
            select.columns = [
                SelectColumn(.column(source, target.columns[Int(relation.targetColumns[0])].column))
            ]
            select.condition = .binary(
                .equal, .column(source, target.columns[Int(target.primaryKey[0])].column), key)
            list.append(.subquery(select))
        }
        return list
    }

    private var sourceName: Text { through.columns[Int(relation.throughSourceColumns[0])].column }
    private var targetName: Text { through.columns[Int(relation.throughTargetColumns[0])].column }

    /// Deletes joining rows of this side: all, those to `targets`, or those to others.
    private func delete(_ targets: [SQLExpression]?, isNegated: Bool, _ planner: inout Planner) -> CompiledStatement {
        let source = TableSource(table: through.table)
        func half(_ ours: Text, _ theirs: Text) -> SQLExpression {
            let isOurs = SQLExpression.binary(.equal, .column(source, ours), manager.values[0])
            guard let targets else { return isOurs }
            let isNamed = SQLExpression.inList(.column(source, theirs), targets)
            return .all([isOurs, isNegated ? .not(isNamed) : isNamed])
        }
        var condition = half(sourceName, targetName)
        if relation.isSymmetrical { condition = .any([condition, half(targetName, sourceName)]) }
        var compiler = SQLCompiler()
        compiler.append(DeleteStatement(source: source, condition: condition))
        planner.note(compiler)
        return compiler.finished
    }

    func throughValues(_ defaults: JSONValue?) throws(NoormmeError) -> [ColumnValue] {
        guard let defaults else { return [] }
        guard defaults.kind == .object, defaults.tag == nil else {
            throw defaults.error(.malformedSpec, "\"through_defaults\" must be an object {column: value}.")
        }
        let scratch = Query(context: query.context, model: through, outer: nil)
        return try planner.columnValues(defaults, scratch)
    }

    /// Statements that add joining rows, and do nothing where there is one already: one statement where the database
    /// itself lets no two rows join the same.
    private func inserts(
        _ targets: [SQLExpression], _ extra: [ColumnValue], _ planner: inout Planner
    ) -> [CompiledStatement] {
        var pairs: [(ours: SQLExpression, theirs: SQLExpression)] = []
        for target in targets { pairs.append((manager.values[0], target)) }
        if relation.isSymmetrical { for target in targets { pairs.append((target, manager.values[0])) } }
        guard isUnique else { return pairs.map { insert($0.ours, $0.theirs, extra, &planner) } }
        var statements: [CompiledStatement] = []
        let size = max(1, planner.context.options.bulkParameters / (2 + extra.count))
        for start in stride(from: 0, to: pairs.count, by: size) {
            var rows: [[SQLExpression]] = []
            for pair in pairs[start..<min(start + size, pairs.count)] {
                rows.append([pair.ours, pair.theirs] + extra.map { $0.sql })
            }
            var statement = InsertStatement(
                table: through.table, columns: columns(extra), values: rows.removeFirst(),
                conflict: .keep(columns: [sourceName, targetName]))
            statement.furtherRows = rows
            var compiler = SQLCompiler()
            compiler.append(statement)
            planner.note(compiler)
            statements.append(compiler.finished)
        }
        return statements
    }

    /// Whether the pair is a key of the joining table.
    private var isUnique: Bool {
        let pair = relation.throughSourceColumns + relation.throughTargetColumns
        func isPair(_ columns: [Int32]) -> Bool {
            columns.count == pair.count && pair.allSatisfy { columns.contains($0) }
        }
        return isPair(through.primaryKey) || through.uniqueSets.contains { isPair($0) }
    }

    private func columns(_ extra: [ColumnValue]) -> [Text] {
        [sourceName, targetName] + extra.map { through.columns[Int($0.column)].column }
    }

    /// `INSERT INTO through (…) SELECT … WHERE NOT EXISTS (…)`: adding what is there already does nothing.
    private func insert(
        _ ours: SQLExpression, _ theirs: SQLExpression, _ extra: [ColumnValue], _ planner: inout Planner
    ) -> CompiledStatement {
        let known = TableSource(table: through.table)
        let exists = SelectStatement()
        exists.sources = [known]
        exists.columns = [SelectColumn(.literal("1"))]
        exists.condition = .all([
            .binary(.equal, .column(known, sourceName), ours), .binary(.equal, .column(known, targetName), theirs),
        ])
        let select = SelectStatement()
        select.columns = [SelectColumn(ours), SelectColumn(theirs)]
        select.condition = .not(.exists(exists))
        for value in extra { select.columns.append(SelectColumn(value.sql)) }
        var statement = InsertStatement(table: through.table, columns: columns(extra), values: [])
        statement.select = select
        var compiler = SQLCompiler()
        compiler.append(statement)
        planner.note(compiler)
        return compiler.finished
    }

    /// Statements that join a row just made, whose reference is known only then.
    func links(_ defaults: JSONValue?, _ planner: inout Planner) throws(NoormmeError) -> [InsertPlan.Link] {
        guard relation.targetColumns.count == 1, relation.throughSourceColumns.count == 1 else { return [] }
        let extra = try throughValues(defaults)
        let made = SQLExpression.parameter(Parameter(.null, slot: Parameter.keys))
        var links: [InsertPlan.Link] = []
        for statement in inserts([made], extra, &planner) {
            links.append(InsertPlan.Link(statement: statement, column: relation.targetColumns[0]))
        }
        query.context.note(through)
        return links
    }
}
