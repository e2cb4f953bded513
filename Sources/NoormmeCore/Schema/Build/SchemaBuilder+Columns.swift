import NoormmeJSON
import NoormmeText

extension SchemaBuilder {
    mutating func addColumns() throws(NoormmeError) {
        for index in models.indices where models[index].proxyOf < 0 {
            let fields = try fields(of: index)
            models[index].columns = columns(of: index, fields: fields)
            try addKeys(of: index)
            if let configured = configured(index) {
                for set in configured.unique { try addUniqueSet(set, to: index) }
            }
            markUnique(index)
            try checkNames(of: index, fields: fields)
            // Every path knows it as the key.
            models[index].names.insert("pk")
        }
        shareColumns()
    }

    /// Gives proxies the columns of the models they stand for.
    mutating func shareColumns() {
        for index in models.indices where models[index].proxyOf >= 0 {
            let concrete = concrete(index)
            models[index].columns = models[concrete].columns
            models[index].key = models[concrete].key
            models[index].uniqueSets = models[concrete].uniqueSets
        }
    }

    func configured(_ model: Int) -> ConfiguredModel? {
        let position = models[model].configured
        return position < 0 ? nil : configuration.models[position]
    }

    /// For each column, the position of its configured field; -1 for none.
    private func fields(of model: Int) throws(NoormmeError) -> [Int] {
        let table = tables[models[model].table]
        var fields = [Int](repeating: -1, count: table.columns.count)
        guard let configured = configured(model) else { return fields }
        for (position, field) in configured.fields.enumerated() {
            let name = field.column?.text ?? field.name
            let source = field.column?.source ?? field.source
            guard let column = table.columnByName.position(name) else {
                var names: [Text] = []
                for column in table.columns { names.append(column.name) }
                throw ConfigurationReader.error(
                    "", table.description.table.qualified, " has no column ", name, at: source, near: names)
            }
            if fields[Int(column)] >= 0 {
                throw ConfigurationReader.error("a second field for the column ", name, at: source)
            }
            fields[Int(column)] = position
        }
        return fields
    }

    private func columns(of model: Int, fields: [Int]) -> [Column] {
        let table = tables[models[model].table]
        let configured = configured(model)
        var columns: [Column] = []
        columns.reserveCapacity(table.columns.count)
        for (position, description) in table.columns.enumerated() {
            var field: ConfiguredField?
            if let configured, fields[position] >= 0 { field = configured.fields[fields[position]] }
            let facts = table.definition.column(description.name, near: position)
            columns.append(
                Column(
                    name: field?.name ?? description.name, column: description.name,
                    type: field?.type ?? SchemaBuilder.type(description, facts),
                    declaredType: description.declaredType,
                    isNullable: field?.isNullable ?? table.isNullable(position), defaultSQL: description.defaultSQL,
                    isGenerated: description.hidden == 2 || description.hidden == 3,
                    isRowID: table.rowID == Int32(position), isUnique: false, maxLength: field?.maxLength ?? 0,
                    choices: facts?.hasCollation == true ? [] : facts?.choices ?? [],
                    isAutoincrement: facts?.isAutoincrement ?? false, generatedSQL: facts?.generatedSQL ?? Text()))
        }
        return columns
    }

    private static func type(_ column: ColumnDescription, _ facts: TableDefinition.ColumnFacts?) -> FieldType {
        if facts?.isJSON == true { return .json }
        let type = FieldType(declared: column.declaredType)
        return type == .integer && facts?.isNonNegative == true ? .positiveInteger : type
    }

    private mutating func addKeys(of model: Int) throws(NoormmeError) {
        let table = tables[models[model].table]
        models[model].key = table.key
        models[model].uniqueSets = table.uniqueSets
        if let configured = configured(model), !configured.primaryKey.isEmpty {
            models[model].key = try columns(configured.primaryKey, of: model)
            let key = models[model].key
            models[model].uniqueSets = []
            for set in table.uniqueSets where !set.isSameSet(as: key) { models[model].uniqueSets.append(set) }
        }
    }

    private mutating func addUniqueSet(_ names: [ConfiguredName], to model: Int) throws(NoormmeError) {
        let set = try columns(names, of: model)
        if set.isEmpty || set.isSameSet(as: models[model].key) { return }
        for known in models[model].uniqueSets where known.isSameSet(as: set) { return }
        models[model].uniqueSets.append(set)
    }

    private mutating func markUnique(_ model: Int) {
        if models[model].key.count == 1 { markUnique(model, Int(models[model].key[0])) }
        for set in models[model].uniqueSets where set.count == 1 { markUnique(model, Int(set[0])) }
    }

    private mutating func markUnique(_ model: Int, _ position: Int) {
        models[model].columns[position] = models[model].columns[position].markedUnique
    }

    /// Takes the names of the columns, and notes those no path can spell.
    private mutating func checkNames(of model: Int, fields: [Int]) throws(NoormmeError) {
        for (position, column) in models[model].columns.enumerated() {
            if !models[model].names.insert(column.name) {
                // Only a configured field can bring a second column of a name.
                guard let configured = configured(model) else { continue }
                var field = fields[position]
                if field < 0 {
                    for other in fields where other >= 0 && configured.fields[other].name == column.name {
                        field = other
                    }
                }
                let source = field >= 0 ? configured.fields[field].source : configured.source
                throw ConfigurationReader.error(
                    "", models[model].name, " has a second column ", column.name, at: source)
            }
        }
        for column in models[model].columns {
            let isForeignPK = column.name == ("pk" as StaticString) && !isKey(column.name, of: model)
            if column.name.isSpellable, !isForeignPK { continue }
            let base: Text = isForeignPK ? "pk_column" : column.name.spelled
            var suggestion = base
            var number: Int64 = 2
            while models[model].names.contains(suggestion) {
                suggestion = SchemaBuilder.numbered(base, number)
                number += 1
            }
            unspellableNames.append(
                UnspellableName(model: models[model].name, column: column.name, suggestion: suggestion))
        }
    }

    private func isKey(_ name: Text, of model: Int) -> Bool {
        models[model].key.count == 1 && models[model].columns[Int(models[model].key[0])].name == name
    }
}

extension TableDraft {
    /// As SQLite enforces it: besides NOT NULL columns, the rowid, and the key of a table WITHOUT ROWID or
    /// a STRICT one, are never NULL. Of a view nothing is known.
    fileprivate func isNullable(_ position: Int) -> Bool {
        if description.kind == .view { return true }
        if rowID == Int32(position) || columns[position].isNotNull { return false }
        return !((description.isWithoutRowID || description.isStrict) && columns[position].keyPosition > 0)
    }
}

extension Column {
    fileprivate var markedUnique: Column {
        Column(
            name: name, column: column, type: type, declaredType: declaredType, isNullable: isNullable,
            defaultSQL: defaultSQL, isGenerated: isGenerated, isRowID: isRowID, isUnique: true, maxLength: maxLength,
            choices: choices, isAutoincrement: isAutoincrement, generatedSQL: generatedSQL)
    }
}
