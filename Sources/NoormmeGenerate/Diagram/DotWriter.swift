import NoormmeCore
import NoormmeText

/// Writes a diagram for Graphviz: a box for each model, an arrow from each foreign key to what it refers to.
struct DotWriter {
    let subject: Subject
    let out = SourceWriter()

    static func text(_ schema: Schema, _ options: GenerateOptions) -> [UInt8] {
        let writer = DotWriter(subject: Subject(schema, options, reserved: [], endings: [""]))
        writer.write()
        return writer.out.bytes
    }

    private func write() {
        out.block("digraph schema {", "}") {
            out.line("rankdir=RL; nodesep=0.4; ranksep=0.9;")
            out.line("node [shape=plain, fontname=\"Helvetica\", fontsize=11];")
            out.line("edge [color=\"#5b6b7c\", arrowsize=0.7];")
            for (index, entry) in subject.models.enumerated() { writeModel(entry, index) }
            for (index, entry) in subject.models.enumerated() {
                for relation in entry.ownForwards {
                    guard let target = subject.models.firstIndex(where: { $0.model.index == relation.relation.target })
                    else { continue }
                    var style: Text = "arrowtail="
                    style += relation.relation.isOneToOne ? "none" : "crow"
                    style += relation.relation.isNullable ? ", arrowhead=odot" : ", arrowhead=tee"
                    out.line(
                        port(index, relation.relation.sourceColumns[0]), " -> ",
                        port(target, relation.relation.targetColumns[0]), " [dir=both, ", style, ", tooltip=\"",
                        relation.name.escapedMarkup, "\"];")
                }
            }
        }
    }

    private func writeModel(_ entry: SubjectModel, _ index: Int) {
        out.line("m", Text(Int64(index)), " [label=<")
        out.depth += 1
        out.block(
            "<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\" color=\"#9aa7b4\">", "</table>>];"
        ) {
            let name = entry.model.name.escapedMarkup
            out.line("<tr><td bgcolor=\"#dde6ef\"><b>", name.isEmpty ? " " : name, "</b></td></tr>")
            for position in entry.ownColumns {
                let column = entry.columns[position]
                let isKey = entry.model.columnsInKey(Int32(position))
                let name = column.name.escapedMarkup
                out.line(
                    "<tr><td align=\"left\" port=\"c", Text(Int64(position)), "\">", isKey ? "<u>" : "", name,
                    isKey ? "</u>" : "", " <font color=\"#7a8794\">", column.column.type.name.escapedMarkup,
                    column.column.isNullable ? "?" : "", "</font></td></tr>")
            }
        }
        out.depth -= 1
    }

    private func port(_ model: Int, _ column: Int32) -> Text {
        "m" + Text(Int64(model)) + ":c" + Text(Int64(column))
    }
}

extension Text {
    /// As text of XML, without the control characters it has no form for.
    var escapedMarkup: Text {
        var result: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0x26: result.append("&amp;" as StaticString)
            case 0x3C: result.append("&lt;" as StaticString)
            case 0x3E: result.append("&gt;" as StaticString)
            case 0x22: result.append("&quot;" as StaticString)
            case 0x5C: result.append("&#92;" as StaticString)
            case ..<0x20: result.append(0x20)
            default: result.append(byte)
            }
        }
        return Text(result)
    }
}
