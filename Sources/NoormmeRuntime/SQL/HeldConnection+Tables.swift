import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension HeldConnection {
    /// What a host's table refuses with.
    public struct Failure: Error {
        public var message: Text

        public init(_ message: Text) {
            self.message = message
        }
    }

    /// One table of a host's module.
    public struct Table {
        /// A CREATE TABLE statement, with the columns of the parameters first.
        public var declaration: Text
        public var parameters: Int
        public var isDirectOnly: Bool
        /// Called once, when the table is needed no more.
        public var release: () -> Void
        /// Begins to read: a bit for each parameter that has a value, and the values, valid during the call.
        public var open: (_ given: UInt32, _ arguments: [Cell]) throws(Failure) -> Cursor

        public init(
            declaration: Text, parameters: Int, isDirectOnly: Bool, release: @escaping () -> Void,
            open: @escaping (UInt32, [Cell]) throws(Failure) -> Cursor
        ) {
            self.declaration = declaration
            self.parameters = parameters
            self.isDirectOnly = isDirectOnly
            self.release = release
            self.open = open
        }
    }

    /// One reading of a table.
    public struct Cursor {
        /// Called once, also when rows are left.
        public var release: () -> Void
        /// Moves to the first row, then on; false at the end.
        public var next: () throws(Failure) -> Bool
        public var column: (_ index: Int, _ call: Call) -> Void

        public init(
            release: @escaping () -> Void, next: @escaping () throws(Failure) -> Bool,
            column: @escaping (Int, Call) -> Void
        ) {
            self.release = release
            self.next = next
            self.column = column
        }
    }

    /// Makes a kind of virtual table.
    ///
    /// - Parameters:
    ///   - isEponymous: there is one, called as its kind is; else CREATE VIRTUAL TABLE makes them.
    ///   - release: called once, also when the definition is refused.
    ///   - connect: makes a table; gets the module's name, the schema's, the table's, and the arguments.
    public func define(
        table name: Text, isEponymous: Bool, release: @escaping () -> Void,
        connect: @escaping (_ arguments: [Text]) throws(Failure) -> Table
    ) throws(NoormmeError) {
        let module = HostModule(release: release) { (arguments) throws(HostFailure) in
            try Self.table(of: try refusing { () throws(Failure) in try connect(arguments) })
        }
        try use { (connection) throws(SQLiteError) in
            try connection.define(name, isEponymous: isEponymous, module)
        }
    }

    private static func table(of table: Table) throws(HostFailure) -> HostTable {
        HostTable(
            declaration: table.declaration, parameters: table.parameters, isDirectOnly: table.isDirectOnly,
            release: table.release
        ) { (given, arguments) throws(HostFailure) in
            let cells = arguments.map { $0.map { Cell($0) } ?? .null }
            let cursor = try refusing { () throws(Failure) in try table.open(given, cells) }
            return HostCursor(
                release: cursor.release,
                next: { () throws(HostFailure) in try refusing { () throws(Failure) in try cursor.next() } },
                column: { index, call in cursor.column(index, Call(call: call)) })
        }
    }
}

private func refusing<R>(_ body: () throws(HeldConnection.Failure) -> R) throws(HostFailure) -> R {
    do throws(HeldConnection.Failure) {
        return try body()
    } catch {
        throw HostFailure(message: error.message)
    }
}
