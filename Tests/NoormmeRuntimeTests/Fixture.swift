import Glibc
import NoormmeCore
import NoormmeJSON
import NoormmeSQL
import NoormmeSQLite
import NoormmeText
import Testing

@testable import NoormmeRuntime

/// A directory that goes away with its contents.
final class TemporaryDirectory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/noormme-runtime-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    }

    deinit {
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
    }

    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func file(_ name: String) -> Text { Text(Array((path + "/" + name).utf8)) }

    func write(_ bytes: [UInt8], to name: String) {
        let file = fopen(path + "/" + name, "w")
        _ = fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    func read(_ name: String) -> [UInt8] {
        guard let file = fopen(path + "/" + name, "r") else { return [] }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(file))
        rewind(file)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}

extension Text {
    init(string: String) { self.init(Array(string.utf8)) }
    var string: String { String(decoding: bytes, as: UTF8.self) }
}

/// A file made by a script, and a database on it.
struct Fixture {
    let directory = TemporaryDirectory()
    let database: Database

    init(_ script: String, options: DatabaseOptions = DatabaseOptions()) throws {
        let path = directory.file("test.sqlite")
        let connection = try Connection.open(path: path, mode: .readWrite(create: true))
        try connection.execute(Text(string: script))
        connection.close()
        database = try Database(path: path, options: options)
    }

    /// A connection of somebody else.
    func stranger() throws -> Connection {
        try Connection.open(path: directory.file("test.sqlite"), mode: .readWrite(create: false))
    }

    func run(_ operation: NoormmeCore.Operation, prefetches: [PrefetchPlan] = []) throws -> String {
        try database.run(operation, prefetches: prefetches)
    }
}

extension Database {
    func run(
        _ operation: NoormmeCore.Operation, prefetches: [PrefetchPlan] = [], layout: RowsLayout = .asPlanned
    ) throws -> String {
        let plan = QueryPlan(operation: operation, prefetches: prefetches)
        return String(decoding: try run(plan, schema: try schema(), layout: layout).bytes(), as: UTF8.self)
    }

    /// The answer of one SELECT as objects, every column by its place and name.
    func select(_ sql: String, _ columns: [String], types: [FieldType] = []) throws -> String {
        try run(.rows(.many(sql, columns, types: types)))
    }
}

extension CompiledStatement {
    init(_ sql: String, _ values: [SQLValue] = []) {
        self.init(sql: Text(string: sql), parameters: values.map { Parameter($0) })
    }
}

extension ResultShape {
    static func object(_ columns: [String], types: [FieldType] = [], children: [ChildShape] = []) -> ResultShape {
        ResultShape(
            form: .object,
            columns: columns.enumerated().map { index, name in
                ShapeColumn(
                    name: Text(string: name), index: Int32(index), type: index < types.count ? types[index] : .any)
            }, children: children)
    }
}

extension RowsPlan {
    static func many(
        _ sql: String, _ columns: [String], _ values: [SQLValue] = [], types: [FieldType] = [],
        expecting expectation: NoormmeCore.Expectation = .many
    ) -> RowsPlan {
        RowsPlan(
            statement: CompiledStatement(sql, values), shape: .object(columns, types: types),
            expectation: expectation)
    }
}

/// The error that `body` throws; a test failure when it throws none of ours.
func failure<R>(
    _ body: () throws -> R, sourceLocation: SourceLocation = #_sourceLocation
) -> NoormmeError {
    do {
        _ = try body()
        Issue.record("no error was thrown", sourceLocation: sourceLocation)
    } catch let error as NoormmeError {
        return error
    } catch {
        Issue.record("not a NoormmeError: \(error)", sourceLocation: sourceLocation)
    }
    return NoormmeError(.internalError, "no error")
}

/// Runs `body` on as many threads at once, and waits for all.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    final class Job: Sendable {
        let body: @Sendable (Int) -> Void
        let index: Int
        init(_ body: @escaping @Sendable (Int) -> Void, _ index: Int) {
            self.body = body
            self.index = index
        }
    }
    var threads: [pthread_t] = []
    for index in 0..<count {
        var thread = pthread_t()
        let job = Unmanaged.passRetained(Job(body, index))
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let job = Unmanaged<Job>.fromOpaque(context).takeRetainedValue()
                job.body(job.index)
                return nil
            }, job.toOpaque())
        threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
}

func json(_ text: String) throws -> JSONValue { try JSONDocument.parse(Array(text.utf8)).root }
