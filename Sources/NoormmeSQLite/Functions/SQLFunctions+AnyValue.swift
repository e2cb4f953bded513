import CSQLite

/// `ANY_VALUE`: the value of the group's first row, NULL if that is NULL, as in Django. No window frames.
extension SQLFunctions {
    private struct First {
        var isSet: Bool
        /// A copy that this function owns until the group ends.
        var value: OpaquePointer?
    }

    static var anyValue: AggregateFunction {
        AggregateFunction(
            "noormme_any_value", userData: nil,
            step: { context, _, values in
                FunctionCall.run(context, 1, values) { call throws(FunctionFailure) in
                    let size = Int32(MemoryLayout<First>.size)
                    guard let memory = sqlite3_aggregate_context(call.context, size) else { throw .outOfMemory }
                    let first = memory.assumingMemoryBound(to: First.self)
                    if first.pointee.isSet { return }
                    guard let copy = sqlite3_value_dup(call.values[0]) else { throw .outOfMemory }
                    first.pointee = First(isSet: true, value: copy)
                }
            },
            inverse: nil,
            value: nil,
            final: { context in
                FunctionCall.run(context, 0, nil) { call throws(FunctionFailure) in
                    guard let memory = sqlite3_aggregate_context(call.context, 0) else { return call.resultNull() }
                    let first = memory.assumingMemoryBound(to: First.self)
                    sqlite3_result_value(call.context, first.pointee.value)
                    sqlite3_value_free(first.pointee.value)
                    first.pointee.value = nil
                }
            })
    }
}
