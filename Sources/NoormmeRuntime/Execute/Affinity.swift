import NoormmeText

/// What SQLite makes of a value when it stores it: "Datatypes in SQLite", sections 3 and 3.1.
enum Affinity: UInt8, Sendable {
    case integer, text, none, real, numeric

    /// - Parameter declared: the column's type as written.
    init(declared: Text, isStrict: Bool) {
        let name = declared.asciiLowercased
        if isStrict, name == ("any" as StaticString) {
            self = .none
        } else if name.firstIndex(of: "int") != nil {
            self = .integer
        } else if ["char", "clob", "text"].contains(where: { name.firstIndex(of: $0) != nil }) {
            self = .text
        } else if name.isEmpty || name.firstIndex(of: "blob") != nil {
            self = .none
        } else if ["real", "floa", "doub"].contains(where: { name.firstIndex(of: $0) != nil }) {
            self = .real
        } else {
            self = .numeric
        }
    }

    /// Whether a value is stored as `stored` says; where not, only SQLite can tell.
    func isCertain(_ kind: UInt8, _ word: UInt64, _ values: ValueRows) -> Bool {
        switch kind {
        case ValueRows.Kind.integer: return self != .text
        case ValueRows.Kind.real:
            // -0.0 is stored as 0, and comes back as 0.0.
            if self == .text || word == (-0.0).bitPattern { return false }
            return self == .real || self == .none || abs(Double(bitPattern: word)) < 9e18
        case ValueRows.Kind.text: return self == .text || self == .none || !Self.mayBeNumber(values.bytes(word))
        default: return true
        }
    }

    /// A value as it is stored.
    func stored(_ kind: UInt8, _ word: UInt64) -> (kind: UInt8, word: UInt64) {
        if kind == ValueRows.Kind.integer, self == .real {
            return (ValueRows.Kind.real, Double(Int64(bitPattern: word)).bitPattern)
        }
        if kind == ValueRows.Kind.real, self == .integer || self == .numeric,
            let integer = Int64(exactly: Double(bitPattern: word))
        {
            return (ValueRows.Kind.integer, UInt64(bitPattern: integer))
        }
        return (kind, word)
    }

    /// Whether text might be a number to SQLite, which would then store that: digits, and what stands among them.
    private static func mayBeNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var before: UInt8 = 0x20
        for byte in text {
            switch byte {
            case 0x30...0x39, 0x2E, 0x45, 0x65, 0x20, 0x09...0x0D, 0: break
            // A sign stands first, or behind an exponent's letter: a date is no number.
            case 0x2B, 0x2D: if before &- 0x30 < 10 { return false }
            default: return false
            }
            before = byte
        }
        return !text.isEmpty
    }
}
