import NoormmeCore
import NoormmeText

// One file for a Swift package. For each model
//
//   struct User: TypedModel      the row, its related rows as optionals
//   User.Draft                   what an insert takes: what SQLite fills in is optional
//   User.email, User.posts       typed fields, for filter, orderBy, values and update
//   enum UserStatus              what CHECK (status IN (…)) allows
//
// Names are Swift's (`createdAt`), the database's stand in `CodingKeys` and in the fields' paths.

/// Writes Swift.
struct SwiftWriter {
    let subject: Subject
    let models: [SwiftModel]
    let out = SourceWriter(width: 4)

    static func text(_ schema: Schema, _ options: GenerateOptions) -> [UInt8] {
        var options = options
        // Properties are Swift's anyway; the columns' names are what the database is asked for.
        options.camelCase = false
        let subject = Subject(
            schema, options,
            // What the file uses, and what its types have inside.
            reserved: [
                "Any", "Bool", "CaseIterable", "Codable", "CodingKey", "CodingKeys", "Data", "Date", "Decimal",
                "Double",
                "Draft", "Field", "FieldPath", "FieldValue", "Fields", "Foundation", "Int", "Model", "Never", "Noormme",
                "NoormmeFoundation", "Operand", "Optional", "Protocol", "Related", "Root", "Self", "Sendable", "Set",
                "String",
                "Swift", "Type", "TypedModel", "UInt8", "UUID", "Value",
            ],
            endings: [""])
        let writer = SwiftWriter(subject: subject, models: subject.models.map { SwiftModel($0, subject) })
        writer.write()
        return writer.out.bytes
    }

    private func write() {
        out.line("// Made by noormme from the database's schema. Make it again instead of changing it.")
        out.blank()
        out.line(subject.options.dates == .date ? "import NoormmeFoundation" : "import Noormme")
        for line in subject.options.imports { out.line(line) }
        for model in models {
            out.blank()
            write(model)
            for column in model.columns { writeChoices(column) }
        }
    }

    private func write(_ model: SwiftModel) {
        let entry = model.entry
        let isView = entry.model.isView
        out.line(
            isView ? "/// A row of the view `" : "/// A row of the table `", entry.model.table.qualified.commented, "`."
        )
        out.block("public struct " + entry.name + (isView ? ": Model {" : ": TypedModel {"), "}") {
            out.line("public static let table = ", entry.model.name.swiftQuoted)
            let generated = entry.columns.filter(\.column.isGenerated).map(\.name.swiftQuoted)
            if !generated.isEmpty {
                out.line("public static let generatedColumns: Set<String> = [", Text.joined(generated, ", "), "]")
            }
            out.blank()
            writeProperties(model)
            if !isView {
                out.blank()
                writeDraft(model)
            }
            out.blank()
            writeFields(model)
        }
        out.blank()
        writeStatics(model)
    }

    private func writeProperties(_ model: SwiftModel) {
        for column in model.columns {
            if column.column.column.isGenerated {
                out.line("/// Generated: ", column.column.column.generatedSQL.commented)
            }
            out.line("public var ", column.property, ": ", column.type)
        }
        for relation in model.relations {
            let step: Text = relation.relation.relation.isToMany ? "prefetchRelated" : "selectRelated"
            out.line("/// There with `", step, "(", relation.relation.name.swiftQuoted.commented, ")`.")
            out.line("public var ", relation.property, ": ", relation.type)
        }
        out.blank()
        var parameters = model.columns.map { $0.property + ": " + $0.type + ($0.isOptional ? " = nil" : "") }
        parameters += model.relations.map { $0.property + ": " + $0.type + " = nil" }
        writeInitializer(parameters, model.columns.map(\.property) + model.relations.map(\.property))
        out.blank()
        var keys = model.columns.map { ($0.property, $0.column.name) }
        keys += model.relations.map { ($0.property, $0.relation.name) }
        writeKeys(keys)
    }

