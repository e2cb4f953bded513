import NoormmeText

extension SchemaBuilder {
    mutating func addTables(_ descriptions: [TableDescription]) {
        for description in descriptions {
            if description.kind == .shadow || description.name.asciiLowercased.hasPrefix("sqlite_") { continue }
            // A second table of the name cannot be reached: SQLite has none, a caller's list may.
            guard tableByName.insert(description.table.qualified, Int32(tables.count)) else { continue }
            tables.append(SchemaBuilder.draft(description))
        }
    }

    private static func draft(_ description: TableDescription) -> TableDraft {
        var table = TableDraft(
            description: description,
            definition: description.kind == .table ? TableDefinition.parse(description.sql) : TableDefinition())
        for column in description.columns {
            if column.hidden == 1 {
                table.hiddenColumns.append(column.name)
            } else if table.columnByName.insert(column.name, Int32(table.columns.count)) {
                table.columns.append(column)
            }
        }
        table.key = key(table.columns)
        table.rowID = rowID(table)
        for index in description.indexes where index.isUnique && !index.isPartial {
            guard let set = positions(index.columns, in: table), !set.isEmpty else { continue }
            table.add(uniqueSet: set)
        }
        return table
    }

    /// Key columns by their position in the key.
    private static func key(_ columns: [ColumnDescription]) -> [Int32] {
        var key: [Int32] = []
        var previous: Int32 = 0
        while true {
            var next = -1
            for index in columns.indices where columns[index].keyPosition > previous {
                if next < 0 || columns[index].keyPosition < columns[next].keyPosition { next = index }
            }
            guard next >= 0 else { return key }
            key.append(Int32(next))
            previous = columns[next].keyPosition
        }
    }

    /// A key of one column declared as INTEGER, and just so, is the rowid, unless the table has none or the
    /// key has an index of its own, as SQLite gives it to `INTEGER PRIMARY KEY DESC` (sqlite.org/rowidtable.html).
    private static func rowID(_ table: TableDraft) -> Int32 {
        guard table.description.kind == .table, !table.description.isWithoutRowID, table.key.count == 1 else {
            return -1
        }
        for index in table.description.indexes where index.origin == ("pk" as StaticString) { return -1 }
        let column = table.columns[Int(table.key[0])]
        return column.declaredType.equalsIgnoringCase("INTEGER") ? table.key[0] : -1
    }

    /// nil when an expression, the rowid or an unknown column is among the names.
    static func positions(_ names: [Text?], in table: TableDraft) -> [Int32]? {
        var positions: [Int32] = []
        for name in names {
            guard let name, let position = table.columnByName.position(name) else { return nil }
            positions.append(position)
        }
        return positions
    }
}

extension TableDraft {
    /// Adds a set unless it, in any order, is the key or there already.
    mutating func add(uniqueSet set: [Int32]) {
        if set.isSameSet(as: key) { return }
        for known in uniqueSets where known.isSameSet(as: set) { return }
        uniqueSets.append(set)
    }
}
