import ArgumentParser
import Glibc
import NoormmeCore
import NoormmeRuntime
import NoormmeText

/// Which database a command is about.
struct Target: ParsableArguments {
    @Option(name: [.short, .long], help: "A SQLite file or its URL.")
    var database: String?

    @Option(help: "The configuration, instead of noormme.json in the working directory.")
    var config: String?

    @Flag(help: "Answer, and report errors, as JSON.")
    var json = false

    /// A database that is named, with the arguments that do not name it.
    struct Named {
        let path: String
        let project: Project
        let rest: [String]

        /// The database's own file and those attached; none where there are only guesses.
        var files: [String] {
            guard let file else { return [] }
            return [file] + project.attach.compactMap { Self.file($0.path.string) }
        }

        /// The path a URL names; nil where there are only guesses.
        var file: String? { Self.file(path) }

        private static func file(_ path: String) -> String? {
            guard path.hasPrefix("file:") || path.hasPrefix("sqlite:"), let colon = path.firstIndex(of: ":") else {
                return path
            }
            let rest = path[path.index(after: colon)...].prefix { $0 != "?" && $0 != "#" }
            let file = rest.hasPrefix("//") ? String(rest.dropFirst(2)) : String(rest)
            return file.contains("%") ? nil : file
        }

        /// - Throws: `.cannotOpen` when there is no such file; nothing is created.
        func open(writes: Bool = false) throws(NoormmeError) -> Database {
            var options = DatabaseOptions()
            options.readOnly = !writes
            options.create = false
            options.readers = 1
            options.models = project.models
            options.attach = project.attach
            // A file that is not in WAL mode stays as it is.
            options.journalMode = nil
            let database = try Database(path: Text(path.utf8), options: options)
            try database.open()
            return database
        }
    }

    /// - Parameter arguments: of which the first may be a file.
    func named(_ arguments: [String] = []) throws -> Named {
        let project = try Project.read(config)
        if let database { return Named(path: database, project: project, rest: arguments) }
        if let first = arguments.first, Self.isDatabase(first) {
            return Named(path: first, project: project, rest: Array(arguments.dropFirst()))
        }
        guard let path = Self.environment("NOORMME_DATABASE") ?? Self.environment("DATABASE_URL") ?? project.database
        else {
            throw Failure(
                .usage, "no database is named: give --database, set NOORMME_DATABASE, or run noormme init")
        }
        return Named(path: path, project: project, rest: arguments)
    }

    /// A name is the database's when it is a file's, or can be nothing else.
    private static func isDatabase(_ name: String) -> Bool {
        if name.hasPrefix("file:") || name.hasPrefix("sqlite:") || File.isRegular(name) { return true }
        return [".sqlite", ".sqlite3", ".db"].contains { name.hasSuffix($0) } && !name.contains("(")
    }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
