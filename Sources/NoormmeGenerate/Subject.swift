import NoormmeCore
import NoormmeText

/// The part of a schema that is written, with the names it has there.
struct Subject {
    let schema: Schema
    let options: GenerateOptions
    /// In the schema's order.
    let models: [SubjectModel]

    init(_ given: Schema, _ options: GenerateOptions, reserved: [Text], endings: [Text]) {
        let schema = options.camelCase ? given.camelCased() : given
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
        var columns: [SubjectColumn] = []
        for column in model.columns {
            let choices = Choice.all(of: column)
            // Options may go by either name.
            let known = column.alias.isEmpty ? [column.name] : [column.name, column.alias]
            let override = known.lazy.compactMap { options.override(model.name, $0) }.first
            let isBigint =
                column.type.name == ("bigint" as StaticString)
                || ((column.type == .integer || column.type == .positiveInteger)
                    && known.contains { options.isBigint(model.name, $0) })
            var choiceType: Text?
            if !choices.isEmpty, override == nil, !isBigint {
                choiceType = names.take(name + Identifier.type(column.name))
            }
            columns.append(
                SubjectColumn(
                    column: column, name: column.name, override: override,
                    choices: choiceType == nil ? [] : choices, choiceType: choiceType, isBigint: isBigint,
                    isLink: model.isParentLink(Int32(columns.count))))
        }
        self.columns = columns
        var relations: [SubjectRelation] = []
        for relation in model.relations {
            let name = relation.accessor.isEmpty ? relation.queryName : relation.accessor
            guard !name.isEmpty, options.isWanted(schema.model(relation.target).name) else { continue }
            relations.append(SubjectRelation(relation: relation, name: name, target: schema.model(relation.target)))
        }
        self.relations = relations
    }

    /// Positions of the columns of its own table. Diagrams show tables.
    var ownColumns: [Int] { columns.indices.filter { columns[$0].column.inherited == nil } }

    /// The foreign keys of its own table; none of a proxy.
    var ownForwards: [SubjectRelation] {
        if model.proxyOf >= 0 { return [] }
        return relations.filter { (entry) in
            entry.relation.kind == .forward && model.columns[Int(entry.relation.sourceColumns[0])].inherited == nil
        }
    }

    /// Where a column stands among `ownColumns`.
    func row(of position: Int32) -> Int { ownColumns.firstIndex(of: Int(position)) ?? 0 }

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
    /// Repeats the key of a parent's row, which is made with the row.
    let isLink: Bool

    /// Whether SQLite keeps digits written to it as text, by the affinity of its declared type.
    var keepsText: Bool { FieldType(declared: column.declaredType) == .text }

    /// Filled in when an insert leaves it out.
    var isOptional: Bool { column.isNullable || column.defaultSQL != nil || column.isRowID || isLink }
}

struct SubjectRelation {
    let relation: Relation
    let name: Text
    let target: Model
}
