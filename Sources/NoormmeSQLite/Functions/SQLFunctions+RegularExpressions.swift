import CSQLite

/// `REGEXP` with Python's syntax, on PCRE2; docs/regex.md tells where the two differ.
extension SQLFunctions {
    /// `noormme_regexp(pattern, value[, flags])` and `noormme_iregexp(pattern, value)`, which ignores case: 1 or 0.
    ///
    /// The flags are Python's letters `a i m s u x`. NULL gives NULL; numbers are matched as their text.
    static var regularExpressions: [ScalarFunction] {
        #if NOORMME_PCRE2
            [
                ScalarFunction("noormme_regexp", 2...3) { context, count, values in
                    FunctionCall.run(context, count, values) { call throws(FunctionFailure) in
                        try SQLFunctions.search(call, [])
                    }
                },
                ScalarFunction("noormme_iregexp", 2) { context, count, values in
                    FunctionCall.run(context, count, values) { call throws(FunctionFailure) in
                        try SQLFunctions.search(call, .ignoreCase)
                    }
                },
            ]
        #else
            [
                ScalarFunction("noormme_regexp", 2...3) {
                    FunctionCall.run($0, $1, $2) { _ throws(FunctionFailure) in throw RegularExpression.unsupported }
                },
                ScalarFunction("noormme_iregexp", 2) {
                    FunctionCall.run($0, $1, $2) { _ throws(FunctionFailure) in throw RegularExpression.unsupported }
                },
            ]
        #endif
    }

    #if NOORMME_PCRE2
        static func registerRegularExpressions(
            on connection: OpaquePointer, options: SQLFunctionOptions
        ) throws(SQLiteError) {
            guard let matcher = Matcher(options) else { throw SQLiteError(handle: nil, result: SQLITE_NOMEM) }
            for function in regularExpressions {
                for count in function.arguments {
                    // Each registration owns the matcher once, and SQLite gives it back when it fails, too.
                    let result = sqlite3_create_function_v2(
                        connection, function.name.cString, count, flags(deterministic: true),
                        Unmanaged.passRetained(matcher).toOpaque(), function.callback, nil, nil
                    ) { pointer in
                        if let pointer { Unmanaged<Matcher>.fromOpaque(pointer).release() }
                    }
                    guard result == SQLITE_OK else { throw SQLiteError(handle: connection, result: result) }
                }
            }
        }

        private static func search(
            _ call: FunctionCall, _ flags: RegularExpression.Flags
        ) throws(FunctionFailure) {
            if call.hasNull { return call.resultNull() }
            guard let data = sqlite3_user_data(call.context) else { throw RegularExpression.unsupported }
            let matcher = Unmanaged<Matcher>.fromOpaque(data).takeUnretainedValue()
            var flags = flags
            if call.count > 2 {
                guard let letters = call.text(2) else { throw FunctionFailure("the flags are not text") }
                flags.formUnion(try RegularExpression.Flags(letters))
            }
            let expression = try expression(call, flags, in: matcher)
            if call.type(1) == SQLITE_FLOAT {
                // Swift writes a real as Python does, SQLite does not: 1e+16 against 1.0e+16.
                let digits = Array(call.double(1).description.utf8)
                call.result(try matches(expression, digits, in: matcher))
                return
            }
            guard let text = call.rendering(1) else { throw .outOfMemory }
            call.result(try expression.matches(text, in: matcher))
        }

        private static func matches(
            _ expression: RegularExpression, _ text: [UInt8], in matcher: Matcher
        ) throws(FunctionFailure) -> Bool {
            try text.withUnsafeBufferPointer { (bytes) throws(FunctionFailure) in
                try expression.matches(bytes, in: matcher)
            }
        }

        /// The compiled pattern, which SQLite keeps for the statement as long as the argument is constant.
        private static func expression(
            _ call: FunctionCall, _ flags: RegularExpression.Flags, in matcher: Matcher
        ) throws(FunctionFailure) -> RegularExpression {
            if let known = sqlite3_get_auxdata(call.context, 0) {
                let expression = Unmanaged<RegularExpression>.fromOpaque(known).takeUnretainedValue()
                if expression.flags == flags { return expression }
            }
            guard let pattern = call.text(0) else {
                throw RegularExpression.invalid("the pattern is not text")
            }
            let expression = try matcher.expression(pattern, flags)
            sqlite3_set_auxdata(call.context, 0, Unmanaged.passRetained(expression).toOpaque()) { pointer in
                if let pointer { Unmanaged<RegularExpression>.fromOpaque(pointer).release() }
            }
            return expression
        }
    #else
        static func registerRegularExpressions(
            on connection: OpaquePointer, options: SQLFunctionOptions
        ) throws(SQLiteError) {
            for function in regularExpressions { try function.register(on: connection) }
        }
    #endif
}
