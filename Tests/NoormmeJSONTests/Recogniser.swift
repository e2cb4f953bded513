/// A second opinion: RFC 8259's grammar written down as directly as possible, to compare
/// the tape parser with. Shares no code with it; UTF-8 is left to the standard library.
func recognises(_ bytes: [UInt8]) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var recogniser = Recogniser(rest: bytes[...])
    recogniser.space()
    guard recogniser.value() else { return false }
    recogniser.space()
    return recogniser.rest.isEmpty
}

private struct Recogniser {
    var rest: ArraySlice<UInt8>

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func take(word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest.removeFirst(word.utf8.count)
        return true
    }

    mutating func space() {
        while take(" ") || take("\t") || take("\n") || take("\r") {}
    }

    mutating func value() -> Bool {
        if take("{") { return list(until: "}") { $0.text() && $0.colon() && $0.value() } }
        if take("[") { return list(until: "]") { $0.value() } }
        if rest.first == UInt8(ascii: "\"") { return text() }
        return take(word: "null") || take(word: "true") || take(word: "false") || number()
    }

    mutating func colon() -> Bool {
        space()
        guard take(":") else { return false }
        space()
        return true
    }

    mutating func list(until end: Unicode.Scalar, _ item: (inout Recogniser) -> Bool) -> Bool {
        space()
        if take(end) { return true }
        while true {
            space()
            guard item(&self) else { return false }
            space()
            if take(end) { return true }
            guard take(",") else { return false }
        }
    }

    mutating func digits() -> Int {
        var count = 0
        while let first = rest.first, (48...57).contains(first) {
            rest.removeFirst()
            count += 1
        }
        return count
    }

    mutating func number() -> Bool {
        _ = take("-")
        if !take("0") {
            guard digits() > 0 else { return false }
        }
        if take(".") {
            guard digits() > 0 else { return false }
        }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            return digits() > 0
        }
        return true
    }

    mutating func text() -> Bool {
        guard take("\"") else { return false }
        var wantsLow = false
        while let byte = rest.popFirst() {
            var unit: UInt16?
            if byte == UInt8(ascii: "\\") {
                guard let kind = rest.popFirst() else { return false }
                if kind == UInt8(ascii: "u") {
                    let digits = String(decoding: rest.prefix(4), as: UTF8.self)
                    guard digits.utf8.count == 4, !digits.hasPrefix("+"), !digits.hasPrefix("-"),
                        let value = UInt16(digits, radix: 16)
                    else { return false }
                    unit = value
                    rest.removeFirst(4)
                } else if !#""\/bfnrt"#.utf8.contains(kind) {
                    return false
                }
            } else if byte < 0x20 {
                return false
            }
            let isLow = unit.map { (0xDC00...0xDFFF).contains($0) } ?? false
            guard isLow == wantsLow else { return false }
            wantsLow = unit.map { (0xD800...0xDBFF).contains($0) } ?? false
            if byte == UInt8(ascii: "\"") { return true }
        }
        return false
    }
}