    /// What `create` takes: without generated columns, and with nil for what the database fills in.
    private func writeDraft(_ model: SwiftModel) {
        let columns = model.columns.filter { !$0.column.column.isGenerated }
        out.line("/// What an insert takes; nil leaves a column to its default.")
        out.block("public struct Draft: Model {", "}") {
            out.line("public static let table = ", model.entry.model.name.swiftQuoted)
            for column in columns { out.line("public var ", column.property, ": ", column.draftType) }
            out.blank()
            writeInitializer(
                columns.map { $0.property + ": " + $0.draftType + ($0.draftType.hasSuffix("?") ? " = nil" : "") },
                columns.map(\.property))
            if !columns.isEmpty {
                out.blank()
                writeKeys(columns.map { ($0.property, $0.column.name) })
            }
        }
    }

    private func writeInitializer(_ parameters: [Text], _ properties: [Text]) {
        guard !parameters.isEmpty else {
            out.line("public init() {}")
            return
        }
        out.line("public init(")
        out.depth += 1
        for (index, parameter) in parameters.enumerated() {
            out.line(parameter, index == parameters.count - 1 ? "" : ",")
        }
        out.depth -= 1
        out.block(") {", "}") {
            for property in properties { out.line("self.", property, " = ", property) }
        }
    }

    private func writeKeys(_ keys: [(property: Text, name: Text)]) {
        out.block("public enum CodingKeys: String, CodingKey {", "}") {
            for (property, name) in keys {
                // A plain case has its own name as its value.
                if property == name {
                    out.line("case ", property)
                } else {
                    out.line("case ", property, " = ", name.swiftQuoted)
                }
            }
        }
    }

    private func writeFields(_ model: SwiftModel) {
        out.line("/// The columns, reached from the model `Root` over relations.")
        out.block("public struct Fields<Root: Model>: Sendable {", "}") {
            out.line("private let _path: FieldPath")
            out.blank()
            out.line("public init(_ path: FieldPath) { _path = path }")
            for column in model.columns where column.isSpellable {
                out.line(
                    "public var ", column.property, ": Field<Root, ", column.type, "> { Field(_path.appending(",
                    column.column.name.swiftQuoted, ")) }")
            }
            for relation in model.relations where !relation.queryName.isEmpty {
                out.line(
                    "public var ", relation.property, ": ", relation.target, ".Fields<Root> { ", relation.target,
                    ".Fields(_path.appending(", relation.queryName.swiftQuoted, ")) }")
            }
        }
    }

    private func writeStatics(_ model: SwiftModel) {
        let name = model.entry.name
        out.block("extension " + name + " {", "}") {
            out.line("/// The columns and relations, for conditions and orders.")
            out.line("public static var fields: Fields<", name, "> { Fields(FieldPath()) }")
            // Names the type has otherwise are reached as `fields.name`.
            let taken: Set<Text> = ["table", "fields", "columnNaming", "generatedColumns"]
            for column in model.columns where column.isSpellable && !taken.contains(column.property) {
                out.line(
                    "public static var ", column.property, ": Field<", name, ", ", column.type, "> { fields.",
                    column.property, " }")
            }
            for relation in model.relations where !relation.queryName.isEmpty && !taken.contains(relation.property) {
                out.line(
                    "public static var ", relation.property, ": ", relation.target, ".Fields<", name, "> { fields.",
                    relation.property, " }")
            }
        }
    }

    private func writeChoices(_ column: SwiftColumn) {
        guard let type = column.column.choiceType, let cases = column.cases else { return }
        out.blank()
        let raw: Text = cases.isNumber ? "Int" : "String"
        out.line("/// What the column `", column.column.name.commented, "` may hold.")
        out.block("public enum " + type + ": " + raw + ", Codable, CaseIterable, Operand, FieldValue {", "}") {
            for (name, value) in cases.cases { out.line("case ", name, " = ", value) }
        }
    }
}
