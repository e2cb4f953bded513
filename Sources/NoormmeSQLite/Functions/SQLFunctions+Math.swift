import CSQLite
import Glibc

/// The few numeric functions that SQLite lacks or answers otherwise than Django.
///
/// NULL gives NULL; text and blobs are errors, as they are in Django.
extension SQLFunctions {
    /// `noormme_bitxor(a, b)` of two integers.
    static func bitXor(_ call: FunctionCall) throws(FunctionFailure) {
        if call.hasNull { return call.resultNull() }
        guard let left = call.integer(0), let right = call.integer(1) else {
            throw FunctionFailure("bitxor takes integers")
        }
        call.result(left ^ right)
    }

    /// `noormme_cot(x)`: 1 / tan(x); an error at 0.
    static func cot(_ call: FunctionCall) throws(FunctionFailure) {
        if call.isNull(0) { return call.resultNull() }
        let tangent = tan(try number(call))
        if tangent == 0 { throw FunctionFailure("division by zero") }
        call.result(1 / tangent)
    }

    /// `noormme_sign(x)`: the integer -1, 0 or 1, also for a real.
    static func sign(_ call: FunctionCall) throws(FunctionFailure) {
        if call.isNull(0) { return call.resultNull() }
        let value = try number(call)
        call.result(Int64(value > 0 ? 1 : value < 0 ? -1 : 0))
    }

    /// `noormme_rand()`: a real in [0, 1) with 53 random bits from SQLite's generator.
    static func rand(_ call: FunctionCall) throws(FunctionFailure) {
        var bits: UInt64 = 0
        sqlite3_randomness(8, &bits)
        call.result(Double(bits >> 11) * 0x1p-53)
    }

    private static func number(_ call: FunctionCall) throws(FunctionFailure) -> Double {
        let type = call.type(0)
        guard type == SQLITE_INTEGER || type == SQLITE_FLOAT else { throw FunctionFailure("not a number") }
        return call.double(0)
    }
}
