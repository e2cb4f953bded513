import ArgumentParser
import Glibc
import NoormmeCore
import NoormmeGenerate
import NoormmeJSON
import NoormmeText

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes noormme.json and a first file of types.",
        discussion: "noormme init app.sqlite --output types/database.ts")

    @OptionGroup var target: Target

    @Argument(help: "The database file; the only one in this folder when it is not given.")
    var file: [String] = []

    @Option(name: [.short, .long], help: "The file of types.")
    var output: String?

    @Option(name: [.short, .long], help: "typescript or swift.")
    var language = "typescript"

    @Flag(help: "Replace a noormme.json that is there.")
    var force = false

    func run() throws {
        if File.exists(Project.fileName), !force {
            throw Failure(.check, "\(Project.fileName) is there already; --force replaces it")
        }
        let path = try path()
        let named = Target.Named(path: path, project: Project(), rest: [])
        let database = try named.open()
        defer { database.close() }
        var options = GenerateOptions()
        guard let known = Language.parse(Text(language.utf8)), known == .typeScript || known == .swift else {
            throw Failure(.usage, "--language: expected typescript or swift")
        }
        options.language = known
        let output = output ?? (known == .swift ? "Sources/Models/Database.swift" : "types/database.ts")
        let types = Generator.text(try database.schema(), options)
        try File.write(PrettyJSON.text(configuration(path, output)) + [0x0A], to: Project.fileName)
        try File.write(types, to: output)
        if target.json {
            var json = JSONWriter()
            json.texts([Project.fileName, output])
            Output.write(json.bytes + [0x0A])
        } else {
            Output.line("\(Project.fileName) written")
            Output.line("\(output) written")
        }
    }

    private func configuration(_ path: String, _ output: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("database")
        json.string(Text(path.utf8))
        json.key("generate")
        json.beginObject()
        json.key("language")
        json.string(Text(language.utf8))
        json.key("output")
        json.string(Text(output.utf8))
        json.endObject()
        json.key("models")
        json.beginObject()
        json.endObject()
        json.endObject()
        return json.bytes
    }

    private func path() throws -> String {
        if let path = target.database ?? file.first { return path }
        var found: [String] = []
        if let folder = opendir(".") {
            defer { closedir(folder) }
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                let isNamed = [".sqlite", ".sqlite3", ".db"].contains { name.hasSuffix($0) }
                if isNamed, File.isRegular(name) { found.append(name) }
            }
        }
        if found.count == 1 { return found[0] }
        let reason = found.isEmpty ? "no database file is here" : "several database files are here"
        throw Failure(.usage, "\(reason): name one")
    }
}
