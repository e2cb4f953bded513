import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

// RETURNING costs SQLite several times what inserting the row does: it makes a table of its own for the answer of each
// statement. Most of what it would say is known: the values that were just bound, NULL or a constant for the columns
// left out, and the rowid. So the row is inserted without it, and the answer made of what was bound, where that is
// certain to be what is stored.

/// How the stored row follows from what one of a plan's statements binds.
final class InsertEcho: Sendable {
    enum Source: Sendable {
        case parameter(Int, Affinity, isNullable: Bool)
        case rowID
        /// A row of `constants`.
        case constant(Int)
    }

    /// The statement without RETURNING.
    let key: StatementKey
    /// For each column of the model.
    let sources: [Source]
    /// What columns hold that are left out.
    let constants: ValueRows

    /// - Returns: nil where SQLite has to be asked.
    init?(_ group: InsertPlan.Group, _ model: Model) {
        guard !model.isView, !model.isVirtual, !group.columns.isEmpty,
            let sql = Self.withoutReturning(group.sql, model),
            // The row in the way has values of its own.
            sql.firstIndex(of: " DO UPDATE SET ") == nil
        else { return nil }
        for (index, name) in group.columns.enumerated() where group.columns[..<index].contains(name) { return nil }
        let constants = ValueRows(width: 1, rows: model.columns.count)
        var sources: [Source] = []
        for column in model.columns {
            if column.isGenerated { return nil }
            let place = group.columns.firstIndex(of: column.column)
            if column.isRowID, !model.isWithoutRowID {
                sources.append(.rowID)
                continue
            }
            let affinity = Affinity(declared: column.declaredType, isStrict: model.isStrict)
            if let place {
                sources.append(.parameter(place, affinity, isNullable: column.isNullable))
                continue
            }
            guard let value = Self.constant(column.defaultSQL) else { return nil }
            constants.append(value)
            let last = constants.count - 1
            guard affinity.isCertain(constants.kinds[last], constants.words[last], constants) else { return nil }
            let stored = affinity.stored(constants.kinds[last], constants.words[last])
            constants.kinds[last] = stored.kind
            constants.words[last] = stored.word
            sources.append(.constant(last))
        }
        key = StatementKey(sql)
        self.sources = sources
        self.constants = constants
    }

    /// A default that is a whole number, a text or NULL; nil for others.
    private static func constant(_ sql: Text?) -> SQLValue? {
        guard let sql else { return .null }
        if sql.asciiLowercased == ("null" as StaticString) { return .null }
        if sql.count < 16, let first = sql.bytes.first, first &- 48 < 10,
            sql.bytes.allSatisfy({ $0 &- 48 < 10 }), let integer = sql.int64
        {
            return .integer(integer)
        }
        guard sql.count >= 2, sql.bytes.first == 0x27, sql.bytes.last == 0x27 else { return nil }
        let inner = sql.bytes[1..<(sql.count - 1)]
        return inner.contains(0x27) || inner.contains(0) ? nil : .text(Text(inner))
    }

    /// ` RETURNING "a", "b"` ends the statement, the model's columns in order.
    static func withoutReturning(_ sql: Text, _ model: Model) -> Text? {
        let word: StaticString = " RETURNING "
        var size = word.utf8CodeUnitCount + 2 * (model.columns.count - 1)
        for column in model.columns {
            size += column.column.count + 2
            for byte in column.column.bytes where byte == 0x22 { size += 1 }
        }
        let start = sql.count - size
        guard start > 0, Text(sql.bytes[start...]).hasPrefix(word) else { return nil }
        return Text(sql.bytes[..<start])
    }

    /// Whether all rows will be stored as the answer would say.
    func isCertain(_ values: ValueRows) -> Bool {
        for row in 0..<values.count {
            let start = row * values.width
            for source in sources {
                guard case .parameter(let index, let affinity, let isNullable) = source else { continue }
                let kind = values.kinds[start + index]
                // NULL may be replaced (ON CONFLICT REPLACE).
                if kind == ValueRows.Kind.null, !isNullable { return false }
                if !affinity.isCertain(kind, values.words[start + index], values) { return false }
            }
        }
        return true
    }
}

/// Rows as they were inserted.
struct StoredRows {
    let echo: InsertEcho
    let values: ValueRows
    /// Of rows that were not left out.
    var rowIDs: [Int64] = []
    /// Rows that a conflict left out.
    var absent: [Int] = []

    func row(_ index: Int) -> StoredRow {
        StoredRow(rows: self, index: index)
    }

    /// Each as JSON, in order; null where there is none.
    func json(_ encoder: RowEncoder, into block: inout RowBlock) {
        var missing = absent[...]
        for index in 0..<values.count {
            if missing.first == index {
                missing.removeFirst()
                block.bytes.append("null")
            } else {
                encoder.encode(row(index), into: &block.bytes)
            }
            block.endRow()
        }
    }
}

/// One of them.
struct StoredRow: RowSource {
    let rows: StoredRows
    let index: Int

    struct Value: RowValue {
        let kind: UInt8
        let word: UInt64
        let values: ValueRows

        var type: ColumnType {
            switch kind {
            case ValueRows.Kind.integer: .integer
            case ValueRows.Kind.real: .real
            case ValueRows.Kind.text: .text
            case ValueRows.Kind.blob: .blob
            default: .null
            }
        }
        var int64: Int64 { Int64(bitPattern: word) }
        var double: Double { Double(bitPattern: word) }
        var text: UnsafeBufferPointer<UInt8> { values.bytes(word) }
        var blob: UnsafeRawBufferPointer { UnsafeRawBufferPointer(values.bytes(word)) }
    }

    func value(at column: Int) -> Value {
        let values = rows.values
        guard column < rows.echo.sources.count else { return Value(kind: ValueRows.Kind.null, word: 0, values: values) }
        switch rows.echo.sources[column] {
        case .constant(let index):
            let constants = rows.echo.constants
            return Value(kind: constants.kinds[index], word: constants.words[index], values: constants)
        case .rowID:
            return Value(
                kind: ValueRows.Kind.integer, word: UInt64(bitPattern: rows.rowIDs[index]), values: values)
        case .parameter(let parameter, let affinity, _):
            let place = index &* values.width &+ parameter
            let stored = affinity.stored(values.kinds[place], values.words[place])
            return Value(kind: stored.kind, word: stored.word, values: values)
        }
    }
}
