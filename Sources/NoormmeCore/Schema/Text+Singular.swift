import NoormmeText

// Table names are plural more often than not, and a relation to one row, or the type of a row, reads wrong
// in the plural. The rules below are few on purpose: a user can foresee what they do, and a name they get
// wrong is only odd, never ambiguous; configuration overrides it.

extension Text {
    /// A table's name in the singular, by these rules on its last word, the first that fits:
    ///
    /// 1. a word of the list: `people` -> `person`, `children` -> `child`, `series` -> `series`, …
    /// 2. `…ss`, `…us`, `…is`: as it is (`address`, `status`, `analysis`)
    /// 3. `…ies`: `…y` (`categories` -> `category`)
    /// 4. `…sses`, `…shes`, `…ches`, `…xes`: without `es` (`boxes` -> `box`)
    /// 5. `…s`: without it (`posts` -> `post`); other words as they are
    ///
    /// Letters keep their case; only ASCII is looked at.
    public var singular: Text {
        let lower = asciiLowercased
        for (plural, single) in irregular where lower.hasSuffix(plural) {
            let start = bytes.count - plural.utf8CodeUnitCount
            guard isWordStart(start) else { continue }
            return replacing(from: start, by: single)
        }
        if lower.hasSuffix("ss") || lower.hasSuffix("us") || lower.hasSuffix("is") { return self }
        if lower.hasSuffix("ies"), bytes.count > 4 { return replacing(from: bytes.count - 3, by: "y") }
        if lower.hasSuffix("sses") || lower.hasSuffix("shes") || lower.hasSuffix("ches") || lower.hasSuffix("xes") {
            return dropLast(2)
        }
        if lower.hasSuffix("s"), bytes.count > 2, isLetter(bytes[bytes.count - 2]) { return dropLast(1) }
        return self
    }

    private var irregular: [(StaticString, StaticString)] {
        [
            ("people", "person"), ("children", "child"), ("men", "man"), ("women", "woman"), ("mice", "mouse"),
            ("feet", "foot"), ("teeth", "tooth"), ("series", "series"), ("species", "species"), ("news", "news"),
            ("movies", "movie"), ("cookies", "cookie"), ("ties", "tie"), ("statuses", "status"), ("buses", "bus"),
            ("aliases", "alias"), ("bonuses", "bonus"), ("viruses", "virus"), ("analyses", "analysis"),
            ("quizzes", "quiz"), ("caches", "cache"), ("leaves", "leaf"), ("shelves", "shelf"), ("wolves", "wolf"),
            ("indices", "index"), ("vertices", "vertex"), ("matrices", "matrix"),
        ]
    }

    /// Whether a word begins at an offset: at the start, after something that is no letter, or with a
    /// capital after a small letter.
    private func isWordStart(_ offset: Int) -> Bool {
        guard offset > 0 else { return true }
        let before = bytes[offset - 1]
        if !isLetter(before) { return before < 0x80 }
        return before & 0x20 != 0 && bytes[offset] & 0x20 == 0
    }

    private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    /// The bytes before an offset and then `ending`, in capitals where what it replaces has them.
    private func replacing(from start: Int, by ending: StaticString) -> Text {
        var result = Text(bytes[..<start])
        result += ending
        let isUpper = bytes[bytes.count - 1] & 0x20 == 0
        for index in start..<result.bytes.count {
            let capital = isUpper || (index == start && bytes[start] & 0x20 == 0)
            if capital, isLetter(result.bytes[index]) { result.bytes[index] &= 0xDF }
        }
        return result
    }
}
