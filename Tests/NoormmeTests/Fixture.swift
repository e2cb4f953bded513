import Glibc
import Noormme
import NoormmeSQLite
import NoormmeText
import Testing

/// A file made by a script in a directory of its own, and a database on it.
final class Fixture: Sendable {
    let directory: String
    let database: Database

    init(_ script: String, options: DatabaseOptions = DatabaseOptions()) throws {
        var template = Array("/tmp/noormme-swift-XXXXXX".utf8CString)
        let made = mkdtemp(&template).map { String(cString: $0) }
        directory = try #require(made)
        let connection = try Connection.open(path: Self.file(directory), mode: .readWrite(create: true))
        try connection.execute(Text(script.utf8))
        connection.close()
        database = try Database(path: "\(directory)/test.sqlite", options: options)
    }

    deinit {
        database.sync.close()
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink("\(directory)/test.sqlite\(suffix)") }
        rmdir(directory)
    }

    /// A connection of somebody else.
    func stranger() throws -> Connection {
        try Connection.open(path: Self.file(directory), mode: .readWrite(create: false))
    }

    private static func file(_ directory: String) -> Text { Text("\(directory)/test.sqlite".utf8) }
}

extension Connection {
    func run(_ sql: String) throws { try execute(Text(sql.utf8)) }
}

/// Users, their posts, and who wrote them.
struct Blog {
    let fixture: Fixture
    var database: Database { fixture.database }
    var users: QuerySet<Row> { database.model("users").objects }
    var posts: QuerySet<Row> { database.model("posts").objects }

    init(options: DatabaseOptions = DatabaseOptions()) throws {
        fixture = try Fixture(
            """
            CREATE TABLE users (
                id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, age INTEGER,
                is_active BOOLEAN NOT NULL DEFAULT 1);
            CREATE TABLE posts (
                id INTEGER PRIMARY KEY, title TEXT NOT NULL, views INTEGER NOT NULL DEFAULT 0,
                likes INTEGER NOT NULL DEFAULT 0, created_at DATETIME,
                author_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);
            INSERT INTO users VALUES
                (1, 'Ada', 'ada@example.com', 36, 1), (2, 'Bob', 'bob@spam.com', NULL, 1),
                (3, 'Cyd', 'cyd@example.com', 17, 0);
            INSERT INTO posts VALUES
                (1, 'Engines', 10, 10, '2020-01-31 12:30:00', 1), (2, 'Notes', 5, 7, '2021-06-01 08:00:00', 1),
                (3, 'Nuts', 3, 1, NULL, 2);
            """, options: options)
    }
}

/// The error that `body` throws; a test failure when it throws none of ours.
func failure<R>(
    _ body: () async throws -> R, sourceLocation: SourceLocation = #_sourceLocation
) async -> NoormmeError? {
    do {
        _ = try await body()
        Issue.record("no error was thrown", sourceLocation: sourceLocation)
    } catch let error as NoormmeError {
        return error
    } catch {
        Issue.record("not a NoormmeError: \(error)", sourceLocation: sourceLocation)
    }
    return nil
}

extension [Row] {
    func names(_ column: String = "name") -> [String?] { map { $0[column]?.stringValue } }
}
