import NoormmeText

// Columns and relations under the names JavaScript writes, created_at as createdAt. The whole schema is renamed once,
// after every name has been derived and configured, by a rule that looks at names alone: so a database that is opened
// so and types that are generated so agree. Requests may go on using the names of before.

extension Schema {
    /// The same schema with names of columns and relations in camel case; models keep theirs.
    ///
    /// Within a model, columns come first and then relations, each in order; a name that would become one that is there,
    /// or given out, stays as it is.
    public func camelCased() -> Schema {
        Schema(models: models.map { $0.camelCased() }, unspellableNames: unspellableNames, notes: notes)
    }
}

extension Model {
    fileprivate func camelCased() -> Model {
        var taken = NameTable(capacity: (columns.count + relations.count) * 2)
        for column in self.columns { taken.insert(column.name) }
        for relation in self.relations {
            taken.insert(relation.accessor)
            taken.insert(relation.queryName)
        }
        func spelled(_ name: Text) -> Text {
            let camel = name.camelCased
            guard taken.position(camel) == nil else { return name }
            taken.insert(camel)
            return camel
        }
        var columns: [Column] = []
        for column in self.columns { columns.append(column.renamed(spelled(column.name))) }
        var relations: [Relation] = []
        for relation in self.relations {
            let first = relation.accessor.isEmpty ? relation.queryName : relation.accessor
            let name = first.isEmpty ? first : spelled(first)
            var queryName = relation.queryName
            if queryName == first { queryName = name } else if !queryName.isEmpty { queryName = spelled(queryName) }
            relations.append(relation.renamed(relation.accessor.isEmpty ? Text() : name, queryName))
        }
        return Model(
            index: index, name: name, table: table, label: label, columns: columns, primaryKey: primaryKey,
            relations: relations, ordering: ordering, getLatestBy: getLatestBy, uniqueSets: uniqueSets, isView: isView,
            defaultScope: defaultScope, isVirtual: isVirtual, isWithoutRowID: isWithoutRowID, isStrict: isStrict,
            hiddenColumns: hiddenColumns, parentLinks: parentLinks, proxyOf: proxyOf)
    }
}

extension Column {
    fileprivate func renamed(_ name: Text) -> Column {
        if name == self.name { return self }
        return Column(
            name: name, column: column, type: type, declaredType: declaredType, isNullable: isNullable,
            defaultSQL: defaultSQL, isGenerated: isGenerated, isRowID: isRowID, isUnique: isUnique,
            maxLength: maxLength,
            choices: choices, isAutoincrement: isAutoincrement, generatedSQL: generatedSQL, alias: self.name,
            inherited: inherited)
    }
}

extension Relation {
    fileprivate func renamed(_ accessor: Text, _ queryName: Text) -> Relation {
        if accessor == self.accessor, queryName == self.queryName { return self }
        return Relation(
            accessor: accessor, queryName: queryName, kind: kind, source: source, target: target,
            sourceColumns: sourceColumns, targetColumns: targetColumns, isNullable: isNullable, isOneToOne: isOneToOne,
            onDelete: onDelete, through: through, throughSourceColumns: throughSourceColumns,
            throughTargetColumns: throughTargetColumns, isSymmetrical: isSymmetrical, isPlainThrough: isPlainThrough,
            foreignKey: foreignKey, alias: self.accessor, queryAlias: self.queryName)
    }
}

extension Text {
    /// `created_at` -> `createdAt`: a small letter after a single `_` between letters or digits becomes a capital.
    /// Other names stay as they are, so that the way back is never in doubt.
    public var camelCased: Text {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let isBreak =
                bytes[index] == 0x5F && index > 0 && index + 1 < bytes.count && bytes[index - 1] != 0x5F
                && bytes[index + 1] &- 0x61 < 26
            if isBreak {
                result.append(bytes[index + 1] & 0xDF)
                index += 2
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return Text(result)
    }
}
