import ArgumentParser
import Glibc
import NoormmeCore
import NoormmeGenerate
import NoormmeJSON
import NoormmeRuntime
import NoormmeText

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes types for the database.",
        discussion: """
            noormme generate app.sqlite -o types/database.ts
            noormme generate --check            in CI: fails when the file is out of date
            noormme generate --watch            writes again whenever the schema changes

            Options that are not given come from "generate" in noormme.json.
            """)

    @OptionGroup var target: Target

    @Argument(help: "A database file.")
    var file: [String] = []

    @Option(name: [.short, .long], help: "The file to write; the output when there is none.")
    var output: String?

    @Option(name: [.short, .long], help: "typescript, swift, json-schema, mermaid, dot or svg.")
    var language: String?

    @Option(help: "Names of models, with * and ?; may be repeated.")
    var include: [String] = []

    @Option(help: "Names of models to leave out; may be repeated.")
    var exclude: [String] = []

    @Flag(inversion: .prefixedNo, help: "createdAt for created_at.")
    var camelCase: Bool?

    @Flag(inversion: .prefixedNo, help: "User for the table users.")
    var singular: Bool?

    @Flag(inversion: .prefixedNo, help: "Kysely's Database interface as well.")
    var kysely: Bool?

    @Option(help: "A column's type, as model.column=Type; may be repeated.")
    var type: [String] = []

    @Option(name: .customLong("import"), help: "A line at the head of the file; may be repeated.")
    var imports: [String] = []

    @Option(help: "Columns of large integers, as model.column; may be repeated. '*' for all.")
    var bigint: [String] = []

    @Option(help: "What a datetime is: date or string.")
    var dates: String?

    @Flag(help: "Write nothing; fail when the file is not what it should be.")
    var check = false

    @Flag(help: "Write again whenever the schema changes, until interrupted.")
    var watch = false

    func run() throws {
        let named = try target.named(file)
        if let stranger = named.rest.first { throw Failure(.usage, "unexpected argument \(stranger)") }
        let options = try options(named.project)
        let output = output ?? named.project.output
        if check || watch, output == nil {
            throw Failure(.usage, "\(check ? "--check" : "--watch") needs a file: give --output")
        }
        if check, watch { throw Failure(.usage, "--check and --watch exclude each other") }
        if watch, let output { try follow(named, options, output) }
        let text = try Self.text(named, options)
        guard let output else { return Output.write(text) }
        let isCurrent = try File.read(output) == text
        if check, !isCurrent {
            throw Failure(.check, "\(output) is out of date: run noormme generate")
        }
        if !isCurrent { try File.write(text, to: output) }
        report(output, isCurrent ? "is up to date" : "written", isChanged: !isCurrent)
    }

    private func report(_ output: String, _ what: String, isChanged: Bool) {
        guard target.json else { return Output.line("\(output) \(what)") }
        var json = JSONWriter()
        json.beginObject()
        json.key("output")
        json.string(Text(output.utf8))
        json.key("changed")
        json.bool(isChanged)
        json.endObject()
        Output.write(json.bytes + [0x0A])
    }

    private static func text(_ named: Target.Named, _ options: GenerateOptions) throws -> [UInt8] {
        let database = try named.open()
        defer { database.close() }
        return Generator.text(try database.schema(), options)
    }

    /// Looks at the files a few times a second, which costs nothing, and at the schema when one of them is another.
    private func follow(_ named: Target.Named, _ options: GenerateOptions, _ output: String) throws -> Never {
        var seen: [[Int64]] = []
        while true {
            let stamps = named.files.flatMap { [$0, "\($0)-wal", "\($0)-journal"].map(File.stamp) }
            if stamps != seen || stamps.isEmpty {
                do {
                    let text = try Self.text(named, options)
                    if try File.read(output) != text {
                        try File.write(text, to: output)
                        report(output, "written", isChanged: true)
                    } else if seen.isEmpty {
                        report(output, "is up to date", isChanged: false)
                    }
                    seen = stamps
                } catch let error as NoormmeError where !seen.isEmpty {
                    // Half-way through somebody's change; the next look comes soon.
                    Output.error("noormme: \(error.texts.message.string)")
                }
            }
            usleep(250_000)
        }
    }

    /// Those of the command line over those of noormme.json, read in one place.
    private func options(_ project: Project) throws -> GenerateOptions {
        var given: [(String, (inout JSONWriter) -> Void)] = []
        func texts(_ name: String, _ values: [String]) {
            if !values.isEmpty { given.append((name, { json in json.texts(values) })) }
        }
        func flag(_ name: String, _ value: Bool?) {
            if let value { given.append((name, { json in json.bool(value) })) }
        }
        if let language { given.append(("language", { json in json.string(Text(language.utf8)) })) }
        if let dates { given.append(("dates", { json in json.string(Text(dates.utf8)) })) }
        texts("include", include)
        texts("exclude", exclude)
        texts("imports", imports)
        texts("bigint", bigint)
        flag("camel_case", camelCase)
        flag("singular", singular)
        flag("kysely", kysely)
        let overrides = try type.map { text in
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw Failure(.usage, "--type: expected model.column=Type")
            }
            return (String(text[..<equals]), String(text[text.index(after: equals)...]))
        }
        if !overrides.isEmpty {
            given.append(
                (
                    "types",
                    { json in
                        json.beginObject()
                        for (column, type) in overrides {
                            json.key(Text(column.utf8))
                            json.string(Text(type.utf8))
                        }
                        json.endObject()
                    }
                ))
        }
        var json = JSONWriter()
        json.beginObject()
        for (name, value) in project.generate where !given.contains(where: { $0.0 == name }) {
            json.key(Text(name.utf8))
            json.raw(value.source)
        }
        for (name, write) in given {
            json.key(Text(name.utf8))
            write(&json)
        }
        json.endObject()
        return try GenerateOptions.parse(try JSONDocument.parse(json.bytes).root)
    }
}

extension JSONWriter {
    mutating func texts(_ values: [String]) {
        beginArray()
        for value in values { string(Text(value.utf8)) }
        endArray()
    }
}
