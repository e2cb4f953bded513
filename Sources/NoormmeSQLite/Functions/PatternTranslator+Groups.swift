/// What follows an opening parenthesis.
extension PatternTranslator {
    mutating func group() throws(FunctionFailure) {
        guard index + 1 < source.count, source[index + 1] == UInt8(ascii: "?") else {
            if index + 1 < source.count, source[index + 1] == UInt8(ascii: "*") { throw fail("nothing to repeat") }
            captures.append([])
            open.append(Group(isVerbose: isVerbose, number: captures.count))
            return copy()
        }
        let kind = byte(2)
        switch kind {
        case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: ">"):
            begin(3)
        case UInt8(ascii: "<"):
            guard byte(3) == UInt8(ascii: "=") || byte(3) == UInt8(ascii: "!") else { throw unknown }
            begin(4)
        case UInt8(ascii: "P"):
            try named()
        case UInt8(ascii: "#"):
            guard let end = source[index...].firstIndex(of: UInt8(ascii: ")")) else {
                throw fail("missing ), unterminated comment")
            }
            index = end + 1
        case UInt8(ascii: "("):
            try conditional()
        default:
            try scopedFlags()
        }
    }

    /// `(?aimsux)` before anything else sets flags for the whole pattern. False when there is none here.
    mutating func skipGlobalFlags() throws(FunctionFailure) -> Bool {
        guard byte(1) == UInt8(ascii: "?") else { return false }
        var offset = 2
        var found: RegularExpression.Flags = []
        while let letter = byte(offset), let flag = RegularExpression.Flags(letter: letter) {
            found.formUnion(flag)
            offset += 1
        }
        guard offset > 2, byte(offset) == UInt8(ascii: ")") else { return false }
        guard !hasBegun else { throw fail("global flags not at the start of the expression") }
        flags.formUnion(found)
        if found.contains(.verbose) { open = [Group(isVerbose: true)] }
        index += offset + 1
        return true
    }

    /// `(?ims-x:...)`.
    private mutating func scopedFlags() throws(FunctionFailure) {
        var offset = 2
        var letters: [UInt8] = []
        var isVerbose = self.isVerbose
        var isOff = false
        while let letter = byte(offset), letter != UInt8(ascii: ":") {
            offset += 1
            if letter == UInt8(ascii: "-"), !isOff {
                isOff = true
                letters.append(letter)
                continue
            }
            guard let flag = RegularExpression.Flags(letter: letter) else { throw unknown }
            if flag == .ascii { throw fail("the flag a is supported for a whole pattern only") }
            if flag.isEmpty { continue }
            if flag == .verbose { isVerbose = !isOff }
            letters.append(letter)
        }
        guard byte(offset) == UInt8(ascii: ":") else { throw unknown }
        output.append("(?")
        output.append(contentsOf: letters)
        output.append(":")
        index += offset + 1
        open.append(Group(isVerbose: isVerbose))
    }

    /// `(?(1)yes|no)` and `(?(name)yes|no)`; a name is put in angle brackets, so that `R` is a name.
    private mutating func conditional() throws(FunctionFailure) {
        guard let end = source[(index + 3)...].firstIndex(of: UInt8(ascii: ")")) else { throw unknown }
        let name = source[(index + 3)..<end]
        guard !name.isEmpty else { throw fail("missing group name") }
        let isNumber = name.allSatisfy { $0 &- 48 < 10 }
        let isName = name.allSatisfy { $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 26 || $0 == 0x5F || $0 >= 0x80 }
        guard isName else { throw fail("bad character in a group name") }
        output.append(isNumber ? "(?(" : "(?(<")
        output.append(contentsOf: name)
        output.append(isNumber ? ")" : ">)")
        index = end + 1
        open.append(Group(isVerbose: isVerbose))
    }

    /// Opens a group whose first bytes stay as they are.
    private mutating func begin(_ count: Int) {
        for _ in 0..<count { copy() }
        open.append(Group(isVerbose: isVerbose))
    }

    /// `(?P<name>...)` and `(?P=name)`.
    private mutating func named() throws(FunctionFailure) {
        let isReference = byte(3) == UInt8(ascii: "=")
        guard isReference || byte(3) == UInt8(ascii: "<") else { throw unknown }
        let start = index + 4
        let closing = isReference ? UInt8(ascii: ")") : UInt8(ascii: ">")
        guard start <= source.count, let end = source[start...].firstIndex(of: closing) else {
            throw fail("unterminated group name")
        }
        let name = Array(source[start..<end])[...]
        while index <= end { copy() }
        guard isReference else {
            captures.append(name)
            return open.append(Group(isVerbose: isVerbose, number: captures.count))
        }
        guard let number = captures.firstIndex(of: name) else { throw fail("unknown group name") }
        try check(number: number + 1)
    }

    /// A group can be referred to once it is closed, as in Python.
    func check(number: Int) throws(FunctionFailure) {
        guard number <= captures.count else { throw fail("invalid group reference") }
        if open.contains(where: { $0.number == number }) { throw fail("cannot refer to an open group") }
    }

    private func byte(_ offset: Int) -> UInt8? {
        index + offset < source.count ? source[index + offset] : nil
    }

    private var unknown: FunctionFailure { fail("unknown extension") }
}
