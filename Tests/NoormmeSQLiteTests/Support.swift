import Glibc
import NoormmeSQLite
import NoormmeText
import Testing

func memory(_ change: (inout ConnectionOptions) -> Void = { _ in }) throws -> Connection {
    var options = ConnectionOptions()
    change(&options)
    return try Connection.open(path: "", mode: .memory, options: options)
}

func create(_ path: Text, _ change: (inout ConnectionOptions) -> Void = { _ in }) throws -> Connection {
    var options = ConnectionOptions()
    change(&options)
    return try Connection.open(path: path, mode: .readWrite(create: true), options: options)
}

extension Connection {
    /// The first column of the first row, as an integer.
    func integer(_ sql: Text) throws -> Int64 {
        let statement = try prepare(sql)
        #expect(try statement.step())
        return statement.int64(at: 0)
    }

    func text(_ sql: Text) throws -> Text {
        let statement = try prepare(sql)
        #expect(try statement.step())
        return statement.text(at: 0)
    }
}

/// The error that `body` throws; records a failure when it throws none.
func failure<R>(_ location: SourceLocation = #_sourceLocation, _ body: () throws -> R) -> SQLiteError {
    do {
        _ = try body()
    } catch let error as SQLiteError {
        return error
    } catch {
        Issue.record("another error", sourceLocation: location)
        return SQLiteError(extendedCode: -1, message: "another error")
    }
    Issue.record("no error", sourceLocation: location)
    return SQLiteError(extendedCode: 0, message: "no error")
}

extension SQLiteError {
    var name: String { "\(resultCode.name)" }
}

/// A thread of the system, joined by hand.
final class TestThread {
    private var thread = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        precondition(code == 0)
    }

    func join() {
        pthread_join(thread, nil)
    }

    private final class Body {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

/// Rows without end.
let endless: Text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0"

extension Text: CustomTestStringConvertible {
    public var testDescription: String { String(decoding: bytes, as: UTF8.self) }
}
