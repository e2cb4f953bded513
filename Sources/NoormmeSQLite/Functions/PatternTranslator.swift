import NoormmeText

/// Rewrites a pattern of Python's `re` so that PCRE2 reads the same in it, and refuses what Python would.
///
/// The two agree on most of the syntax. Where the same characters mean something else, silence would give
/// wrong rows: `\Z`, `\v`, `{,n}`, octal escapes, `[[:alpha:]]`. What only PCRE2 knows (verbs, recursion,
/// `\Q`, `\p`, callouts) is refused, because Python refuses it and because verbs could change limits.
struct PatternTranslator {
    let source: UnsafeBufferPointer<UInt8>
    /// The flags given outside the pattern and, once translated, those that it sets as a whole.
    var flags: RegularExpression.Flags
    var index = 0
    var output: [UInt8] = []
    /// The groups that are open; the first is the pattern itself.
    var open: [Group]
    /// The names of the capturing groups so far, empty for those without; group 1 comes first.
    var captures: [ArraySlice<UInt8>] = []
    /// Whether anything but flags has been read.
    var hasBegun = false

    struct Group {
        /// Whether blanks and comments are ignored in it.
        var isVerbose: Bool
        /// Its number if it captures.
        var number: Int?
    }

    init(_ source: UnsafeBufferPointer<UInt8>, _ flags: RegularExpression.Flags) {
        self.source = source
        self.flags = flags
        open = [Group(isVerbose: flags.contains(.verbose))]
        output.reserveCapacity(source.count + 16)
    }

    /// The pattern for PCRE2.
    mutating func translate() throws(FunctionFailure) -> [UInt8] {
        while let byte = next {
            if isVerbose, copyComment() { continue }
            if byte == UInt8(ascii: "("), try skipGlobalFlags() { continue }
            hasBegun = true
            switch byte {
            case UInt8(ascii: "\\"): try escape(inClass: false)
            case UInt8(ascii: "["): try characterClass()
            case UInt8(ascii: "("): try group()
            case UInt8(ascii: ")"):
                if open.count > 1 { open.removeLast() }
                copy()
            case UInt8(ascii: "{"): brace()
            default: copy()
            }
        }
        return output
    }

    var next: UInt8? { index < source.count ? source[index] : nil }

    var isVerbose: Bool { open.last?.isVerbose ?? false }

    mutating func copy() {
        output.append(source[index])
        index += 1
    }

    func fail(_ reason: StaticString) -> FunctionFailure {
        RegularExpression.invalid(Text(reason))
    }

    /// In verbose mode: passes one blank, or a comment up to the end of its line, which PCRE2 skips too.
    private mutating func copyComment() -> Bool {
        switch next {
        case 0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D:
            copy()
            return true
        case UInt8(ascii: "#"):
            while let byte = next, byte != 0x0A { copy() }
            return true
        default:
            return copyForeignBlank()
        }
    }

    /// PCRE2 would also skip a few blanks beyond ASCII, which are characters like any other to Python.
    private mutating func copyForeignBlank() -> Bool {
        guard index + 1 < source.count else { return false }
        if source[index] == 0xC2, source[index + 1] == 0x85 {
            index += 2
            append(code: 0x85)
            hasBegun = true
            return true
        }
        guard source[index] == 0xE2, source[index + 1] == 0x80, index + 2 < source.count else { return false }
        let last = source[index + 2]
        guard [0x8E, 0x8F, 0xA8, 0xA9].contains(last) else { return false }
        index += 3
        append(code: 0x2000 + Int(last & 0x3F))
        hasBegun = true
        return true
    }

    /// `{m}`, `{m,}`, `{,n}` and `{m,n}`; a brace that begins none of them stands for itself.
    private mutating func brace() {
        var end = index + 1
        let low = digits(&end)
        var high: Range<Int>?
        if end < source.count, source[end] == UInt8(ascii: ",") {
            end += 1
            high = digits(&end)
        }
        guard end < source.count, source[end] == UInt8(ascii: "}"), high != nil || !low.isEmpty else {
            output.append("\\{")
            index += 1
            return
        }
        output.append(UInt8(ascii: "{"))
        if low.isEmpty { output.append(UInt8(ascii: "0")) }
        output.append(contentsOf: source[low])
        if let high {
            output.append(UInt8(ascii: ","))
            output.append(contentsOf: source[high])
        }
        output.append(UInt8(ascii: "}"))
        index = end + 1
    }

    private func digits(_ end: inout Int) -> Range<Int> {
        let start = end
        while end < source.count, source[end] &- 48 < 10 { end += 1 }
        return start..<end
    }

    /// `[...]`: only escapes and inner brackets need care.
    private mutating func characterClass() throws(FunctionFailure) {
        copy()
        if next == UInt8(ascii: "^") { copy() }
        if next == UInt8(ascii: "]") {
            output.append("\\]")
            index += 1
        }
        while let byte = next {
            switch byte {
            case UInt8(ascii: "]"):
                return copy()
            case UInt8(ascii: "["):
                // Python knows no `[:alpha:]`: an inner bracket is itself.
                output.append("\\[")
                index += 1
            case UInt8(ascii: "\\"):
                try escape(inClass: true)
            default:
                copy()
            }
        }
        throw fail("unterminated character set")
    }
}
