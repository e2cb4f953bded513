import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// Another file that every connection of a database reaches: its tables are models named `name.table`.
public struct AttachedDatabase: Sendable {
    /// Letters, digits and `_`, and not `main` or `temp`.
    public var name: Text
    /// As `Database.init` takes it: a path, or a URL, which may say `?mode=ro`.
    public var path: Text

    public init(name: Text, path: Text) {
        self.name = name
        self.path = path
    }
}

/// Attached databases whose names and paths are checked.
struct Attachments: Sendable {
    private let all: [(name: Text, location: DatabaseLocation)]

    var isEmpty: Bool { all.isEmpty }

    /// As many as SQLite has room for, unless it was built with more.
    private static let most = 10

    /// - Throws: `.invalidOption` with the path of the entry.
    init(_ databases: [AttachedDatabase], main: DatabaseLocation) throws(NoormmeError) {
        var all: [(name: Text, location: DatabaseLocation)] = []
        for database in databases {
            let name = database.name
            func invalid(_ message: StaticString) -> NoormmeError {
                NoormmeError(.invalidOption, Text(message), path: Text("$.attach.") + name)
            }
            guard !name.isEmpty, name.bytes.allSatisfy({ ($0 | 0x20) &- 97 < 26 || $0 == 0x5F || $0 &- 48 < 10 }) else {
                throw NoormmeError(
                    .invalidOption, "an attached database's name has letters, digits and _ alone", path: "$.attach")
            }
            if name.equalsIgnoringCase("main") || name.equalsIgnoringCase("temp") {
                throw invalid("main and temp are the names of SQLite's own databases")
            }
            if all.contains(where: { $0.name.equalsIgnoringCase(name) }) {
                throw invalid("the name is taken: names are the same in any case")
            }
            let location: DatabaseLocation
            do {
                location = try DatabaseLocation.parse(database.path)
            } catch {
                throw NoormmeError(.invalidOption, error.message, path: Text("$.attach.") + name)
            }
            guard location.kind == .file || main.isPrivate else {
                throw invalid("a database in memory cannot be attached to a file: each connection would have its own")
            }
            if location.kind == .file,
                location.path == main.path || all.contains(where: { $0.location.path == location.path })
            {
                throw invalid("the file is open under another name already")
            }
            all.append((name, location))
        }
        guard all.count <= Self.most else {
            throw NoormmeError(.invalidOption, "no more than 10 databases can be attached", path: "$.attach")
        }
        self.all = all
    }

    /// Those that are written to when the database itself is.
    var written: [Text] {
        var names: [Text] = []
        for (name, location) in all where location.kind == .file && location.mode != .readOnly && !location.immutable {
            names.append(name)
        }
        return names
    }

    /// For a connection to `mode`.
    func options(mode: OpenMode) -> [ConnectionOptions.Attachment] {
        all.map { (name, location) in
            ConnectionOptions.Attachment(name: name, path: location.path, mode: Self.mode(location, mode))
        }
    }

    /// For a connection outside of a pool: read as SQLite itself would.
    func heldOptions(_ options: DatabaseOptions) -> [ConnectionOptions.Attachment] {
        all.map { (name, location) in
            ConnectionOptions.Attachment(
                name: name, path: location.openPath(options), mode: location.openMode(options))
        }
    }

    private static func mode(_ location: DatabaseLocation, _ main: OpenMode) -> OpenMode {
        switch location.kind {
        case .memory: return .memory
        case .temporary: return .uri
        case .file: break
        }
        if location.immutable || main == .immutable { return .immutable }
        if location.mode == .readOnly || main == .readOnly { return .readOnly }
        switch main {
        case .readWrite(let create): return .readWrite(create: create && location.mode != .readWrite)
        default: return .readWrite(create: location.mode != .readWrite)
        }
    }
}
