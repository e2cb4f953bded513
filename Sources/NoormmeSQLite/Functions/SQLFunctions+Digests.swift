/// Digests of text as lower-case hexadecimal, as Django's MD5 and SHA functions give.
///
/// NULL gives NULL; a value that is not text is an error, as it is in Django.
extension SQLFunctions {
    static func digest(
        _ call: FunctionCall, _ function: (UnsafeBufferPointer<UInt8>) -> [UInt8]
    ) throws(FunctionFailure) {
        if call.isNull(0) { return call.resultNull() }
        guard let message = call.text(0) else { throw FunctionFailure("a digest is taken of text only") }
        let digest = function(message)
        try call.result(textOfLength: digest.count * 2) { text in
            for (index, byte) in digest.enumerated() {
                text[index * 2] = hexDigit(byte >> 4)
                text[index * 2 + 1] = hexDigit(byte & 15)
            }
        }
    }

    static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? value + 48 : value + 87 }
}
