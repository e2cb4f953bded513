import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// A prepared statement of a held connection, which it keeps open.
public final class HeldStatement: @unchecked Sendable {
    // Unchecked because the connection lets one call in at a time, and every call goes through it.
    private let statement: Statement
    private let connection: HeldConnection
    /// How often it had been compiled anew when it was described last.
    private var describedAt = 0

    init(_ statement: Statement, on connection: HeldConnection) {
        self.statement = statement
        self.connection = connection
    }

    deinit {
        connection.discard(statement)
    }

    /// Back to the start, with values for the first `count` parameters; others become NULL.
    public func bind(count: Int, _ value: (Int) -> Cell) throws(NoormmeError) {
        try connection.use { (_) throws(SQLiteError) in
            statement.reset()
            statement.clearBindings()
            var index = 0
            while index < count {
                try statement.bind(value(index), at: index + 1)
                index += 1
            }
        }
    }

    public struct Step {
        public var hasRow: Bool
        /// Columns of the row; 0 without one.
        public var columns: Int
        /// The statement was compiled anew since it was described.
        public var isRecompiled: Bool
    }

    /// Moves to the next row and hands over its first columns, whose bytes live until the statement moves again.
    public func step(limit: Int, _ column: (Int, Cell) -> Void) throws(NoormmeError) -> Step {
        try connection.use { (_) throws(SQLiteError) in
            let hasRow = try statement.step()
            let count = hasRow ? statement.dataCount : 0
            for index in 0..<min(limit, count) { column(index, Cell(statement.value(at: index))) }
            return Step(
                hasRow: hasRow, columns: count, isRecompiled: statement.status(.reprepares) != describedAt)
        }
    }

    public func reset() throws(NoormmeError) {
        try connection.use { (_) throws(SQLiteError) in statement.reset() }
    }

    /// `{"readonly":…,"returns_rows":…,"columns":[…],"parameters":[…]}`
    public func describe() throws(NoormmeError) -> [UInt8] {
        try connection.use { (_) throws(SQLiteError) in
            describedAt = statement.status(.reprepares)
            return statement.description
        }
    }

    public func expanded() throws(NoormmeError) -> [UInt8] {
        try connection.use { (_) throws(SQLiteError) in statement.expandedSQL.bytes }
    }
}

extension Statement {
    func bind(_ cell: Cell, at index: Int) throws(SQLiteError) {
        switch cell {
        case .null: try bindNull(at: index)
        case .integer(let integer): try bind(integer: integer, at: index)
        case .real(let real): try bind(real: real, at: index)
        case .text(let bytes):
            try bind(text: bytes.bindMemory(to: UInt8.self), at: index, lifetime: .copied)
        case .blob(let bytes): try bind(blob: bytes, at: index, lifetime: .copied)
        }
    }
}
