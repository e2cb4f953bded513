import NoormmeText

/// What a CREATE TABLE statement says and no PRAGMA repeats.
struct TableDefinition: Sendable {
    struct ColumnFacts: Sendable {
        var name: Text
        /// The values a CHECK allows, as SQL literals; empty when none says so.
        var choices: [Text] = []
        /// CHECK (json_valid(x))
        var isJSON = false
        /// CHECK (x >= 0)
        var isNonNegative = false
        var isAutoincrement = false
        /// COLLATE something other than BINARY: values equal the choices without being the same.
        var hasCollation = false
        /// The expression of a generated column, without its parentheses; empty for others.
        var generatedSQL = Text()
    }

    struct ForeignKeyFacts: Sendable {
        var columns: [Text]
        var table: Text
        /// DEFERRABLE INITIALLY DEFERRED
        var isDeferred = false
    }

    var columns: [ColumnFacts] = []
    var foreignKeys: [ForeignKeyFacts] = []

    /// Reads `sqlite_schema.sql`. Views, virtual tables and text that is no CREATE TABLE say nothing.
    static func parse(_ sql: Text) -> TableDefinition {
        let text = DDLText(sql)
        guard text.isKeyword(0, "CREATE") else { return TableDefinition() }
        let isTemporary = text.isKeyword(1, "TEMP") || text.isKeyword(1, "TEMPORARY")
        guard text.isKeyword(isTemporary ? 2 : 1, "TABLE") else { return TableDefinition() }
        var reader = TableDefinitionReader(text)
        reader.read()
        return reader.definition
    }

    func column(_ name: Text, near position: Int) -> ColumnFacts? {
        // PRAGMAs list columns in the order of the statement.
        if position < columns.count, columns[position].name.equalsIgnoringCase(name) { return columns[position] }
        for column in columns where column.name.equalsIgnoringCase(name) { return column }
        return nil
    }

    /// Whether the foreign key over these columns to this table is checked at COMMIT.
    func isDeferred(_ names: [Text], to table: Text) -> Bool {
        for key in foreignKeys where key.columns.count == names.count && key.table.equalsIgnoringCase(table) {
            var isSame = true
            for index in names.indices where !key.columns[index].equalsIgnoringCase(names[index]) { isSame = false }
            if isSame { return key.isDeferred }
        }
        return false
    }
}
