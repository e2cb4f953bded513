import NoormmeText

/// What a host's table refused with; becomes the statement's error.
public struct HostFailure: Error {
    public let message: Text

    public init(message: Text) {
        self.message = message
    }
}

/// A kind of virtual table that a host program gives, kept alive by the connection it is defined on.
///
/// Its tables are read-only: the host makes their rows when they are asked for.
public final class HostModule {
    public typealias Connect = (_ arguments: [Text]) throws(HostFailure) -> HostTable

    let connect: Connect
    let release: () -> Void

    /// - Parameters:
    ///   - release: called once, when the connection needs the module no more.
    ///   - connect: makes a table; the arguments are the module's name, the schema's, the table's, and what CREATE
    ///     VIRTUAL TABLE has between its brackets.
    public init(release: @escaping () -> Void, connect: @escaping Connect) {
        self.release = release
        self.connect = connect
    }

    deinit {
        release()
    }
}

/// One table of a module.
public final class HostTable {
    /// SQLite takes the values of parameters by their numbers in a mask.
    public static let parameterLimit = 32

    public typealias Open = (_ given: UInt32, _ arguments: [ColumnValue?]) throws(HostFailure) -> HostCursor

    /// A CREATE TABLE statement with its columns, those of the parameters first.
    let declaration: Text
    let parameters: Int
    let isDirectOnly: Bool
    let open: Open
    let release: () -> Void

    /// - Parameters:
    ///   - parameters: how many columns are arguments of the table, 0 to 32.
    ///   - isDirectOnly: refused in views, triggers and the like.
    ///   - release: called once, when the table is needed no more.
    ///   - open: begins to read. `given` has a bit for each parameter that has a value; values are there during the
    ///     call only.
    public init(
        declaration: Text, parameters: Int, isDirectOnly: Bool, release: @escaping () -> Void, open: @escaping Open
    ) {
        self.declaration = declaration
        self.parameters = min(max(parameters, 0), Self.parameterLimit)
        self.isDirectOnly = isDirectOnly
        self.release = release
        self.open = open
    }

    deinit {
        release()
    }
}

/// One reading of a table, from its first row to its last.
public final class HostCursor {
    let next: () throws(HostFailure) -> Bool
    let column: (_ index: Int, _ call: HostCall) -> Void
    let release: () -> Void

    /// - Parameters:
    ///   - release: called once, also when rows are left.
    ///   - next: moves to the first row, then on; false at the end.
    ///   - column: gives the call the value of the row's column.
    public init(
        release: @escaping () -> Void, next: @escaping () throws(HostFailure) -> Bool,
        column: @escaping (Int, HostCall) -> Void
    ) {
        self.release = release
        self.next = next
        self.column = column
    }

    deinit {
        release()
    }
}
