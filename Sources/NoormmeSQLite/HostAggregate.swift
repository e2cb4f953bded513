import CSQLite
import NoormmeText

/// An aggregate of a host, kept alive by the connection it is defined on.
///
/// SQLite tells groups apart by memory it lends for each. The host gets a number instead: nothing it does with a
/// number can harm.
public final class HostAggregate {
    public typealias Phase = (HostCall, _ group: UInt64) -> Void

    let step: Phase
    let inverse: Phase?
    let value: Phase?
    let final: Phase
    let release: () -> Void
    private var lastGroup: UInt64 = 0

    /// - Parameters:
    ///   - inverse: undoes a step; with `value` it makes the aggregate a window function.
    ///   - value: the result so far.
    ///   - final: the result; called for every group that had a step, and with group 0 for one that had none.
    ///   - release: called once, when the connection needs the aggregate no more.
    public init(
        step: @escaping Phase, inverse: Phase?, value: Phase?, final: @escaping Phase, release: @escaping () -> Void
    ) {
        self.step = step
        self.inverse = inverse
        self.value = value
        self.final = final
        self.release = release
    }

    deinit {
        release()
    }

    fileprivate func nextGroup() -> UInt64 {
        lastGroup += 1
        return lastGroup
    }

    /// The aggregate a call is made of.
    fileprivate static func of(_ context: OpaquePointer?, _ body: (HostAggregate, OpaquePointer) -> Void) {
        guard let context, let data = sqlite3_user_data(context) else { return }
        Unmanaged<HostAggregate>.fromOpaque(data)._withUnsafeGuaranteedRef { body($0, context) }
    }
}

extension Connection {
    /// Defines, or replaces, an aggregate on this connection; throws as for a function.
    public func define(_ signature: FunctionSignature, _ aggregate: HostAggregate) throws(SQLiteError) {
        let database = try shared.open()
        guard !signature.name.bytes.contains(0) else { throw .nulInSQL }
        let isWindow = aggregate.inverse != nil && aggregate.value != nil
        let data = Unmanaged.passRetained(aggregate).toOpaque()
        let code = signature.name.withCString { name in
            sqlite3_create_window_function(
                database, name, signature.arguments, signature.flags, data,
                { context, count, values in
                    HostAggregate.of(context) { aggregate, context in
                        let call = HostCall(context, values, count)
                        aggregate.step(call, call.group(from: aggregate.nextGroup))
                    }
                },
                { context in
                    HostAggregate.of(context) { aggregate, context in
                        let call = HostCall(context, nil, 0)
                        aggregate.final(call, call.knownGroup)
                    }
                },
                isWindow
                    ? { context in
                        HostAggregate.of(context) { aggregate, context in
                            let call = HostCall(context, nil, 0)
                            aggregate.value?(call, call.knownGroup)
                        }
                    } : nil,
                isWindow
                    ? { context, count, values in
                        HostAggregate.of(context) { aggregate, context in
                            let call = HostCall(context, values, count)
                            aggregate.inverse?(call, call.group(from: aggregate.nextGroup))
                        }
                    } : nil,
                { data in
                    if let data { Unmanaged<HostAggregate>.fromOpaque(data).release() }
                })
        }
        guard code == SQLITE_OK else { throw SQLiteError(handle: database, result: code) }
    }
}
