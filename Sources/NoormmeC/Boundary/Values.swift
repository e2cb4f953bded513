import CNoormme
import NoormmeCore
import NoormmeRuntime

extension noormme_value {
    /// Bytes stay where they are.
    init(_ cell: Cell) {
        self.init()
        switch cell {
        case .null: type = Int32(NOORMME_VALUE_NULL)
        case .integer(let value):
            type = Int32(NOORMME_VALUE_INTEGER)
            integer = value
        case .real(let value):
            type = Int32(NOORMME_VALUE_REAL)
            real = value
        case .text(let value):
            type = Int32(NOORMME_VALUE_TEXT)
            (bytes, size) = (value.baseAddress, value.count)
        case .blob(let value):
            type = Int32(NOORMME_VALUE_BLOB)
            (bytes, size) = (value.baseAddress, value.count)
        }
    }

    /// Nil for a type that is none, or bytes that cannot be.
    var cell: Cell? {
        switch type {
        case Int32(NOORMME_VALUE_NULL): .null
        case Int32(NOORMME_VALUE_INTEGER): .integer(integer)
        case Int32(NOORMME_VALUE_REAL): .real(real)
        case Int32(NOORMME_VALUE_TEXT): data.map { .text($0) }
        case Int32(NOORMME_VALUE_BLOB): data.map { .blob($0) }
        default: nil
        }
    }

    private var data: UnsafeRawBufferPointer? {
        // size_t comes in as Int: what is negative here was more than half the address space.
        guard size >= 0, bytes != nil || size == 0 else { return nil }
        return UnsafeRawBufferPointer(start: bytes, count: size)
    }
}

/// A host's function and what it was given to be called with.
struct HostContext {
    let context: UnsafeMutableRawPointer?

    /// Calls `function` with the arguments laid out for C, and gives SQLite what came of it.
    ///
    /// - Parameter isResult: whether a result is wanted, or only to know that it did not fail.
    func run(
        _ call: HeldConnection.Call, isResult: Bool = true,
        _ function: (UnsafeMutableRawPointer?, UnsafePointer<noormme_value>?, Int, UnsafeMutablePointer<noormme_value>)
            -> Int32
    ) {
        withUnsafeTemporaryAllocation(of: noormme_value.self, capacity: max(1, call.count)) { arguments in
            for index in 0..<call.count {
                arguments.initializeElement(at: index, to: noormme_value(call.argument(index)))
            }
            var result = noormme_value()
            let status = function(context, arguments.baseAddress, call.count, &result)
            guard status == 0 else {
                if case .text(let message) = result.cell { call.fail(message) } else { call.fail(Self.silence) }
                return
            }
            if !isResult { return }
            if let cell = result.cell { call.answer(cell) } else { call.fail(Self.nonsense) }
        }
    }

    private static var silence: UnsafeRawBufferPointer { message("a function of the host failed") }
    private static var nonsense: UnsafeRawBufferPointer { message("a function of the host gave no value") }

    private static func message(_ text: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
