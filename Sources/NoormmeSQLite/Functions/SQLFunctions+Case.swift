import CSQLite

/// Upper, lower and folded case for all of Unicode; SQLite's own functions know ASCII only.
///
/// NULL gives NULL; a number or a blob is first cast to text, as SQLite's `lower` does. Bytes that are no
/// UTF-8 stay as they are.
extension SQLFunctions {
    /// `noormme_fold(text)`: full case folding, Python's `str.casefold`: `Straße` and `STRASSE` give `strasse`.
    /// No normalization: a letter with a combining accent stays apart from the composed letter.
    static func fold(_ call: FunctionCall) throws(FunctionFailure) {
        try map(call, asciiUpper: false) { .fold }
    }

    /// `noormme_lower(text)`: Python's `str.lower`, with ς for a sigma at the end of a word.
    static func lower(_ call: FunctionCall) throws(FunctionFailure) {
        try map(call, asciiUpper: false, finalSigma: true) { .lower }
    }

    /// `noormme_upper(text)`: Python's `str.upper`; ß becomes SS.
    static func upper(_ call: FunctionCall) throws(FunctionFailure) {
        try map(call, asciiUpper: true) { .upper }
    }

    private static func map(
        _ call: FunctionCall, asciiUpper: Bool, finalSigma: Bool = false, _ mapping: () -> CaseMapping
    ) throws(FunctionFailure) {
        if call.isNull(0) { return call.resultNull() }
        guard let text = call.rendering(0) else { throw .outOfMemory }
        guard let start = text.firstIndex(where: { $0 >= 0x80 }) else {
            return try call.result(textOfLength: text.count) { output in
                for index in text.indices { output[index] = ascii(text[index], asciiUpper) }
            }
        }
        let mapping = mapping()
        var output: [UInt8] = []
        output.reserveCapacity(text.count + text.count / 8)
        for byte in text[..<start] { output.append(ascii(byte, asciiUpper)) }
        var index = start
        while index < text.count {
            if text[index] < 0x80 {
                output.append(ascii(text[index], asciiUpper))
                index += 1
                continue
            }
            guard let point = CodePoints.decode(text, at: index) else {
                output.append(text[index])
                index += 1
                continue
            }
            if finalSigma, point.code == 0x3A3, isFinal(text, at: index) {
                output.append(0xCF)
                output.append(0x82)
            } else {
                mapping.append(point.code, to: &output)
            }
            index += point.length
        }
        call.result(text: output)
    }

    private static func ascii(_ byte: UInt8, _ upper: Bool) -> UInt8 {
        byte &- (upper ? 97 : 65) < 26 ? byte ^ 0x20 : byte
    }

    /// Unicode's Final_Sigma: a cased letter before it and none behind it, code points that case ignores
    /// (accents, apostrophes) left out.
    private static func isFinal(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        var before = index
        var followsLetter = false
        while before > 0, let point = CodePoints.decode(text, before: before) {
            before -= point.length
            guard let scalar = Unicode.Scalar(point.code) else { return false }
            if scalar.properties.isCaseIgnorable { continue }
            followsLetter = scalar.properties.isCased
            break
        }
        guard followsLetter else { return false }
        var after = index + 2
        while after < text.count, let point = CodePoints.decode(text, at: after) {
            after += point.length
            guard let scalar = Unicode.Scalar(point.code) else { return true }
            if scalar.properties.isCaseIgnorable { continue }
            return !scalar.properties.isCased
        }
        return true
    }
}
