import NoormmeText

/// Names of types, properties and cases, made of names SQLite accepts, which may be any bytes.
///
/// The result is an identifier in TypeScript and in Swift alike. Beyond ASCII only letters of a few scripts are
/// taken over, by their ranges: the rest is spelled as `u` and its number, so that no Unicode table is needed.
enum Identifier {
    /// `order_lines` -> `OrderLines`, `ORDER LINES` -> `OrderLines`, `orderLines` -> `OrderLines`
    static func type(_ name: Text) -> Text {
        var result: [UInt8] = []
        for word in words(name) { result += capitalized(word) }
        return Text(finished(result, ifEmpty: "Model"))
    }

    /// `created_at` -> `createdAt`, `CreatedAt` -> `createdAt`, `ID` -> `id`
    static func property(_ name: Text) -> Text {
        let words = words(name)
        var result: [UInt8] = []
        for (index, word) in words.enumerated() {
            result += index == 0 ? uncapitalized(word) : capitalized(word)
        }
        return Text(finished(result, ifEmpty: "value"))
    }

    /// Whether a name can stand as it is: ASCII letters, digits, `_`, and `$` if asked for.
    static func isPlain(_ name: Text, allowsDollar: Bool) -> Bool {
        guard let first = name.bytes.first, !isDigit(first) else { return false }
        return name.bytes.allSatisfy { isWord($0) || $0 == 0x5F || (allowsDollar && $0 == 0x24) }
    }

    private static func finished(_ bytes: [UInt8], ifEmpty fallback: Text) -> [UInt8] {
        guard let first = bytes.first else { return fallback.bytes }
        return isDigit(first) ? [0x5F] + bytes : bytes
    }

    /// Runs of letters and digits. A name without small letters loses its capitals, which say nothing there.
    private static func words(_ name: Text) -> [[UInt8]] {
        let isShouted = !name.bytes.contains { $0 &- 0x61 < 26 || $0 >= 0x80 }
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        var bytes = name.bytes.makeIterator()
        var decoder = UTF8()
        func end() {
            if !word.isEmpty { words.append(word) }
            word = []
        }
        reading: while true {
            switch decoder.decode(&bytes) {
            case .emptyInput: break reading
            case .error: end()
            case .scalarValue(let scalar):
                if scalar.value < 0x80 {
                    let byte = UInt8(scalar.value)
                    guard isWord(byte) else {
                        end()
                        continue
                    }
                    word.append(isShouted && byte &- 0x41 < 26 ? byte | 0x20 : byte)
                } else if isLetter(scalar.value) {
                    word.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                } else {
                    end()
                    words.append([0x75] + hexadecimal(scalar.value))
                }
            }
        }
        end()
        return words
    }

    private static func capitalized(_ word: [UInt8]) -> [UInt8] {
        var word = word
        if word[0] &- 0x61 < 26 { word[0] &= 0xDF }
        return word
    }

    /// The capitals a word begins with, but for the one a small letter follows: `AlbumId` -> `albumId`,
    /// `URLPath` -> `urlPath`.
    private static func uncapitalized(_ word: [UInt8]) -> [UInt8] {
        var word = word
        var index = 0
        while index < word.count, word[index] &- 0x41 < 26 {
            if index > 0, index + 1 < word.count, word[index + 1] &- 0x61 < 26 { break }
            word[index] |= 0x20
            index += 1
        }
        return word
    }

    private static func isWord(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || isDigit(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Latin, Greek, Cyrillic, Hebrew, Arabic, kana, Han, Hangul: letters only.
    private static func isLetter(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x391...0x3A1, 0x3A3...0x3CE, 0x400...0x481, 0x48A...0x52F,
            0x5D0...0x5EA, 0x620...0x63F, 0x641...0x64A, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FA5,
            0xAC00...0xD7A3:
            true
        default: false
        }
    }

    private static func hexadecimal(_ value: UInt32) -> [UInt8] {
        let digits: StaticString = "0123456789abcdef"
        var result: [UInt8] = []
        var shift: UInt32 = 28
        while true {
            let digit = Int(value >> shift & 15)
            if !result.isEmpty || digit != 0 { result.append(digits.utf8Start[digit]) }
            if shift == 0 { return result }
            shift -= 4
        }
    }
}
