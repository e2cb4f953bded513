import NoormmeCore
import NoormmeText

extension TypeScriptWriter {
    /// `DB`, which carries everything a typed query needs to know.
    func writeDescriptors() {
        out.line("/** The models of the database: `new NOORMME<DB>(…)`. */")
        let models = subject.models
        out.block("export interface DB {", "}") {
            for model in models {
                out.block(Self.key(model.model.name) + ": {", "};") {
                    out.line("row: ", model.name, ";")
                    out.line("insert: ", model.name, "Insert;")
                    out.line("update: ", model.name, "Update;")
                    out.line("pk: ", Self.names(model.key), ";")
                    out.block("kinds: {", "};") {
                        for column in model.columns {
                            let kind = column.isBigint ? "bigint" : column.column.type.name
                            out.line(Self.key(column.name), ": ", kind.quoted, ";")
                        }
                    }
                    write(model.relations, of: model)
                }
            }
        }
    }

    private func write(_ relations: [SubjectRelation], of model: SubjectModel) {
        guard !relations.isEmpty else {
            out.line("relations: {};")
            return
        }
        out.block("relations: {", "};") {
            for entry in relations {
                let relation = entry.relation
                var columns: [Text] = []
                if relation.kind == .forward {
                    for position in relation.sourceColumns { columns.append(model.columns[Int(position)].name) }
                }
                var line: Text = "{ model: "
                line += entry.target.name.quoted
                line += relation.isToMany ? "; many: true" : "; many: false"
                line += !relation.isToMany && relation.isNullable ? "; nullable: true" : "; nullable: false"
                line += "; column: "
                line += Self.names(columns)
                // Lookups have a name of their own where the configuration gives one.
                if !relation.accessor.isEmpty, relation.queryName != relation.accessor {
                    line += "; query: "
                    line += Self.names(relation.queryName.isEmpty ? [] : [relation.queryName])
                }
                line += " };"
                out.line(Self.key(entry.name), ": ", line)
            }
        }
    }

    /// A union of literals; `never` for none.
    private static func names(_ names: [Text]) -> Text {
        if names.isEmpty { return "never" }
        return Text.joined(names.map(\.quoted), " | ")
    }
}
