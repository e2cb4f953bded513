/// The scalar functions. Each callback is a C function pointer, so it can capture nothing and only
/// passes its arguments on.
extension SQLFunctions {
    static var scalars: [ScalarFunction] {
        dates + digests + texts + numbers + identifiers
    }

    private static var dates: [ScalarFunction] {
        [
            ScalarFunction("noormme_date_extract", 2) { FunctionCall.run($0, $1, $2, SQLFunctions.extract) },
            ScalarFunction("noormme_datetime_extract", 3) { FunctionCall.run($0, $1, $2, SQLFunctions.extract) },
            ScalarFunction("noormme_time_extract", 2) { FunctionCall.run($0, $1, $2, SQLFunctions.timeExtract) },
            ScalarFunction("noormme_date_trunc", 3) { FunctionCall.run($0, $1, $2, SQLFunctions.dateTrunc) },
            ScalarFunction("noormme_datetime_trunc", 3) { FunctionCall.run($0, $1, $2, SQLFunctions.datetimeTrunc) },
            ScalarFunction("noormme_time_trunc", 3) { FunctionCall.run($0, $1, $2, SQLFunctions.timeTrunc) },
            ScalarFunction("noormme_datetime_cast_date", 2) { FunctionCall.run($0, $1, $2, SQLFunctions.castDate) },
            ScalarFunction("noormme_datetime_cast_time", 2) { FunctionCall.run($0, $1, $2, SQLFunctions.castTime) },
            ScalarFunction("noormme_datetime", 1...2) { FunctionCall.run($0, $1, $2, SQLFunctions.datetime) },
            ScalarFunction("noormme_datetime_to_utc", 2) { FunctionCall.run($0, $1, $2, SQLFunctions.datetimeToUTC) },
            ScalarFunction("noormme_timestamp_diff", 2) { FunctionCall.run($0, $1, $2, SQLFunctions.timestampDiff) },
            ScalarFunction("noormme_time_diff", 2) { FunctionCall.run($0, $1, $2, SQLFunctions.timeDiff) },
            ScalarFunction("noormme_format_dtdelta", 3) { FunctionCall.run($0, $1, $2, SQLFunctions.formatDelta) },
        ]
    }

    private static var digests: [ScalarFunction] {
        [
            ScalarFunction("noormme_md5", 1) {
                FunctionCall.run($0, $1, $2) { call throws(FunctionFailure) in try SQLFunctions.digest(call, MD5.digest)
                }
            },
            ScalarFunction("noormme_sha1", 1) {
                FunctionCall.run($0, $1, $2) { call throws(FunctionFailure) in
                    try SQLFunctions.digest(call, SHA1.digest)
                }
            },
            ScalarFunction("noormme_sha224", 1) {
                FunctionCall.run($0, $1, $2) { call throws(FunctionFailure) in
                    try SQLFunctions.digest(call, SHA256.sha224)
                }
            },
            ScalarFunction("noormme_sha256", 1) {
                FunctionCall.run($0, $1, $2) { call throws(FunctionFailure) in
                    try SQLFunctions.digest(call, SHA256.sha256)
                }
            },
            ScalarFunction("noormme_sha384", 1) {
                FunctionCall.run($0, $1, $2) { call throws(FunctionFailure) in
                    try SQLFunctions.digest(call, SHA512.sha384)
                }
            },
            ScalarFunction("noormme_sha512", 1) {
                FunctionCall.run($0, $1, $2) { call throws(FunctionFailure) in
                    try SQLFunctions.digest(call, SHA512.sha512)
                }
            },
        ]
    }

    private static var texts: [ScalarFunction] {
        [
            ScalarFunction("noormme_lpad", 3) { FunctionCall.run($0, $1, $2, SQLFunctions.lpad) },
            ScalarFunction("noormme_rpad", 3) { FunctionCall.run($0, $1, $2, SQLFunctions.rpad) },
            ScalarFunction("noormme_repeat", 2) { FunctionCall.run($0, $1, $2, SQLFunctions.`repeat`) },
            ScalarFunction("noormme_reverse", 1) { FunctionCall.run($0, $1, $2, SQLFunctions.reverse) },
            ScalarFunction("noormme_fold", 1) { FunctionCall.run($0, $1, $2, SQLFunctions.fold) },
            ScalarFunction("noormme_lower", 1) { FunctionCall.run($0, $1, $2, SQLFunctions.lower) },
            ScalarFunction("noormme_upper", 1) { FunctionCall.run($0, $1, $2, SQLFunctions.upper) },
        ]
    }

    private static var numbers: [ScalarFunction] {
        [
            ScalarFunction("noormme_bitxor", 2) { FunctionCall.run($0, $1, $2, SQLFunctions.bitXor) },
            ScalarFunction("noormme_cot", 1) { FunctionCall.run($0, $1, $2, SQLFunctions.cot) },
            ScalarFunction("noormme_sign", 1) { FunctionCall.run($0, $1, $2, SQLFunctions.sign) },
            ScalarFunction("noormme_rand", 0, deterministic: false) { FunctionCall.run($0, $1, $2, SQLFunctions.rand) },
        ]
    }

    private static var identifiers: [ScalarFunction] {
        [
            ScalarFunction("noormme_uuid4", 0, deterministic: false) {
                FunctionCall.run($0, $1, $2, SQLFunctions.uuid4)
            },
            ScalarFunction("noormme_uuid7", 0, deterministic: false) {
                FunctionCall.run($0, $1, $2, SQLFunctions.uuid7)
            },
        ]
    }
}
