import NoormmeJSON
import NoormmeSQL
import NoormmeText

extension Schema {
    /// Reads what `write(into:)` wrote, configuration and all.
    ///
    /// A program that only compiles against a schema made elsewhere needs none of the code that makes one.
    /// Relations without a name are not written and so are not there.
    ///
    /// - Throws: `.invalidOption` with the JSON path of what is missing, of the wrong type, or names a model
    ///   or a column that is not there.
    public static func parse(_ value: JSONValue) throws(NoormmeError) -> Schema {
        guard let list = try value.listMember("models") else {
            throw ConfigurationReader.error("expected models", at: value)
        }
        var drafts: [ParsedModel] = []
        var byName: [Text: Int32] = [:]
        for element in list.elements {
            let draft = try ParsedModel(element)
            guard byName[draft.name] == nil else { throw ConfigurationReader.error("repeated model", at: element) }
            byName[draft.name] = Int32(drafts.count)
            drafts.append(draft)
        }
        var models: [Model] = []
        for index in drafts.indices { models.append(try drafts[index].model(at: Int32(index), drafts, byName)) }
        for index in models.indices where !models[index].isInheritanceSound(among: models) {
            throw ConfigurationReader.error("inherited columns lead nowhere: ", models[index].name, at: value)
        }
        var unspellable: [UnspellableName] = []
        if let names = try value.listMember("unspellable") {
            for name in names.elements {
                unspellable.append(
                    UnspellableName(
                        model: try name.textMember("model") ?? Text(), column: try name.textMember("column") ?? Text(),
                        suggestion: try name.textMember("suggestion") ?? Text()))
            }
        }
        return Schema(models: models, unspellableNames: unspellable, notes: try value.textsMember("notes"))
    }
}

/// A model whose relations are still to be read: they name columns of models that come later.
private struct ParsedModel {
    let source: JSONValue
    let name: Text
    var columns: [Column] = []
    var columnByName: [Text: Int32] = [:]

    init(_ value: JSONValue) throws(NoormmeError) {
        source = value
        guard let name = try value.textMember("name") else {
            throw ConfigurationReader.error("a model needs a name", at: value)
        }
        self.name = name
        guard let list = try value.listMember("columns") else { return }
        for element in list.elements {
            let column = try Column.parse(element)
            guard columnByName[column.name] == nil else {
                throw ConfigurationReader.error("repeated column", at: element)
            }
            columnByName[column.name] = Int32(columns.count)
            columns.append(column)
        }
    }

    func model(at index: Int32, _ models: [ParsedModel], _ byName: [Text: Int32]) throws(NoormmeError) -> Model {
        var relations: [Relation] = []
        if let list = try source.listMember("relations") {
            for element in list.elements { relations.append(try relation(element, at: index, models, byName)) }
        }
        var uniqueSets: [[Int32]] = []
        if let sets = try source.listMember("unique") {
            for set in sets.elements { uniqueSets.append(try positions(set)) }
        }
        var ordering: [Text] = []
        if let terms = try source.listMember("ordering") {
            for term in terms.elements { ordering.append(term.kind == .string ? term.text : term.source) }
        }
        let scope = source.member("default_scope")
        return Model(
            index: index, name: name,
            table: TableName(
                try source.textMember("table") ?? name, in: try source.textMember("database") ?? Text()),
            label: try source.textMember("label") ?? name, columns: try inherit(relations, models),
            primaryKey: try positions(source.member("primary_key")), relations: relations, ordering: ordering,
            getLatestBy: try source.textsMember("get_latest_by"), uniqueSets: uniqueSets,
            isView: source.member("kind")?.stringEquals("view") == true,
            defaultScope: scope.map { $0.isNull ? Text() : $0.source } ?? Text(),
            isVirtual: source.member("kind")?.stringEquals("virtual") == true,
            isWithoutRowID: try source.flagMember("without_rowid"), isStrict: try source.flagMember("strict"),
            hiddenColumns: try source.textsMember("hidden_columns"), parentLinks: try links(relations),
            proxyOf: try source.textMember("proxy").flatMap { byName[$0] } ?? -1)
    }

    private func link(_ name: Text?, _ relations: [Relation]) throws(NoormmeError) -> Int32 {
        for (position, relation) in relations.enumerated() where relation.accessor == name && relation.kind == .forward
        {
            return Int32(position)
        }
        throw ConfigurationReader.error("there is no such relation: ", name ?? Text(), at: source)
    }

    private func links(_ relations: [Relation]) throws(NoormmeError) -> [Int32] {
        var links: [Int32] = []
        for name in try source.textsMember("parents") { links.append(try link(name, relations)) }
        return links
    }

