import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

extension Executor {
    func scalar(_ statement: CompiledStatement, _ kind: ScalarKind) throws(NoormmeError) -> Answer {
        var json = ByteBuffer(capacity: 64)
        try withStatement(statement.sql, statement.parameters) { statement throws(NoormmeError) in
            let hasRow = try step(statement)
            switch kind {
            case .count: json.writeInteger(hasRow ? statement.int64(at: 0) : 0)
            case .exists: json.append(hasRow ? "true" : "false")
            }
        }
        return Answer(json)
    }

    /// SQLite's plan as one string: a line for each step, `id parent notused detail`, as Django prints it.
    func explain(_ statement: CompiledStatement) throws(NoormmeError) -> Answer {
        let prefix: StaticString = "EXPLAIN QUERY PLAN "
        let sql = statement.sql.hasPrefix("EXPLAIN") ? statement.sql : Text(prefix) + statement.sql
        var lines: [UInt8] = []
        try withStatement(sql, statement.parameters) { statement throws(NoormmeError) in
            let columns = statement.columnCount
            while try step(statement) {
                if !lines.isEmpty { lines.append(0x0A) }
                for column in 0..<columns {
                    if column > 0 { lines.append(0x20) }
                    lines.append(statement.text(at: column))
                }
            }
        }
        var json = ByteBuffer(capacity: lines.count + 16)
        json.writeString(Text(lines))
        return Answer(json)
    }
}
