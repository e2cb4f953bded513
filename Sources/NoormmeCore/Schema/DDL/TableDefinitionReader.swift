import NoormmeText

/// Walks the column definitions and table constraints of a CREATE TABLE statement
/// (sqlite.org/lang_createtable.html). It looks for the few clauses that are wanted and passes over the rest,
/// so a clause SQLite learns later does no harm.
struct TableDefinitionReader {
    private let text: DDLText
    private(set) var definition = TableDefinition()
    /// Expressions of CHECK constraints; they may name columns that are defined after them.
    private var checks: [Range<Int>] = []

    init(_ text: DDLText) {
        self.text = text
    }

    mutating func read() {
        var open = 0
        while open < text.count, text.kind(open) != .openParenthesis { open += 1 }
        let end = text.afterParentheses(open, before: text.count) - 1
        var start = open + 1
        while start < end {
            let stop = entryEnd(start, before: end)
            readEntry(start..<stop)
            start = stop + 1
        }
        for check in checks { CheckReader.apply(text, check, to: &definition) }
    }

    /// The position of the comma that ends an entry.
    private func entryEnd(_ start: Int, before end: Int) -> Int {
        var index = start
        while index < end, text.kind(index) != .comma {
            index = text.kind(index) == .openParenthesis ? text.afterParentheses(index, before: end) : index + 1
        }
        return index
    }

    private mutating func readEntry(_ range: Range<Int>) {
        let isConstraint =
            text.isKeyword(range.lowerBound, "CONSTRAINT") || text.isKeyword(range.lowerBound, "PRIMARY")
            || text.isKeyword(range.lowerBound, "UNIQUE") || text.isKeyword(range.lowerBound, "CHECK")
            || text.isKeyword(range.lowerBound, "FOREIGN")
        if isConstraint {
            readClauses(range, column: nil)
        } else if let name = text.name(range.lowerBound) {
            definition.columns.append(TableDefinition.ColumnFacts(name: name))
            readClauses(range.lowerBound + 1..<range.upperBound, column: definition.columns.count - 1)
        }
    }

    /// - Parameter column: position of the column the clauses belong to; nil for table constraints.
    private mutating func readClauses(_ range: Range<Int>, column: Int?) {
        var index = range.lowerBound
        let end = range.upperBound
        var keyColumns: [Text] = []
        if let column { keyColumns = [definition.columns[column].name] }
        while index < end {
            if text.kind(index) == .openParenthesis {
                index = text.afterParentheses(index, before: end)
            } else if text.isKeyword(index, "CHECK"), text.kind(index + 1) == .openParenthesis {
                let after = text.afterParentheses(index + 1, before: end)
                checks.append(index + 2..<max(index + 2, after - 1))
                index = after
            } else if text.isKeyword(index, "FOREIGN") {
                keyColumns = names(index + 2, before: end)
                index = text.afterParentheses(index + 2, before: end)
            } else if text.isKeyword(index, "REFERENCES"), let table = text.name(index + 1) {
                definition.foreignKeys.append(TableDefinition.ForeignKeyFacts(columns: keyColumns, table: table))
                index += 2
            } else if text.isKeyword(index, "DEFERRABLE") {
                readDeferrable(index)
                index += 1
            } else if text.isKeyword(index, "PRIMARY") {
                index = readPrimaryKey(index + 2, before: end, column: column)
            } else if let column, text.isKeyword(index, "AUTOINCREMENT") {
                definition.columns[column].isAutoincrement = true
                index += 1
            } else if let column, text.isKeyword(index, "AS"), text.kind(index + 1) == .openParenthesis {
                let after = text.afterParentheses(index + 1, before: end)
                definition.columns[column].generatedSQL = text.source(index + 2..<max(index + 2, after - 1))
                index = after
            } else if text.isKeyword(index, "COLLATE") {
                if let column, !text.isKeyword(index + 1, "BINARY") { definition.columns[column].hasCollation = true }
                index += 2
            } else if text.isKeyword(index, "CONSTRAINT") {
                index += 2
            } else if text.isKeyword(index, "DEFAULT"), !text.isKeyword(index - 1, "SET") {
                // A value or the start of a parenthesised one; names as values look like clauses.
                index += text.kind(index + 1) == .openParenthesis ? 1 : 2
            } else {
                index += 1
            }
        }
    }

    /// `PRIMARY KEY (id AUTOINCREMENT)` as a table constraint; the position after `PRIMARY KEY` or the list.
    private mutating func readPrimaryKey(_ open: Int, before end: Int, column: Int?) -> Int {
        guard column == nil, text.kind(open) == .openParenthesis else { return open }
        let after = text.afterParentheses(open, before: end)
        if text.isKeyword(after - 2, "AUTOINCREMENT"), let name = text.name(open + 1) {
            for position in definition.columns.indices
            where definition.columns[position].name.equalsIgnoringCase(name) {
                definition.columns[position].isAutoincrement = true
            }
        }
        return after
    }

    private mutating func readDeferrable(_ index: Int) {
        guard !definition.foreignKeys.isEmpty, !text.isKeyword(index - 1, "NOT") else { return }
        let isDeferred = text.isKeyword(index + 1, "INITIALLY") && text.isKeyword(index + 2, "DEFERRED")
        definition.foreignKeys[definition.foreignKeys.count - 1].isDeferred = isDeferred
    }

    /// The names of a parenthesised list.
    private func names(_ open: Int, before end: Int) -> [Text] {
        var names: [Text] = []
        guard text.kind(open) == .openParenthesis else { return names }
        var index = open + 1
        while index < end, text.kind(index) != .closeParenthesis {
            if let name = text.name(index) { names.append(name) }
            index += 1
        }
        return names
    }
}
