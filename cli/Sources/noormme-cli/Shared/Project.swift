import Glibc
import NoormmeCore
import NoormmeJSON
import NoormmeRuntime
import NoormmeText

/// noormme.json: which database, how its types are written, and what SQLite cannot say of its models.
///
/// ```json
/// {"database": "app.sqlite", "attach": {}, "generate": {"output": "types/database.ts"}, "models": {}}
/// ```
struct Project {
    /// As written; relative to the file's folder.
    var database: String?
    /// Other files, by name; relative to the file's folder.
    var attach: [AttachedDatabase] = []
    /// The options of docs/generate.md, and `output`.
    var generate: [(name: String, value: JSONValue)] = []
    var output: String?
    var models = Configuration.empty

    static let fileName = "noormme.json"

    /// - Parameter path: a file that must be there; nil for the one in the working directory, if it is.
    static func read(_ path: String?) throws -> Project {
        guard let bytes = try File.read(path ?? fileName) else {
            if let path { throw Failure(.usage, "there is no file \(path)") }
            return Project()
        }
        let name = path ?? fileName
        let root: JSONValue
        do {
            root = try JSONDocument.parse(bytes).root
        } catch {
            throw Failure(.usage, "\(name) is no JSON: \(Text(error.message).string), at byte \(error.offset)")
        }
        guard root.kind == .object else { throw Failure(.usage, "\(name): expected an object") }
        var project = Project()
        let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
        for (key, value) in root.members {
            switch key.text {
            case "$schema": continue
            case "models": project.models = try Configuration.parse(models: value)
            case "database":
                project.database = Self.placed(try text(value, "\(name): database"), folder)
            case "attach":
                guard value.kind == .object else { throw Failure(.usage, "\(name): attach: expected an object") }
                for (key, value) in value.members {
                    let path = Self.placed(try text(value, "\(name): attach.\(key.text.string)"), folder)
                    project.attach.append(AttachedDatabase(name: key.text, path: Text(path.utf8)))
                }
            case "generate":
                guard value.kind == .object else { throw Failure(.usage, "\(name): generate: expected an object") }
                for (key, value) in value.members {
                    if key.text == "output" {
                        project.output = Self.placed(try text(value, "\(name): generate.output"), folder)
                    } else {
                        project.generate.append((key.text.string, value))
                    }
                }
            default: throw Failure(.usage, "\(name): unknown key \(key.text.string)")
            }
        }
        return project
    }

    private static func text(_ value: JSONValue, _ place: String) throws -> String {
        guard value.kind == .string, !value.text.isEmpty else { throw Failure(.usage, "\(place): expected a string") }
        return value.text.string
    }

    private static func placed(_ path: String, _ folder: String) -> String {
        path.hasPrefix("/") || path.hasPrefix("file:") || path.hasPrefix("sqlite:") ? path : folder + path
    }
}
