import NoormmeCore
import NoormmeSQLite
import NoormmeText

extension HeldConnection {
    /// A call of a host's function, valid until the function returns.
    public struct Call {
        let call: HostCall

        public var count: Int { call.count }

        public func argument(_ index: Int) -> Cell { call.argument(index).map { Cell($0) } ?? .null }

        /// Bytes are copied.
        public func answer(_ result: Cell) {
            switch result {
            case .null: call.resultNull()
            case .integer(let integer): call.result(integer: integer)
            case .real(let real): call.result(real: real)
            case .text(let bytes): call.result(text: bytes)
            case .blob(let bytes): call.result(blob: bytes)
            }
        }

        public func fail(_ message: UnsafeRawBufferPointer) { call.fail(message) }
    }

    public struct Signature {
        var signature: FunctionSignature

        /// - Parameter arguments: how many; -1 for any number.
        public init(name: Text, arguments: Int32, isDeterministic: Bool, isDirectOnly: Bool) {
            signature = FunctionSignature(
                name: name, arguments: arguments, isDeterministic: isDeterministic, isDirectOnly: isDirectOnly)
        }
    }

    /// - Parameter release: called once, also when the definition is refused.
    public func define(
        _ signature: Signature, release: @escaping () -> Void, _ body: @escaping (Call) -> Void
    ) throws(NoormmeError) {
        let function = HostFunction(release: release) { body(Call(call: $0)) }
        try use { (connection) throws(SQLiteError) in try connection.define(signature.signature, function) }
    }

    /// What an aggregate does with a call for the group of that number.
    public typealias Phase = (Call, UInt64) -> Void

    public func define(
        _ signature: Signature, step: @escaping Phase, inverse: Phase?, value: Phase?, final: @escaping Phase,
        release: @escaping () -> Void
    ) throws(NoormmeError) {
        let aggregate = HostAggregate(
            step: Self.adapt(step), inverse: inverse.map(Self.adapt), value: value.map(Self.adapt),
            final: Self.adapt(final), release: release)
        try use { (connection) throws(SQLiteError) in try connection.define(signature.signature, aggregate) }
    }

    private static func adapt(_ phase: @escaping Phase) -> HostAggregate.Phase {
        { call, group in phase(Call(call: call), group) }
    }
}
