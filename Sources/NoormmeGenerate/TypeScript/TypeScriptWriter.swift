import NoormmeCore
import NoormmeText

// One file without imports: what a program passes to `new NOORMME<DB>()`, and what it annotates its own
// variables with. It compiles alone, under any TypeScript from 5 on, in strict mode and without `@types/node`.
//
//   User, UserInsert, UserUpdate    the row; what create takes; what update takes
//   UserStatus                      the values CHECK (status IN (…)) allows
//   DB                              every model: rows, key, types as the wire format names them, relations
//   Database, UserTable             the same tables for Kysely, with values as SQLite stores them

/// Writes TypeScript.
struct TypeScriptWriter {
    let subject: Subject
    let out = SourceWriter()

    static func text(_ schema: Schema, _ options: GenerateOptions) -> [UInt8] {
        let subject = Subject(
            schema, options,
            // What the file itself uses or declares.
            reserved: ["DB", "Database", "Json", "Value", "Generated", "ColumnType", "Date", "Uint8Array"],
            endings: ["", "Insert", "Update", "Table"])
        let writer = TypeScriptWriter(subject: subject)
        writer.write()
        return writer.out.bytes
    }

    private func write() {
        out.line("// Made by noormme from the database's schema. Make it again instead of changing it.")
        if !subject.options.imports.isEmpty {
            out.blank()
            for line in subject.options.imports { out.line(line) }
        }
        for model in subject.models {
            out.blank()
            writeModel(model)
        }
        out.blank()
        writeDescriptors()
        if subject.options.kysely {
            out.blank()
            writeKysely()
        }
        writeShared()
    }

    private func writeModel(_ model: SubjectModel) {
        for column in model.columns {
            guard let type = column.choiceType else { continue }
            out.line("export type ", type, " = ", Self.union(column.choices), ";")
            out.blank()
        }
        let isView = model.model.isView
        let label: Text = isView ? "/** A row of the view `" : "/** A row of the table `"
        out.line(label, model.model.table.qualified.commented, "`. */")
        out.block("export interface " + model.name + " {", "}") {
            for column in model.columns {
                comment(column, model)
                out.line(Self.key(column.name), ": ", rowType(column).orNull(column.column.isNullable), ";")
            }
        }
        out.blank()
        guard !isView else {
            // A view has no rows of its own to write.
            out.line("export type ", model.name, "Insert = never;")
            out.blank()
            out.line("export type ", model.name, "Update = never;")
            return
        }
        out.line("/** What `create` takes. */")
        out.block("export interface " + model.name + "Insert {", "}") {
            for column in model.columns where !column.column.isGenerated {
                let mark: Text = column.isOptional ? "?: " : ": "
                out.line(Self.key(column.name), mark, inputType(column).orNull(column.column.isNullable), ";")
            }
        }
        out.blank()
        out.line("/** What `update` takes. */")
        out.block("export interface " + model.name + "Update {", "}") {
            for column in model.columns where !column.column.isGenerated {
                out.line(Self.key(column.name), "?: ", inputType(column).orNull(column.column.isNullable), ";")
            }
        }
    }

    /// What the type does not say and a reader wants to know.
    private func comment(_ column: SubjectColumn, _ model: SubjectModel) {
        if column.column.isGenerated {
            out.line("/** Generated: ", column.column.generatedSQL.commented, " */")
        }
        for name in subject.schema.unspellableNames
        where name.model == model.model.name && name.column == column.column.name {
            out.line("/** No lookup can spell this name: configure the field `", name.suggestion.commented, "`. */")
        }
    }

    static func union(_ choices: [Choice]) -> Text {
        var parts: [Text] = []
        for choice in choices {
            switch choice {
            case .text(let text): parts.append(text.quoted)
            case .integer(let number): parts.append(Text(number))
            }
        }
        return Text.joined(parts, " | ")
    }

    /// A property's name, quoted where it is no identifier.
    static func key(_ name: Text) -> Text {
        Identifier.isPlain(name, allowsDollar: true) ? name : name.quoted
    }

    /// The types several models use, those that are used.
    private func writeShared() {
        let columns = subject.models.flatMap(\.columns)
        if columns.contains(where: { $0.column.type == .json && $0.override == nil }) {
            out.blank()
            out.line("/** JSON data. */")
            out.line("export type Json =")
            out.line("  | string | number | boolean | null | readonly Json[]")
            out.line("  | { readonly [key: string]: Json | undefined };")
        }
        let isAny = { (column: SubjectColumn) in
            column.column.type == .any && column.choiceType == nil && column.override == nil
        }
        if columns.contains(where: isAny) {
            out.blank()
            out.line("/** What a column without a type may hold. */")
            out.line("export type Value = string | number | Uint8Array;")
        }
    }
}

extension Text {
    func orNull(_ isNullable: Bool) -> Text { isNullable ? self + " | null" : self }
}
