import NoormmeText

extension SQLCompiler {
    public mutating func append(_ select: SelectStatement) {
        if select.compound.isEmpty {
            appendCore(select)
        } else {
            for (index, operand) in select.compound.enumerated() {
                if index > 0 { bytes.append(select.compoundOperator.text) }
                // SQLite takes no parentheses around an operand: one with clauses of its own becomes a subquery.
                if operand.compound.isEmpty && operand.orderBy.isEmpty && operand.limit == nil && operand.offset == 0 {
                    depth += index == 0 ? 0 : 1
                    appendCore(operand)
                    depth -= index == 0 ? 0 : 1
                } else {
                    bytes.append("SELECT * FROM ")
                    append(nested: operand)
                }
            }
        }
        if !select.orderBy.isEmpty {
            bytes.append(" ORDER BY ")
            append(select.orderBy)
        }
        if let limit = select.limit {
            bytes.append(" LIMIT ")
            bytes.appendDecimal(limit)
        } else if select.offset > 0 {
            bytes.append(" LIMIT -1")
        }
        if select.offset > 0 {
            bytes.append(" OFFSET ")
            bytes.appendDecimal(select.offset)
        }
    }

    /// A SELECT in parentheses, one level further in.
    mutating func append(nested select: SelectStatement) {
        bytes.append("(")
        depth += 1
        append(select)
        depth -= 1
        bytes.append(")")
    }

    private mutating func appendCore(_ select: SelectStatement) {
        for source in select.sources { nameAlias(source) }
        bytes.append(select.isDistinct ? "SELECT DISTINCT " : "SELECT ")
        for (index, column) in select.columns.enumerated() {
            if index > 0 { bytes.append(", ") }
            append(column.expression)
            if !column.name.isEmpty {
                bytes.append(" AS ")
                append(name: column.name)
            }
        }
        for (index, source) in select.sources.enumerated() {
            append(source, isFirst: index == 0)
        }
        if !select.condition.isAlways {
            bytes.append(" WHERE ")
            append(select.condition)
        }
        if !select.groupBy.isEmpty {
            bytes.append(" GROUP BY ")
            append(list: select.groupBy)
        }
        if !select.having.isAlways {
            bytes.append(" HAVING ")
            append(select.having)
        }
    }

    private mutating func append(_ source: TableSource, isFirst: Bool) {
        if isFirst {
            bytes.append(" FROM ")
        } else {
            bytes.append(source.kind == .left ? " LEFT OUTER JOIN " : " INNER JOIN ")
        }
        if let subquery = source.subquery {
            append(nested: subquery)
            bytes.append(" AS ")
            append(name: source.alias)
        } else {
            append(table: source.table)
            if source.alias != source.table.name {
                bytes.append(" AS ")
                append(name: source.alias)
            }
        }
        if !isFirst {
            bytes.append(" ON ")
            append(source.on, isOperand: true)
        }
    }

    public mutating func append(_ statement: UpdateStatement) {
        nameAlias(statement.source)
        bytes.append("UPDATE ")
        append(table: statement.source.table)
        bytes.append(" SET ")
        for (index, assignment) in statement.assignments.enumerated() {
            if index > 0 { bytes.append(", ") }
            append(name: assignment.column)
            bytes.append(" = ")
            append(assignment.value)
        }
        appendCondition(statement.condition)
        appendReturning(statement.returning)
    }

    public mutating func append(_ statement: DeleteStatement) {
        nameAlias(statement.source)
        bytes.append("DELETE FROM ")
        append(table: statement.source.table)
        appendCondition(statement.condition)
    }

    public mutating func append(_ statement: InsertStatement) {
        sharesPlaceholders = false
        bytes.append("INSERT ")
        if case .ignore = statement.conflict { bytes.append("OR IGNORE ") }
        bytes.append("INTO ")
        append(table: statement.table)
        if let select = statement.select {
            bytes.append(" (")
            append(names: statement.columns)
            bytes.append(") ")
            append(select)
        } else if statement.columns.isEmpty {
            bytes.append(" DEFAULT VALUES")
        } else {
            bytes.append(" (")
            append(names: statement.columns)
            bytes.append(") VALUES (")
            append(list: statement.values)
            for row in statement.furtherRows {
                bytes.append("), (")
                append(list: row)
            }
            bytes.append(")")
        }
        if case .keep(let columns) = statement.conflict {
            bytes.append(" ON CONFLICT (")
            append(names: columns)
            bytes.append(") DO NOTHING")
        }
        if case .update(let columns, let assign) = statement.conflict {
            bytes.append(" ON CONFLICT (")
            append(names: columns)
            bytes.append(") DO UPDATE SET ")
            for (index, name) in assign.enumerated() {
                if index > 0 { bytes.append(", ") }
                append(name: name)
                bytes.append(" = excluded.")
                append(name: name)
            }
        }
        appendReturning(statement.returning)
    }

    private mutating func append(table: TableName) {
        if !table.database.isEmpty {
            append(name: table.database)
            bytes.append(".")
        }
        append(name: table.name)
    }

    private mutating func appendCondition(_ condition: SQLExpression) {
        if condition.isAlways { return }
        bytes.append(" WHERE ")
        append(condition)
    }

    private mutating func appendReturning(_ names: [Text]) {
        if names.isEmpty { return }
        bytes.append(" RETURNING ")
        append(names: names)
    }
}
