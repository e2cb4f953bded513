import CSQLite

/// `VAR_POP`, `VAR_SAMP`, `STDDEV_POP` and `STDDEV_SAMP`, as aggregates and over any window frame.
///
/// NULLs are left out. No numbers give NULL, one number gives an error for a sample, as Django has it; text
/// and blobs are errors, an infinity gives NULL, and a result beyond a double is an error.
extension SQLFunctions {
    /// Which of the four a registration stands for, in its user data.
    private struct Kind {
        let isSample: Bool
        let isDeviation: Bool

        init(_ context: OpaquePointer) {
            let number = Int(bitPattern: sqlite3_user_data(context))
            isSample = number & 1 != 0
            isDeviation = number & 2 != 0
        }

        static func userData(isSample: Bool, isDeviation: Bool) -> UnsafeMutableRawPointer? {
            UnsafeMutableRawPointer(bitPattern: (isSample ? 1 : 0) | (isDeviation ? 2 : 0))
        }
    }

    static var statistics: [AggregateFunction] {
        func make(_ name: StaticString, sample: Bool, deviation: Bool) -> AggregateFunction {
            AggregateFunction(
                name, userData: Kind.userData(isSample: sample, isDeviation: deviation),
                step: { SQLFunctions.statisticsStep($0, $2, removing: false) },
                inverse: { SQLFunctions.statisticsStep($0, $2, removing: true) },
                value: { SQLFunctions.statisticsValue($0) },
                final: { SQLFunctions.statisticsValue($0) })
        }
        return [
            make("noormme_var_pop", sample: false, deviation: false),
            make("noormme_var_samp", sample: true, deviation: false),
            make("noormme_stddev_pop", sample: false, deviation: true),
            make("noormme_stddev_samp", sample: true, deviation: true),
        ]
    }

    private static func moments(_ context: OpaquePointer, create: Bool) -> ExactMoments? {
        let size = create ? Int32(ExactMoments.wordCount * MemoryLayout<UInt64>.stride) : 0
        // SQLite's allocator aligns to eight bytes.
        return sqlite3_aggregate_context(context, size).map {
            ExactMoments(words: $0.assumingMemoryBound(to: UInt64.self))
        }
    }

    private static func statisticsStep(
        _ context: OpaquePointer?, _ values: UnsafeMutablePointer<OpaquePointer?>?, removing: Bool
    ) {
        FunctionCall.run(context, 1, values) { call throws(FunctionFailure) in
            let type = call.type(0)
            if type == SQLITE_NULL { return }
            guard type == SQLITE_INTEGER || type == SQLITE_FLOAT else {
                throw FunctionFailure("the variance of something that is not a number")
            }
            guard let moments = moments(call.context, create: true) else { throw .outOfMemory }
            if type == SQLITE_INTEGER {
                moments.add(call.int64(0), removing: removing)
            } else {
                moments.add(call.double(0), removing: removing)
            }
        }
    }

    private static func statisticsValue(_ context: OpaquePointer?) {
        FunctionCall.run(context, 0, nil) { call throws(FunctionFailure) in
            guard let moments = moments(call.context, create: false) else { return call.resultNull() }
            let kind = Kind(call.context)
            let outcome =
                kind.isDeviation
                ? moments.standardDeviation(sample: kind.isSample) : moments.variance(sample: kind.isSample)
            switch outcome {
            case .none: call.resultNull()
            case .tooFew: throw FunctionFailure("the variance of a sample needs at least two numbers")
            case .overflow: throw FunctionFailure("the variance is too big for a real number")
            case .value(let value): call.result(value)
            }
        }
    }
}
