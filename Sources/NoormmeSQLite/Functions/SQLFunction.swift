import CSQLite
import NoormmeText

/// One scalar function: its name, how many arguments it takes, and its C callback.
struct ScalarFunction {
    typealias Callback =
        @convention(c) (
            OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?
        ) -> Void

    let name: StaticString
    let arguments: ClosedRange<Int32>
    /// Whether equal arguments give equal results, so that SQLite may call once for constants.
    let isDeterministic: Bool
    let callback: Callback

    init(_ name: StaticString, _ arguments: ClosedRange<Int32>, deterministic: Bool = true, _ callback: Callback) {
        self.name = name
        self.arguments = arguments
        isDeterministic = deterministic
        self.callback = callback
    }

    init(_ name: StaticString, _ arguments: Int32, deterministic: Bool = true, _ callback: Callback) {
        self.init(name, arguments...arguments, deterministic: deterministic, callback)
    }

    func register(
        on connection: OpaquePointer, userData: UnsafeMutableRawPointer? = nil
    ) throws(SQLiteError) {
        for count in arguments {
            let result = sqlite3_create_function_v2(
                connection, name.cString, count, SQLFunctions.flags(deterministic: isDeterministic), userData,
                callback, nil, nil, nil)
            guard result == SQLITE_OK else { throw SQLiteError(handle: connection, result: result) }
        }
    }
}

/// One aggregate function of one argument; with `inverse` and `value` it also serves window frames.
struct AggregateFunction {
    typealias Step = ScalarFunction.Callback
    typealias Final = @convention(c) (OpaquePointer?) -> Void

    let name: StaticString
    let userData: UnsafeMutableRawPointer?
    let step: Step
    let inverse: Step?
    let value: Final?
    let final: Final

    init(
        _ name: StaticString, userData: UnsafeMutableRawPointer?, step: Step, inverse: Step?, value: Final?,
        final: Final
    ) {
        self.name = name
        self.userData = userData
        self.step = step
        self.inverse = inverse
        self.value = value
        self.final = final
    }

    func register(on connection: OpaquePointer) throws(SQLiteError) {
        let result = sqlite3_create_window_function(
            connection, name.cString, 1, SQLFunctions.flags(deterministic: true), userData, step, final, value,
            inverse, nil)
        guard result == SQLITE_OK else { throw SQLiteError(handle: connection, result: result) }
    }
}

extension StaticString {
    /// The bytes of a literal, which end with a zero byte.
    var cString: UnsafePointer<CChar> { UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self) }
}
