import NoormmeCore
import NoormmeGenerate
import NoormmeText

/// The schema for reading.
enum SchemaText {
    static func text(_ schema: Schema, _ introspection: [UInt8], _ patterns: [Pattern]) throws -> [UInt8] {
        let indexes = try IndexText(introspection)
        var lines: [String] = []
        let models = schema.models.filter { model in
            patterns.isEmpty || patterns.contains { $0.matches(model.name) }
        }
        for model in models {
            if !lines.isEmpty { lines.append("") }
            lines += text(model, schema) + indexes.lines(model.name)
        }
        let names = Set(models.map(\.name))
        let unspellable = schema.unspellableNames.filter { names.contains($0.model) }
        if !unspellable.isEmpty {
            lines += ["", "Names no lookup can spell; configure a field to filter by them:"]
            for name in unspellable {
                let fields = "{\"fields\": {\"\(name.suggestion.string)\": {\"column\": \"\(name.column.string)\"}}}"
                lines.append("  \(name.model.string).\(name.column.string): \(fields)")
            }
        }
        if patterns.isEmpty, !schema.notes.isEmpty {
            lines += ["", "Left out:"]
            for note in schema.notes { lines.append("  \(note.string)") }
        }
        return Array((lines.joined(separator: "\n") + (lines.isEmpty ? "" : "\n")).utf8)
    }

    private static func text(_ model: Model, _ schema: Schema) -> [String] {
        var title = printable(model.name)
        if model.table.qualified != model.name { title += " (table \(printable(model.table.qualified)))" }
        if model.proxyOf >= 0 { title += "  proxy of \(printable(schema.model(model.proxyOf).name))" }
        if model.inherits {
            let parents = model.parentLinks.map { printable(schema.model(model.relations[Int($0)].target).name) }
            title += "  inherits from \(parents.joined(separator: ", "))"
        }
        if model.isView { title += "  view" }
        if model.isVirtual { title += "  virtual" }
        if model.isWithoutRowID { title += "  without rowid" }
        if model.isStrict { title += "  strict" }
        var lines = [title]
        var table = TextTable(indent: 2)
        for (index, column) in model.columns.enumerated() {
            table.add([
                printable(column.name), column.type.name.string, column.isNullable ? "null" : "",
                facts(column, Int32(index), model),
            ])
        }
        lines += table.lines
        for set in model.uniqueSets where set.count > 1 { lines.append("  unique: \(names(set, model))") }
        if model.primaryKey.count > 1 { lines.append("  primary key: \(names(model.primaryKey, model))") }
        if !model.relations.isEmpty {
            var table = TextTable(indent: 2)
            for relation in model.relations {
                table.add(["→ \(printable(relation.accessor))", kind(relation), target(relation, model, schema)])
            }
            lines += table.lines
        }
        return lines
    }

    private static func facts(_ column: Column, _ index: Int32, _ model: Model) -> String {
        var facts: [String] = []
        if model.primaryKey == [index] { facts.append(column.isAutoincrement ? "key, autoincrement" : "key") }
        if column.isUnique, model.primaryKey != [index] { facts.append("unique") }
        if column.isGenerated { facts.append("= \(printable(column.generatedSQL))") }
        if let value = column.defaultSQL { facts.append("default \(printable(value))") }
        if !column.choices.isEmpty { facts.append("one of \(column.choices.map(printable).joined(separator: ", "))") }
        if column.column != column.name { facts.append("column \(printable(column.column))") }
        if let inherited = column.inherited {
            facts.append("over \(printable(model.relations[Int(inherited.link)].accessor))")
        }
        return facts.joined(separator: "; ")
    }

    private static func kind(_ relation: Relation) -> String {
        switch relation.kind {
        case .forward: relation.isNullable ? "one or none" : "one"
        case .reverseOne: "one or none"
        case .reverseMany, .manyToMany: "many"
        }
    }

    private static func target(_ relation: Relation, _ model: Model, _ schema: Schema) -> String {
        let target = schema.model(relation.target)
        let name = printable(target.name)
        switch relation.kind {
        case .forward:
            return "\(names(relation.sourceColumns, model)) refers to \(name).\(names(relation.targetColumns, target))"
        case .reverseOne, .reverseMany: return "\(name), by \(names(relation.targetColumns, target))"
        case .manyToMany: return "\(name), through \(printable(schema.model(relation.through).name))"
        }
    }

    private static func names(_ positions: [Int32], _ model: Model) -> String {
        positions.map { printable(model.columns[Int($0)].name) }.joined(separator: ", ")
    }

    /// Control characters, which a quoted name may hold, as spaces.
    static func printable(_ text: Text) -> String {
        String(decoding: text.bytes.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
    }
}
