import CSQLite

/// `BIT_AND`, `BIT_OR` and `BIT_XOR` of integers, as aggregates and over any window frame.
///
/// NULLs are left out; no integers give NULL, and so does a frame with anything else in it, as in Django.
extension SQLFunctions {
    /// How many values have each bit, so that a value can leave a window frame again.
    private struct Counts {
        var integers: Int64
        var others: Int64
        /// Counts for the 64 bits, least significant first.
        var bits: InlineArray<64, Int64>
    }

    private enum Kind: Int {
        case and = 1
        case or, xor
    }

    static var bitAggregates: [AggregateFunction] {
        func make(_ name: StaticString, _ kind: Kind) -> AggregateFunction {
            AggregateFunction(
                name, userData: UnsafeMutableRawPointer(bitPattern: kind.rawValue),
                step: { SQLFunctions.bitStep($0, $2, change: 1) },
                inverse: { SQLFunctions.bitStep($0, $2, change: -1) },
                value: { SQLFunctions.bitValue($0) },
                final: { SQLFunctions.bitValue($0) })
        }
        return [make("noormme_bit_and", .and), make("noormme_bit_or", .or), make("noormme_bit_xor", .xor)]
    }

    private static func bitStep(
        _ context: OpaquePointer?, _ values: UnsafeMutablePointer<OpaquePointer?>?, change: Int64
    ) {
        FunctionCall.run(context, 1, values) { call throws(FunctionFailure) in
            if call.isNull(0) { return }
            // SQLite zeroes the memory: all counts begin at 0.
            let size = Int32(MemoryLayout<Counts>.size)
            guard let memory = sqlite3_aggregate_context(call.context, size) else { throw .outOfMemory }
            let counts = memory.assumingMemoryBound(to: Counts.self)
            guard let value = call.integer(0) else {
                counts.pointee.others &+= change
                return
            }
            counts.pointee.integers &+= change
            for bit in 0..<64 {
                counts.pointee.bits[bit] &+= (value >> Int64(bit) & 1) &* change
            }
        }
    }

    private static func bitValue(_ context: OpaquePointer?) {
        FunctionCall.run(context, 0, nil) { call throws(FunctionFailure) in
            guard let memory = sqlite3_aggregate_context(call.context, 0) else { return call.resultNull() }
            let counts = memory.assumingMemoryBound(to: Counts.self)
            let total = counts.pointee.integers
            guard total > 0, counts.pointee.others == 0 else { return call.resultNull() }
            let kind = Kind(rawValue: Int(bitPattern: sqlite3_user_data(call.context)))
            var result: Int64 = 0
            for bit in 0..<64 {
                let count = counts.pointee.bits[bit]
                let isSet =
                    switch kind {
                    case .and: count == total
                    case .or: count > 0
                    default: count & 1 == 1
                    }
                if isSet { result |= 1 << Int64(bit) }
            }
            call.result(result)
        }
    }
}
