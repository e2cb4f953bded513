import NoormmeCore
import NoormmeText

extension TypeScriptWriter {
    /// `Database` for `new Kysely<Database>(…)`: tables and columns by SQLite's names, values as stored.
    ///
    /// `ColumnType` is Kysely's by its structure, so that the file needs no import.
    func writeKysely() {
        let tables = tables
        out.line("/** The tables for Kysely: `new Kysely<Database>(…)`; values as SQLite stores them. */")
        let camelCase = subject.options.camelCase
        out.block("export interface Database {", "}") {
            for model in tables {
                let table = model.model.table.qualified
                let name = camelCase ? table.camelCased : table
                out.line(Self.key(name), ": ", model.name, "Table;")
            }
        }
        for model in tables {
            out.blank()
            out.block("export interface " + model.name + "Table {", "}") {
                for position in model.ownColumns {
                    let column = model.columns[position]
                    let facts = column.column
                    let name = camelCase ? facts.column.camelCased : facts.column
                    let type = storedType(column).orNull(facts.isNullable)
                    var line = type
                    if facts.isGenerated || model.model.isView {
                        line = "ColumnType<" + type + ", never, never>"
                    } else if facts.defaultSQL != nil || facts.isRowID {
                        line = "Generated<" + type + ">"
                    }
                    out.line(Self.key(name), ": ", line, ";")
                }
            }
        }
        out.blank()
        out.line("/** A column whose value SQLite fills in when an insert leaves it out. */")
        out.line("export type Generated<T> = ColumnType<T, T | undefined, T>;")
        out.blank()
        out.line("/** What a column gives, and takes in an insert and in an update. */")
        out.block("export type ColumnType<Select, Insert = Select, Update = Select> = {", "};") {
            out.line("readonly __select__: Select;")
            out.line("readonly __insert__: Insert;")
            out.line("readonly __update__: Update;")
        }
    }

    /// One model for each table: the first.
    private var tables: [SubjectModel] {
        var seen: Set<Text> = []
        return subject.models.filter { seen.insert($0.model.table.qualified.asciiLowercased).inserted }
    }
}
