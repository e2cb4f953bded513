import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// The rows that `load` is given: whole ones, their primary keys, or any columns of them.
///
/// A relation is found by the columns it stands on where all rows bring them, else by the primary key over the rows'
/// own table; either way in one statement.
final class GivenParents {
    let model: Model
    private let rows: [JSONValue]
    private let source: JSONValue
    /// Of rows in lines, where a column stands: positions in the model, in the order of the lines.
    private let header: [Int32]?
    private(set) var keys: [[SQLValue]] = []
    private var keyColumns: [[Int32]] = []

    var count: Int { rows.count }

    /// - Parameter source: `[key or {column: value} …]`, or `{"columns": […], "rows": [[…]]}`.
    init(_ source: JSONValue, model: Model) throws(NoormmeError) {
        self.source = source
        self.model = model
        guard source.kind == .object else {
            guard source.kind == .array else { throw Self.malformed(source) }
            rows = [JSONValue](source.elements)
            header = nil
            return
        }
        try source.checkKeys(["columns", "rows"])
        guard let names = source.member("columns"), names.kind == .array, let lines = source.member("rows"),
            lines.kind == .array
        else { throw Self.malformed(source) }
        var header: [Int32] = []
        for name in names.elements {
            guard name.kind == .string, let column = model.column(name.text) else {
                var message: Text = model.label + " has no column '" + name.text + "'."
                appendSuggestion(name.text, model.columns.map { $0.name }, &message)
                throw name.error(.fieldDoesNotExist, message)
            }
            header.append(column)
        }
        for line in lines.elements {
            guard line.kind == .array, line.count == header.count else {
                throw line.error(.malformedSpec, "A row must have one value per column.")
            }
        }
        rows = [JSONValue](lines.elements)
        self.header = header
    }

    /// The columns a relation is found by, and which of `keys` has their values.
    func key(for relation: Relation) throws(NoormmeError) -> (columns: [Int32], index: Int32) {
        var columns = relation.sourceColumns
        if !haveAll(columns) {
            guard !model.primaryKey.isEmpty else {
                throw source.error(.fieldError, "Model '" + model.label + "' has no primary key.")
            }
            columns = model.primaryKey
        }
        if let known = keyColumns.firstIndex(of: columns) { return (columns, Int32(known)) }
        let form = PrefetchKey(columns, of: model)
        var values: [SQLValue] = []
        values.reserveCapacity(rows.count)
        for row in rows {
            var parts: [SQLValue] = []
            for (position, column) in columns.enumerated() {
                let cell = try cell(row, column, in: columns, position)
                parts.append(try stored(cell, model.columns[Int(column)].type))
            }
            values.append(try form.value(parts, row))
        }
        keyColumns.append(columns)
        keys.append(values)
        return (columns, Int32(keys.count - 1))
    }

    private func haveAll(_ columns: [Int32]) -> Bool {
        for row in rows {
            for column in columns where value(row, column) == nil {
                // A key by itself is that of the row.
                guard isKey(row), columns == model.primaryKey else { return false }
            }
        }
        return true
    }

    private func isKey(_ row: JSONValue) -> Bool {
        header == nil && (row.kind != .object || row.tag != nil)
    }

    private func value(_ row: JSONValue, _ column: Int32) -> JSONValue? {
        if let header { return header.firstIndex(of: column).flatMap { row.element(at: $0) } }
        return isKey(row) ? nil : row.member(named: model.columns[Int(column)].name)
    }

    /// A row's value in one of the columns it is found by. The primary key has to be there.
    private func cell(
        _ row: JSONValue, _ column: Int32, in columns: [Int32], _ position: Int
    ) throws(NoormmeError) -> JSONValue {
        if isKey(row) {
            if columns.count == 1, !row.isNull { return row }
            guard row.kind == .array, row.count == columns.count, let part = row.element(at: position), !part.isNull
            else { throw row.error(.valueError, "The key must be that of a row: all of its primary key's values.") }
            return part
        }
        guard let value = value(row, column), columns != model.primaryKey || !value.isNull else {
            let name = model.columns[Int(column)].name
            var error = row.error(.valueError, "The row has no value in its primary key '" + name + "'.")
            error.field = name
            throw error
        }
        return value
    }

    /// What the database has for a value. Rows bring what it gave out, so dates and times in text are left as they
    /// are, whatever their form.
    private func stored(_ value: JSONValue, _ type: FieldType) throws(NoormmeError) -> SQLValue {
        let converts =
            switch type {
            case .uuidHex: true
            case .date, .datetime, .datetimeMilliseconds, .time, .duration: value.kind == .object
            default: false
            }
        // A number no column of the type holds is nobody's key.
        guard case .value(let stored) = try ValuePreparer.prepare(value, Conversion(converts ? type : .any)) else {
            return .null
        }
        return stored
    }

    private static func malformed(_ source: JSONValue) -> NoormmeError {
        source.error(
            .malformedSpec,
            "\"load\" takes rows: an array of keys or objects, or {\"columns\": […], \"rows\": [[…]]}.")
    }
}