    /// The columns, those of parents knowing where they stand.
    private func inherit(_ relations: [Relation], _ models: [ParsedModel]) throws(NoormmeError) -> [Column] {
        guard let list = try source.listMember("columns") else { return columns }
        var result = columns
        for (position, element) in list.elements.enumerated() {
            guard let origin = element.member("inherited"), !origin.isNull else { continue }
            let link = try link(try origin.textMember("relation"), relations)
            let name = try origin.textMember("column") ?? Text()
            guard let column = models[Int(relations[Int(link)].target)].columnByName[name] else {
                throw ConfigurationReader.error("there is no such column: ", name, at: origin)
            }
            result[position] = columns[position].inheriting(InheritedColumn(link: link, column: column))
        }
        return result
    }

    private func relation(
        _ value: JSONValue, at index: Int32, _ models: [ParsedModel], _ byName: [Text: Int32]
    ) throws(NoormmeError) -> Relation {
        func model(_ key: StaticString) throws(NoormmeError) -> Int32 {
            guard let name = try value.textMember(key), let model = byName[name] else {
                throw ConfigurationReader.error("there is no such model: ", Text(key), at: value)
            }
            return model
        }
        guard let kind = Relation.Kind.parse(try value.textMember("kind") ?? Text()) else {
            throw ConfigurationReader.error("unknown kind of relation", at: value)
        }
        let target = try model("to")
        let isManyToMany = kind == .manyToMany
        let through = isManyToMany ? try model("through") : -1
        var throughSource: [Int32] = []
        var throughTarget: [Int32] = []
        if isManyToMany {
            throughSource = try models[Int(through)].positions(value.member("through_columns"))
            throughTarget = try models[Int(through)].positions(value.member("through_to_columns"))
        }
        let source = try positions(value.member("columns"))
        let to = try models[Int(target)].positions(value.member("to_columns"))
        let isPaired =
            isManyToMany
            ? throughSource.count == source.count && throughTarget.count == to.count : source.count == to.count
        guard isPaired, !source.isEmpty, !to.isEmpty else {
            throw ConfigurationReader.error("the columns of the two ends do not match", at: value)
        }
        return Relation(
            accessor: try value.textMember("name") ?? Text(), queryName: try value.textMember("query_name") ?? Text(),
            kind: kind, source: index, target: target, sourceColumns: source, targetColumns: to,
            isNullable: try value.flagMember("null"),
            isOneToOne: kind == .forward ? try value.flagMember("one_to_one") : false,
            onDelete: OnDelete.parse(try value.textMember("on_delete") ?? Text()) ?? .databaseAction,
            through: through, throughSourceColumns: throughSource, throughTargetColumns: throughTarget,
            isSymmetrical: try value.flagMember("symmetrical"), isPlainThrough: try value.flagMember("plain"),
            foreignKey: try ForeignKeyFacts.parse(value.member("foreign_key")),
            alias: try value.textMember("alias") ?? Text(), queryAlias: try value.textMember("query_alias") ?? Text())
    }

    /// Positions of columns by their names; none when absent.
    private func positions(_ value: JSONValue?) throws(NoormmeError) -> [Int32] {
        guard let value else { return [] }
        guard value.kind == .array else { throw ConfigurationReader.error("expected an array", at: value) }
        var positions: [Int32] = []
        for element in value.elements {
            guard let position = columnByName[element.text] else {
                throw ConfigurationReader.error("", name, " has no column ", element.text, at: element)
            }
            positions.append(position)
        }
        return positions
    }
}

extension Column {
    fileprivate static func parse(_ value: JSONValue) throws(NoormmeError) -> Column {
        guard let name = try value.textMember("name"), let type = FieldType.parse(try value.textMember("type") ?? "any")
        else { throw ConfigurationReader.error("a column needs a name and a known type", at: value) }
        let generated = try value.textMember("generated")
        return Column(
            name: name, column: try value.textMember("column") ?? name, type: type,
            declaredType: try value.textMember("declared_type") ?? Text(), isNullable: try value.flagMember("null"),
            defaultSQL: try value.textMember("default"), isGenerated: generated != nil,
            isRowID: try value.flagMember("rowid"), isUnique: try value.flagMember("unique"),
            maxLength: try value.numberMember("max_length"), choices: try value.textsMember("choices"),
            isAutoincrement: try value.flagMember("autoincrement"), generatedSQL: generated ?? Text(),
            alias: try value.textMember("alias") ?? Text())
    }
}

extension ForeignKeyFacts {
    fileprivate static func parse(_ value: JSONValue?) throws(NoormmeError) -> ForeignKeyFacts? {
        guard let value, !value.isNull else { return nil }
        return ForeignKeyFacts(
            onDelete: try value.textMember("on_delete") ?? Text(),
            onUpdate: try value.textMember("on_update") ?? Text(),
            isDeferred: try value.flagMember("deferred"))
    }
}

extension Relation.Kind {
    fileprivate static func parse(_ name: Text) -> Relation.Kind? {
        for kind in [Relation.Kind.forward, .reverseOne, .reverseMany, .manyToMany] where name == kind.name {
            return kind
        }
        return nil
    }
}
