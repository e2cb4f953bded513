import NoormmeJSON
import NoormmeSQL
import NoormmeText

// What is asked of the database as it stands: how it would run a statement, and SQL the application wrote.
extension Planner {
    /// `["explain"]` is of the rows, `["explain", terminal]` of the first statement that the terminal runs. Nothing
    /// is read or written.
    mutating func explain(_ terminal: Terminal, _ query: Query) throws(NoormmeError) -> QueryPlan {
        var asked = QueryPlan(operation: .constant("null"))
        if let inner = terminal.arguments.first {
            let inner = try Terminal(get: inner, context.schema)
            if inner.name == "explain" || inner.name == "raw" {
                throw inner.source.error(
                    .malformedSpec, "\"explain\" takes a terminal that is not \"" + inner.name + "\".")
            }
            do throws(NoormmeError) {
                asked = try plan(inner, query)
            } catch {
                // A row that is known not to be there takes no statement to say so.
                guard error.code == .doesNotExist || error.code == .indexError else { throw error }
            }
        } else if !query.isKnownEmpty {
            asked = try rows(query, .many)
        }
        guard var statement = asked.operation.firstStatement ?? asked.prefetches.first?.rows.statement else {
            return QueryPlan(operation: .constant("\"\""))
        }
        statement.sql = Text("EXPLAIN QUERY PLAN ") + statement.sql
        return QueryPlan(operation: .explain(statement))
    }

    /// `raw(sql, params)`: rows of SQL the application wrote.
    mutating func raw(_ spec: JSONValue, _ terminal: Terminal) throws(NoormmeError) -> QueryPlan {
        guard context.options.allowRaw else {
            throw terminal.source.error(
                .rawRefused, "Raw SQL is refused: the database was opened without allow_raw.")
        }
        guard let sql = terminal.arguments.first, sql.kind == .string else {
            throw terminal.source.error(.malformedSpec, "raw takes SQL text and an array of parameters.")
        }
        let query = try QueryReader.query(spec, context: context, outer: nil)
        var parameters: [Parameter] = []
        for value in terminal.arguments.count > 1 ? [JSONValue](terminal.arguments[1].elements) : [] {
            guard case .parameter(let parameter) = try query.bound(value, Conversion(.any)).sql else { continue }
            parameters.append(parameter)
        }
        var shape = ResultShape(form: .object, columns: [])
        shape.followsStatement = true
        return QueryPlan(
            operation: .rows(
                RowsPlan(
                    statement: CompiledStatement(sql: sql.text, parameters: parameters), shape: shape,
                    expectation: .many)))
    }
}

extension Operation {
    /// What runs first; nil when nothing does.
    var firstStatement: CompiledStatement? {
        switch self {
        case .constant, .load: nil
        case .rows(let plan): plan.statement
        case .scalar(let statement, _): statement
        case .keyed(let plan, _): plan.statement
        case .explain(let statement): statement
        case .insert(let plan): plan.firstStatement
        case .update(let plan): plan.statements.first
        case .delete(let plan): plan.fast ?? plan.select
        case .getOrCreate(let plan): plan.select.statement
        case .save(let plan): plan.update ?? plan.insert?.firstStatement
        case .writeRow(let plan): plan.tables.first.flatMap { $0.update ?? $0.insert }
        case .sequence(let plans, _): plans.first?.operation.firstStatement
        }
    }
}

extension InsertPlan {
    fileprivate var firstStatement: CompiledStatement? {
        guard let group = groups.first else { return nil }
        return CompiledStatement(sql: group.sql, parameters: group.rows.first ?? [])
    }
}
