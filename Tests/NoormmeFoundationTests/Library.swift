import NoormmeCore
import NoormmeFoundation
import NoormmeGenerate
import NoormmeJSON
import NoormmeSQLite
import NoormmeText
import Testing

/// A file made of schema.sql, and a database on it.
final class Library: Sendable {
    private let directory: URL
    let database: Database

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("noormme-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        let path = directory.appendingPathComponent("test.sqlite").path
        let script = try String(contentsOf: Self.folder.appendingPathComponent("schema.sql"), encoding: .utf8)
        let connection = try Connection.open(path: Text(path.utf8), mode: .readWrite(create: true))
        try connection.execute(Text(script.utf8))
        connection.close()
        var options = DatabaseOptions()
        options.models = #"{"profiles": {"fields": {"token": {"type": "uuid"}}}}"#
        database = try Database(path: path, options: options)
    }

    deinit {
        database.sync.close()
        try? FileManager.default.removeItem(at: directory)
    }

    func generated() throws -> String {
        let schema = try Schema.parse(try JSONDocument.parse(Array(try database.sync.introspect().utf8)).root)
        var options = GenerateOptions()
        options.language = .swift
        return String(decoding: Generator.text(schema, options), as: UTF8.self)
    }
}

/// Generated.swift is what the generator makes of schema.sql: this target compiles it, and its tests use it.
@Suite struct GeneratedTests {
    @Test func fileIsCurrent() throws {
        let file = Library.folder.appendingPathComponent("Generated.swift")
        let text = try Library().generated()
        // swift test with NOORMME_WRITE=1 writes it anew.
        if ProcessInfo.processInfo.environment["NOORMME_WRITE"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
