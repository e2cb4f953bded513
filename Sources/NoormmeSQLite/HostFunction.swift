import CSQLite
import NoormmeText

/// What SQLite is told of a function that a host program gives.
public struct FunctionSignature: Sendable {
    public var name: Text
    /// How many arguments it takes; -1 for any number.
    public var arguments: Int32
    /// Equal arguments give equal results: it may stand in indexes, and is called once for constants.
    public var isDeterministic: Bool
    /// Refused in triggers, views, checks and the like.
    public var isDirectOnly: Bool

    public init(name: Text, arguments: Int32, isDeterministic: Bool, isDirectOnly: Bool) {
        self.name = name
        self.arguments = arguments
        self.isDeterministic = isDeterministic
        self.isDirectOnly = isDirectOnly
    }

    var flags: Int32 {
        SQLITE_UTF8 | (isDeterministic ? SQLITE_DETERMINISTIC : 0) | (isDirectOnly ? SQLITE_DIRECTONLY : 0)
    }
}

/// A scalar function of a host, kept alive by the connection it is defined on.
public final class HostFunction {
    let body: (HostCall) -> Void
    let release: () -> Void

    /// - Parameters:
    ///   - release: called once, when the connection needs the function no more.
    ///   - body: gives the call its result; without one the result is NULL.
    public init(release: @escaping () -> Void, body: @escaping (HostCall) -> Void) {
        self.release = release
        self.body = body
    }

    deinit {
        release()
    }
}

extension Connection {
    /// Defines, or replaces, an SQL function on this connection.
    ///
    /// - Throws: `SQLITE_BUSY` while a statement runs, `SQLITE_MISUSE` for a name over 255 bytes or a number of
    ///   arguments SQLite does not take.
    public func define(_ signature: FunctionSignature, _ function: HostFunction) throws(SQLiteError) {
        let database = try shared.open()
        guard !signature.name.bytes.contains(0) else { throw .nulInSQL }
        // SQLite gives the reference back, also when it refuses the function.
        let context = Unmanaged.passRetained(function).toOpaque()
        let code = signature.name.withCString { name in
            sqlite3_create_function_v2(
                database, name, signature.arguments, signature.flags, context,
                { context, count, values in
                    guard let context, let data = sqlite3_user_data(context) else { return }
                    let function = Unmanaged<HostFunction>.fromOpaque(data)
                    function._withUnsafeGuaranteedRef { $0.body(HostCall(context, values, count)) }
                }, nil, nil,
                { data in
                    if let data { Unmanaged<HostFunction>.fromOpaque(data).release() }
                })
        }
        guard code == SQLITE_OK else { throw SQLiteError(handle: database, result: code) }
    }
}
