import NoormmeText

/// SQL text with its tokens, and what can be asked of one of them. Positions outside the tokens are answered
/// with no, so that readers need no bounds of their own.
struct DDLText {
    let sql: Text
    let tokens: [DDLToken]

    init(_ sql: Text) {
        self.sql = sql
        tokens = DDLTokenizer.tokens(of: sql)
    }

    var count: Int { tokens.count }

    func kind(_ index: Int) -> DDLToken.Kind? {
        index >= 0 && index < tokens.count ? tokens[index].kind : nil
    }

    /// The bytes of the tokens of a range, with what stands between them.
    func source(_ range: Range<Int>) -> Text {
        guard range.lowerBound >= 0, range.upperBound <= tokens.count, !range.isEmpty else { return Text() }
        return Text(sql.bytes[Int(tokens[range.lowerBound].start)..<Int(tokens[range.upperBound - 1].end)])
    }

    func source(_ index: Int) -> Text { source(index..<(index + 1)) }

    /// Whether a token is a keyword: a word without quotes. `keyword` is in capitals.
    func isKeyword(_ index: Int, _ keyword: StaticString) -> Bool {
        guard index >= 0, index < tokens.count else { return false }
        let token = tokens[index]
        let count = keyword.utf8CodeUnitCount
        guard token.kind == .word, Int(token.end &- token.start) == count else { return false }
        for offset in 0..<count {
            var byte = sql.bytes[Int(token.start) &+ offset]
            if byte &- 0x61 < 26 { byte &= 0xDF }
            if byte != keyword.utf8Start[offset] { return false }
        }
        return true
    }

    func isSign(_ index: Int, _ sign: StaticString) -> Bool {
        guard kind(index) == .sign, Int(tokens[index].end - tokens[index].start) == sign.utf8CodeUnitCount else {
            return false
        }
        for offset in 0..<sign.utf8CodeUnitCount {
            if sql.bytes[Int(tokens[index].start) + offset] != sign.utf8Start[offset] { return false }
        }
        return true
    }

    /// The name a token spells, without its quotes; nil for what cannot be a name. A string may be one, as
    /// SQLite allows in places where only a name fits.
    func name(_ index: Int) -> Text? {
        switch kind(index) {
        case .word: source(index)
        case .doubleQuoted, .quoted, .string: unquoted(index)
        default: nil
        }
    }

    /// The bytes between a token's quotes, doubled quotes undone.
    func unquoted(_ index: Int) -> Text {
        let source = source(index)
        guard source.count >= 2, let quote = source.bytes.first else { return source }
        var result: [UInt8] = []
        var isDoubled = false
        for byte in source.bytes[1..<(source.count - 1)] {
            if byte == quote, quote != 0x5B, !isDoubled {
                isDoubled = true
                continue
            }
            isDoubled = false
            result.append(byte)
        }
        return Text(result)
    }

    /// The position after the parenthesis that closes the one at `open`; the end of the tokens when none does.
    func afterParentheses(_ open: Int, before end: Int) -> Int {
        var depth = 0
        var index = open
        while index < end {
            if kind(index) == .openParenthesis { depth += 1 }
            if kind(index) == .closeParenthesis {
                depth -= 1
                if depth <= 0 { return index + 1 }
            }
            index += 1
        }
        return end
    }
}
