import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension Examination {
    /// One pass over a table's rows.
    mutating func examineRows(_ model: Model) throws(SQLiteError) {
        let columns = model.ownColumns
        guard !columns.isEmpty else { return }
        var census = columns.map { ColumnCensus($0.type) }
        let names = columns.map { quoted($0.column) }.joined(separator: ", ")
        try rows("SELECT \(names) FROM \(quoted(model.table))") { row in
            for index in census.indices { census[index].count(row.value(at: index)) }
        }
        for (column, counts) in zip(columns, census) { judge(counts, column, model) }
        for column in columns where column.type == .json {
            let name = quoted(column.column)
            var bad: Int64 = 0
            let sql = """
                SELECT count(*) FROM \(quoted(model.table)) \
                WHERE \(name) IS NOT NULL AND (typeof(\(name)) = 'blob' OR NOT json_valid(\(name)))
                """
            try rows(sql) { row in bad = row.int64(at: 0) }
            if bad > 0 {
                report("invalid-json", "\(bad) \(bad == 1 ? "value is" : "values are") no JSON", column, model)
            }
        }
    }

    private mutating func judge(_ counts: ColumnCensus, _ column: Column, _ model: Model) {
        if counts.broken > 0 {
            let what = counts.broken == 1 ? "1 text is" : "\(counts.broken) texts are"
            report("invalid-utf8", "\(what) not UTF-8: read with U+FFFD in place of the rest", column, model)
        }
        if counts.strangers > 0 {
            report(
                "not-boolean",
                "\(counts.strangers) \(counts.strangers == 1 ? "value is" : "values are") neither 0 nor 1", column,
                model)
        }
        let used = ColumnCensus.DateForm.allCases.filter { counts.forms[$0.rawValue] > 0 }
        if used.count > 1 {
            let list = used.map { "\($0.name) (\(counts.forms[$0.rawValue]))" }.joined(separator: ", ")
            report(
                "mixed-dates", "moments are written in several ways, which do not sort together: \(list)", column, model
            )
        } else if counts.kinds.count > 1, column.type != .any {
            let list = counts.kinds.map { "\($0.name) (\($0.count))" }.joined(separator: ", ")
            report("mixed-types", "values are of several types: \(list)", column, model)
        }
    }

    private mutating func report(_ code: String, _ message: String, _ column: Column, _ model: Model) {
        add(
            Finding(
                severity: .warning, code: code, table: model.table.qualified.string, columns: [column.column.string],
                message: message))
    }
}
