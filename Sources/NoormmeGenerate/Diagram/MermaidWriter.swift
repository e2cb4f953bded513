import NoormmeCore
import NoormmeText

/// Writes an entity-relation diagram for Mermaid (mermaid.js.org), which GitHub shows where Markdown stands.
struct MermaidWriter {
    let subject: Subject
    let out = SourceWriter(width: 4)

    static func text(_ schema: Schema, _ options: GenerateOptions) -> [UInt8] {
        let writer = MermaidWriter(subject: Subject(schema, options, reserved: [], endings: [""]))
        writer.write()
        return writer.out.bytes
    }

    private func write() {
        out.line("erDiagram")
        out.depth = 1
        let names = names
        for (index, entry) in subject.models.enumerated() {
            let model = entry.model
            let isPlain = names[index] == model.name
            out.block(isPlain ? names[index] + " {" : names[index] + "[" + model.name.label + "] {", "}") {
                for position in entry.ownColumns {
                    let column = entry.columns[position]
                    let type = Self.word(column.column.type.name, fallback: "any")
                    var marks: [Text] = []
                    if model.columnsInKey(Int32(position)) { marks.append("PK") }
                    if model.isForeignKey(Int32(position)) { marks.append("FK") }
                    if marks.isEmpty, column.column.isUnique { marks.append("UK") }
                    let name = Self.word(column.name, fallback: "column")
                    var line = type + " " + name
                    if !marks.isEmpty { line += " " + Text.joined(marks, ", ") }
                    if name != column.name { line += " " + column.name.label }
                    out.line(line)
                }
            }
        }
        for (index, entry) in subject.models.enumerated() {
            for relation in entry.ownForwards {
                guard let target = subject.models.firstIndex(where: { $0.model.index == relation.relation.target })
                else { continue }
                // The far end is one, or none where the key may be NULL; this end is any number.
                let line: Text = relation.relation.isOneToOne ? " |o--" : " }o--"
                let end: Text = relation.relation.isNullable ? "o| " : "|| "
                out.line(names[index], line, end, names[target], " : ", relation.name.label)
            }
        }
    }

    /// Names Mermaid takes without quotes: the model's own where it can be, else made of it.
    private var names: [Text] {
        var taken = TypeNames(reserved: [])
        var names: [Text] = []
        for entry in subject.models {
            let name = entry.model.name
            names.append(taken.take(Identifier.isPlain(name, allowsDollar: false) ? name : "t_" + entry.name))
        }
        return names
    }

    /// Letters, digits, `_`, and parentheses around a type's arguments do not confuse its grammar; nothing else.
    private static func word(_ name: Text, fallback: Text) -> Text {
        if Identifier.isPlain(name, allowsDollar: false) { return name }
        var bytes: [UInt8] = []
        for byte in name.bytes {
            let isWord = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F
            if byte == 0x28, fallback == ("any" as StaticString) { break }
            if isWord { bytes.append(byte) } else if bytes.last != 0x5F { bytes.append(0x5F) }
        }
        guard let first = bytes.first else { return fallback }
        return Text(first &- 0x30 < 10 || first == 0x5F ? [0x63] + bytes : bytes)
    }
}

extension Text {
    /// In double quotes, for a grammar that has no escapes.
    fileprivate var label: Text {
        var result: [UInt8] = [0x22]
        for byte in bytes { result.append(byte == 0x22 || byte == 0x5C ? 0x27 : byte < 0x20 ? 0x20 : byte) }
        return Text(result + [0x22])
    }
}

extension Model {
    /// Whether a column is part of a foreign key.
    func isForeignKey(_ column: Int32) -> Bool {
        relations.contains { $0.kind == .forward && $0.sourceColumns.contains(column) }
    }
}
