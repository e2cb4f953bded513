import NoormmeText

/// Cuts SQL text into tokens by the rules of SQLite's own tokenizer (sqlite.org/lang_keywords.html,
/// /lang_expr.html#literal_values_constants_, /lang_comment.html): white space and both kinds of comment
/// fall out, all four kinds of quoting are known, and a quoted name that looks like a keyword is none.
///
/// Never fails: SQLite stored the text, so it was once valid. What is cut off (an unclosed quote) ends the
/// tokens there.
struct DDLTokenizer {
    private let bytes: [UInt8]
    private var at = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func tokens(of sql: Text) -> [DDLToken] {
        var tokenizer = DDLTokenizer(sql.bytes)
        var tokens: [DDLToken] = []
        guard sql.count < Int(Int32.max) else { return tokens }
        tokens.reserveCapacity(sql.count / 4)
        while let token = tokenizer.next() { tokens.append(token) }
        return tokens
    }

    private func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    private mutating func next() -> DDLToken? {
        skipBlank()
        guard at < bytes.count else { return nil }
        let start = at
        guard let kind = scan(bytes[at]) else { return nil }
        return DDLToken(kind: kind, start: Int32(start), end: Int32(at))
    }

    private mutating func skipBlank() {
        while at < bytes.count {
            let current = bytes[at]
            if current == 0x20 || (current >= 0x09 && current <= 0x0D && current != 0x0B) {
                at += 1
            } else if current == 0x2D, byte(at + 1) == 0x2D {
                while at < bytes.count, bytes[at] != 0x0A { at += 1 }
            } else if current == 0x2F, byte(at + 1) == 0x2A {
                at += 2
                while at < bytes.count, !(bytes[at] == 0x2A && byte(at + 1) == 0x2F) { at += 1 }
                at = min(at + 2, bytes.count)
            } else if current == 0xEF, byte(at + 1) == 0xBB, byte(at + 2) == 0xBF {
                at += 3
            } else {
                return
            }
        }
    }

    /// Moves past the token at `at`; nil when it never ends.
    private mutating func scan(_ first: UInt8) -> DDLToken.Kind? {
        switch first {
        case 0x28: return single(.openParenthesis)
        case 0x29: return single(.closeParenthesis)
        case 0x2C: return single(.comma)
        case 0x27: return skipQuoted(0x27) ? .string : nil
        case 0x22: return skipQuoted(0x22) ? .doubleQuoted : nil
        case 0x60: return skipQuoted(0x60) ? .quoted : nil
        case 0x5B:
            while at < bytes.count, bytes[at] != 0x5D { at += 1 }
            guard at < bytes.count else { return nil }
            return single(.quoted)
        case 0x78, 0x58:
            if byte(at + 1) == 0x27 {
                at += 1
                return skipQuoted(0x27) ? .blob : nil
            }
            return word()
        case 0x2E:
            return isDigit(byte(at + 1)) ? number() : single(.sign)
        default:
            if isDigit(first) { return number() }
            return isWordStart(first) ? word() : sign(first)
        }
    }

    private mutating func single(_ kind: DDLToken.Kind) -> DDLToken.Kind {
        at += 1
        return kind
    }

    /// Past a quotation that a doubled quote does not end; false when nothing ends it.
    private mutating func skipQuoted(_ quote: UInt8) -> Bool {
        at += 1
        while at < bytes.count {
            if bytes[at] == quote {
                at += 1
                if byte(at) != quote { return true }
            }
            at += 1
        }
        return false
    }

    private mutating func word() -> DDLToken.Kind {
        while at < bytes.count, isWordStart(bytes[at]) || isDigit(bytes[at]) || bytes[at] == 0x24 { at += 1 }
        return .word
    }

    /// Digits, fraction, exponent, hexadecimal and `_` between digits: every letter and digit that follows,
    /// and a sign after an exponent's `e`.
    private mutating func number() -> DDLToken.Kind {
        let isHexadecimal = bytes[at] == 0x30 && byte(at + 1) | 0x20 == 0x78
        while at < bytes.count {
            let current = bytes[at]
            if !isHexadecimal, current | 0x20 == 0x65, byte(at + 1) == 0x2B || byte(at + 1) == 0x2D {
                at += 2
            } else if isDigit(current) || current == 0x2E || isWordStart(current) {
                at += 1
            } else {
                break
            }
        }
        return .number
    }

    /// Operators of two and three bytes count as one token.
    private mutating func sign(_ first: UInt8) -> DDLToken.Kind {
        let second = byte(at + 1)
        switch (first, second) {
        case (0x3C, 0x3D), (0x3E, 0x3D), (0x3C, 0x3E), (0x21, 0x3D), (0x3D, 0x3D), (0x7C, 0x7C), (0x3C, 0x3C),
            (0x3E, 0x3E):
            at += 2
        case (0x2D, 0x3E):
            at += byte(at + 2) == 0x3E ? 3 : 2
        default:
            at += 1
        }
        return .sign
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private func isWordStart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte >= 0x80
    }
}
