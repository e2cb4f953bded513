import ArgumentParser
import NoormmeCore
import NoormmeGenerate
import NoormmeJSON
import NoormmeText

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows tables, columns, keys and relations, or draws them.",
        discussion: "noormme inspect app.sqlite --format svg > schema.svg")

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, mermaid, dot, svg }

    @OptionGroup var target: Target

    @Argument(help: "A database file, and names of tables, with * and ?; all of them when there is none.")
    var tables: [String] = []

    @Option(help: "text, json, mermaid, dot or svg.")
    var format: Format?

    @Option(name: [.short, .long], help: "A file to write instead of the output.")
    var output: String?

    func run() throws {
        let named = try target.named(tables)
        let database = try named.open()
        defer { database.close() }
        let bytes = try database.introspect()
        let schema = try database.schema()
        let patterns = named.rest.map { Pattern(Text($0.utf8)) }
        for (pattern, name) in zip(patterns, named.rest) {
            guard schema.models.contains(where: { pattern.matches($0.name) }) else {
                throw Failure(.request, "there is no table \(name)\(Self.hint(name, schema))")
            }
        }
        var options = GenerateOptions()
        options.include = patterns
        let text: [UInt8]
        switch format ?? (target.json ? .json : .text) {
        case .text: text = try SchemaText.text(schema, bytes, patterns)
        case .json: text = try Self.json(bytes, patterns)
        case .mermaid, .dot, .svg:
            options.language = Language.parse(Text((format?.rawValue ?? "").utf8)) ?? .svg
            text = Generator.text(schema, options)
        }
        if let output { try File.write(text, to: output) } else { Output.write(text) }
    }

    /// The whole schema; of one table the model alone, of several an array.
    private static func json(_ bytes: [UInt8], _ patterns: [Pattern]) throws -> [UInt8] {
        guard !patterns.isEmpty else { return PrettyJSON.text(bytes) + [0x0A] }
        let root = try JSONDocument.parse(bytes).root
        var models: [JSONValue] = []
        for model in root.member("models")?.elements.map({ $0 }) ?? [] {
            let name = model.member("name")?.text ?? Text()
            if patterns.contains(where: { $0.matches(name) }) { models.append(model) }
        }
        if models.count == 1 { return PrettyJSON.text(models[0].source.bytes) + [0x0A] }
        var json = JSONWriter()
        json.beginArray()
        for model in models { json.raw(model.source) }
        json.endArray()
        return PrettyJSON.text(json.bytes) + [0x0A]
    }

    private static func hint(_ name: String, _ schema: Schema) -> String {
        let near = schema.models.map(\.name.string).filter {
            $0.lowercased().hasPrefix(name.lowercased().prefix(3)) || $0.lowercased().contains(name.lowercased())
        }
        if near.isEmpty { return "" }
        return "; there is " + near.prefix(3).joined(separator: ", ")
    }
}
