import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// The rows that belong to one row of another model, as a query set.
enum RelatedManager {
    /// Starts from the related model with the manager's own condition. Over a many-to-many relation the join that
    /// condition makes is shared with the next step, so that it speaks of the same joining row.
    static func query(
        _ relation: Relation, key: JSONValue, context: CompileContext, outer: Query?
    ) throws(NoormmeError) -> Query {
        let owner = context.schema.model(relation.source)
        let target = context.schema.model(relation.target)
        if key.isNull {
            var message: Text = "'"
            message += owner.label
            message += "' instance needs to have a primary key value before this relationship can be used."
            throw key.error(.valueError, message)
        }
        let query = Query(context: context, model: target, outer: outer)
        if !target.defaultScope.isEmpty { try query.addDefaultScope() }
        let value = try referenced(relation, key, owner, query)
        if relation.kind != .manyToMany {
            var parts: [SQLExpression] = []
            for (index, column) in relation.targetColumns.enumerated() {
                parts.append(.binary(.equal, query.base.column(column), value.columns[index]))
            }
            query.conditions.append(.all(parts))
            query.manager = ManagerContext(
                relation: relation, values: value.columns, presence: value.presence, owner: owner.label)
            return query
        }
        let through = context.schema.model(relation.through)
        var path = NamePath(model: through)
        path.steps = [
            PathStep(
                relation: relation, source: target, target: through, sourceColumns: relation.targetColumns,
                targetColumns: relation.throughTargetColumns, isDirect: false, isMany: true, isNullable: true,
                filtered: nil)
        ]
        let joined = try query.join(path, reuse: query.usedJoins)
        for join in joined.joins {
            query.usedJoins.insert(join)
            if join.parent != nil { join.source.kind = .inner }
        }
        var parts: [SQLExpression] = []
        let join = joined.joins[joined.joins.count - 1]
        for (index, column) in relation.throughSourceColumns.enumerated() {
            parts.append(.binary(.equal, join.column(column), value.columns[index]))
        }
        query.conditions.append(.all(parts))
        query.isSticky = true
        query.manager = ManagerContext(
            relation: relation, values: value.columns, presence: value.presence, owner: owner.label)
        return query
    }

    /// What the related rows refer to: the key itself, or the columns of the row that has the key.
    private static func referenced(
        _ relation: Relation, _ key: JSONValue, _ owner: Model, _ query: Query
    ) throws(NoormmeError) -> (columns: [SQLExpression], presence: SelectStatement?) {
        let keyColumns = try query.primaryKey(of: owner)
        var keys: [SQLExpression] = []
        if keyColumns.count == 1 {
            keys = [try parameter(key, owner.columns[Int(keyColumns[0])], query)]
        } else {
            guard key.kind == .array, key.count == keyColumns.count else {
                throw key.error(.valueError, "The key must be an array of the primary key's values.")
            }
            for (index, element) in key.elements.enumerated() {
                keys.append(try parameter(element, owner.columns[Int(keyColumns[index])], query))
            }
        }
        if relation.sourceColumns == keyColumns { return (keys, nil) }
        /// A column of the row that has the key; without one, whether all columns are there.
        func row(_ selected: Int32?) -> SelectStatement {
            let rows = Query(context: query.context, model: owner, outer: nil)
            let statement = SelectStatement()
            var conditions: [SQLExpression] = []
            for (index, keyColumn) in keyColumns.enumerated() {
                conditions.append(.binary(.equal, rows.base.column(keyColumn), keys[index]))
            }
            for column in relation.sourceColumns where selected == nil {
                conditions.append(.isNotNull(rows.sql(column, of: rows.base)))
            }
            statement.condition = .all(conditions)
            statement.columns = [SelectColumn(selected.map { rows.sql($0, of: rows.base) } ?? .literal("1"))]
            statement.sources = rows.usedSources()
            return statement
        }
        return (relation.sourceColumns.map { .subquery(row($0)) }, row(nil))
    }

    private static func parameter(
        _ value: JSONValue, _ column: Column, _ query: Query
    ) throws(NoormmeError) -> SQLExpression {
        try query.parameter(value, Conversion(column.type)).sql
    }
}

/// The relation a query set started from, for what it creates.
struct ManagerContext {
    let relation: Relation
    let values: [SQLExpression]
    /// Gives a row when the manager's row has what the relation refers to; nil where that is its key.
    var presence: SelectStatement?
    var owner: Text = Text()
}
