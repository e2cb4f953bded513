/// The words of a chain.
enum Token: Equatable {
    case name(String)
    case number(String)
    case text(String)
    /// Punctuation and operators.
    case sign(String)
    case end
}

/// Cuts the text of a chain into words. Strings stand in `'`, `"` or `` ` ``, with the escapes of JSON.
struct ChainLexer {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    /// Where the last token began.
    private(set) var start = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    func failure(_ message: String, at position: Int? = nil) -> Failure {
        Failure(.request, "the query cannot be read: \(message), at character \((position ?? start) + 1)")
    }

    mutating func next() throws(Failure) -> Token {
        while at < scalars.count, scalars[at].properties.isWhitespace { at += 1 }
        start = at
        guard at < scalars.count else { return .end }
        let scalar = scalars[at]
        if scalar == "'" || scalar == "\"" || scalar == "`" { return .text(try string(scalar)) }
        if isDigit(scalar) { return .number(number()) }
        if isWord(scalar) {
            while at < scalars.count, isWord(scalars[at]) || isDigit(scalars[at]) { at += 1 }
            return .name(text(start..<at))
        }
        at += 1
        if at < scalars.count {
            let pair = text(start..<(at + 1))
            if ["**", "&&", "||", "=>", "==", "<<", ">>"].contains(pair) {
                at += 1
                return .sign(pair)
            }
        }
        return .sign(String(scalar))
    }

    private func text(_ range: Range<Int>) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars[range])
        return String(result)
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "$" || scalar.properties.isAlphabetic
    }

    private mutating func number() -> String {
        var isReal = false
        while at < scalars.count {
            let scalar = scalars[at]
            if isDigit(scalar) || scalar == "_" {
                at += 1
            } else if scalar == ".", !isReal, at + 1 < scalars.count, isDigit(scalars[at + 1]) {
                isReal = true
                at += 1
            } else if scalar == "e" || scalar == "E", at + 1 < scalars.count,
                isDigit(scalars[at + 1]) || (at + 2 < scalars.count && "+-".unicodeScalars.contains(scalars[at + 1]))
            {
                isReal = true
                at += 2
            } else {
                break
            }
        }
        // BigInt's ending says nothing here.
        let digits = text(start..<at).filter { $0 != "_" }
        if at < scalars.count, scalars[at] == "n" { at += 1 }
        // JSON has no zeros in front.
        let trimmed = digits.drop { $0 == "0" }
        return trimmed.first?.isNumber == true ? String(trimmed) : "0" + trimmed
    }

    private mutating func string(_ quote: Unicode.Scalar) throws(Failure) -> String {
        at += 1
        var result = String.UnicodeScalarView()
        while at < scalars.count {
            let scalar = scalars[at]
            at += 1
            if scalar == quote { return String(result) }
            guard scalar == "\\", at < scalars.count else {
                result.append(scalar)
                continue
            }
            let escaped = scalars[at]
            at += 1
            switch escaped {
            case "n": result.append("\n")
            case "t": result.append("\t")
            case "r": result.append("\r")
            case "u":
                guard at + 4 <= scalars.count, let code = UInt32(text(at..<(at + 4)), radix: 16),
                    let decoded = Unicode.Scalar(code)
                else { throw failure("a \\u that four hexadecimal digits do not follow", at: at - 2) }
                result.append(decoded)
                at += 4
            default: result.append(escaped)
            }
        }
        throw failure("a string that does not end")
    }
}
