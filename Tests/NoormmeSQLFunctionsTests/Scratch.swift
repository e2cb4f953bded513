import CSQLite
import Glibc

@testable import NoormmeSQLite

/// A value that a query gave, compared by type and content.
enum Outcome: Equatable, CustomStringConvertible {
    case null
    case integer(Int64)
    case bits(UInt64)
    case text([UInt8])
    case blob([UInt8])
    case error(String)

    var description: String {
        switch self {
        case .null: "null"
        case .integer(let value): "int \(value)"
        case .bits(let bits): "real \(Double(bitPattern: bits))"
        case .text(let bytes): "text \(String(decoding: bytes, as: UTF8.self))"
        case .blob(let bytes): "blob \(bytes)"
        case .error(let message): "error \(message)"
        }
    }

    static func text(_ text: String) -> Outcome { .text(Array(text.utf8)) }
    static func real(_ value: Double) -> Outcome { .bits(value.bitPattern) }
}

/// A database in memory with the functions registered, for tests that go straight to SQLite.
final class Scratch {
    let handle: OpaquePointer

    init(options: SQLFunctionOptions = SQLFunctionOptions()) throws {
        var opened: OpaquePointer?
        let result = sqlite3_open_v2(
            ":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK, let opened else { throw SQLiteError(handle: opened, result: result) }
        handle = opened
        try SQLFunctions.register(on: handle, options: options)
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    /// The first column of the first row of `SELECT <expression>`.
    func select(_ expression: String, _ arguments: [Outcome] = []) -> Outcome {
        rows("SELECT " + expression, arguments).first ?? .error("no row")
    }

    /// The first column of every row; the last element is an error if the statement failed.
    func rows(_ sql: String, _ arguments: [Outcome] = []) -> [Outcome] {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return [failure] }
        for (index, argument) in arguments.enumerated() { bind(argument, to: statement, at: Int32(index + 1)) }
        var rows: [Outcome] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(value(sqlite3_column_value(statement, 0)))
            case SQLITE_DONE: return rows
            default: return rows + [failure]
            }
        }
    }

    private var failure: Outcome { .error(String(cString: sqlite3_errmsg(handle))) }

    private func bind(_ argument: Outcome, to statement: OpaquePointer?, at index: Int32) {
        switch argument {
        case .null, .error: sqlite3_bind_null(statement, index)
        case .integer(let value): sqlite3_bind_int64(statement, index, value)
        case .bits(let bits): sqlite3_bind_double(statement, index, Double(bitPattern: bits))
        case .text(let bytes):
            bytes.withUnsafeBufferPointer { buffer in
                buffer.withMemoryRebound(to: CChar.self) { text in
                    _ = sqlite3_bind_text(statement, index, text.baseAddress, Int32(text.count), transientBytes)
                }
            }
        case .blob(let bytes): sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), transientBytes)
        }
    }

    private func value(_ value: OpaquePointer?) -> Outcome {
        let count = Int(sqlite3_value_bytes(value))
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: return .integer(sqlite3_value_int64(value))
        case SQLITE_FLOAT: return .real(sqlite3_value_double(value))
        case SQLITE_TEXT:
            return .text(Array(UnsafeBufferPointer(start: sqlite3_value_text(value), count: count)))
        case SQLITE_BLOB:
            let start = sqlite3_value_blob(value)?.assumingMemoryBound(to: UInt8.self)
            return .blob(Array(UnsafeBufferPointer(start: start, count: count)))
        default: return .null
        }
    }
}
