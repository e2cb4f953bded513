import NoormmeCore
import NoormmeText

/// The part of a schema that is written, with the names it has there.
struct Subject {
    let schema: Schema
    let options: GenerateOptions
    /// In the schema's order.
    let models: [SubjectModel]

    init(_ schema: Schema, _ options: GenerateOptions, reserved: [Text], endings: [Text]) {
        self.schema = schema
        self.options = options
        var names = TypeNames(reserved: reserved)
        var wanted: [(Model, Text)] = []
        for model in schema.models where options.isWanted(model.name) {
            let name = Identifier.type(options.singular ? model.name.singular : model.name)
            wanted.append((model, names.take(name, endings: endings)))
        }
        // Every model has its name before a choice asks for one: a column more must not rename a table.
        var models: [SubjectModel] = []
        for (model, name) in wanted { models.append(SubjectModel(model, name, schema, options, &names)) }
        self.models = models
    }
}

struct SubjectModel {
    let model: Model
    /// The type's name.
    let name: Text
    let columns: [SubjectColumn]
    /// Those to models that are written.
    let relations: [SubjectRelation]

    fileprivate init(
        _ model: Model, _ name: Text, _ schema: Schema, _ options: GenerateOptions, _ names: inout TypeNames
    ) {
        self.model = model
        self.name = name
        let spelled = model.spelledNames(camelCase: options.camelCase)
        var columns: [SubjectColumn] = []
        for (index, column) in model.columns.enumerated() {
            let choices = Choice.all(of: column)
            let override = options.override(model.name, column.name)
            let isBigint =
                column.type.name == ("bigint" as StaticString)
                || ((column.type == .integer || column.type == .positiveInteger)
                    && options.isBigint(model.name, column.name))
            var choiceType: Text?
            if !choices.isEmpty, override == nil, !isBigint {
                choiceType = names.take(name + Identifier.type(column.name))
            }
            columns.append(
                SubjectColumn(
                    column: column, name: spelled.columns[index], override: override,
                    choices: choiceType == nil ? [] : choices, choiceType: choiceType, isBigint: isBigint))
        }
        self.columns = columns
        var relations: [SubjectRelation] = []
        for (index, relation) in model.relations.enumerated() {
            guard let name = spelled.relations[index], options.isWanted(schema.model(relation.target).name) else {
                continue
            }
            relations.append(SubjectRelation(relation: relation, name: name, target: schema.model(relation.target)))
        }
        self.relations = relations
    }

    /// Names of the primary key's columns, in key order.
    var key: [Text] {
        model.primaryKey.map { columns[Int($0)].name }
    }
}

struct SubjectColumn {
    let column: Column
    let name: Text
    let override: Text?
    let choices: [Choice]
    /// The name of the type of the choices.
    let choiceType: Text?
    let isBigint: Bool

    /// Whether SQLite keeps digits written to it as text, by the affinity of its declared type.
    var keepsText: Bool { FieldType(declared: column.declaredType) == .text }

    /// Filled in by SQLite when an insert leaves it out.
    var isOptional: Bool { column.isNullable || column.defaultSQL != nil || column.isRowID }
}

struct SubjectRelation {
    let relation: Relation
    let name: Text
    let target: Model
}

extension Model {
    /// What columns and relations are called; a relation without any name is nil.
    fileprivate func spelledNames(camelCase: Bool) -> (columns: [Text], relations: [Text?]) {
        var taken: Set<Text> = []
        func spell(_ name: Text) -> Text {
            guard camelCase else { return name }
            let camel = name.camelCased
            // Two names that would become one stay as they are.
            return taken.insert(camel).inserted ? camel : name
        }
        var columnNames: [Text] = []
        for column in columns { columnNames.append(spell(column.name)) }
        var relationNames: [Text?] = []
        for relation in relations {
            let name = relation.accessor.isEmpty ? relation.queryName : relation.accessor
            relationNames.append(name.isEmpty ? nil : spell(name))
        }
        return (columnNames, relationNames)
    }
}

extension Text {
    /// `created_at` -> `createdAt`: a small letter or digit after single `_` between letters becomes a capital.
    /// Other names stay as they are, so that the way back is never in doubt.
    var camelCased: Text {
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
