/// A mapping of code points to lower case, upper case or folded case, from the tables beside this file.
///
/// Code points that map to one other lie in ranges with a common distance, of every code point or of every
/// second one; the hundred or so that map to several (ß to ss) are listed.
struct CaseMapping: Sendable {
    /// First and last code point, step (1 or 2) and distance, four numbers for each range, ascending.
    private let ranges: [Int32]
    /// A code point and the three that it becomes, 0 for none, ascending.
    private let expansions: [Int32]

    init(ranges: [Int32], expansions: [Int32]) {
        self.ranges = ranges
        self.expansions = expansions
    }

    /// Appends what a code point maps to, in UTF-8.
    func append(_ code: UInt32, to bytes: inout [UInt8]) {
        let code = Int32(truncatingIfNeeded: code)
        let index = Self.lastIndex(in: ranges, upTo: code)
        if index >= 0, code <= ranges[index + 1], (code - ranges[index]) % ranges[index + 2] == 0 {
            return Self.append(code + ranges[index + 3], to: &bytes)
        }
        let expansion = Self.lastIndex(in: expansions, upTo: code)
        guard expansion >= 0, expansions[expansion] == code else { return Self.append(code, to: &bytes) }
        for part in expansions[(expansion + 1)...(expansion + 3)] where part != 0 {
            Self.append(part, to: &bytes)
        }
    }

    /// Where the last group of four begins whose first number is at most `code`; -1 when there is none.
    private static func lastIndex(in groups: [Int32], upTo code: Int32) -> Int {
        var low = 0
        var high = groups.count / 4
        while low < high {
            let middle = (low + high) / 2
            if groups[middle * 4] <= code {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return (low - 1) * 4
    }

    private static func append(_ code: Int32, to bytes: inout [UInt8]) {
        let code = UInt32(bitPattern: code)
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: code >> shift & 0x3F | 0x80) }
        switch code {
        case ..<0x80:
            bytes.append(UInt8(truncatingIfNeeded: code))
        case ..<0x800:
            bytes.append(UInt8(truncatingIfNeeded: code >> 6 | 0xC0))
            bytes.append(tail(0))
        case ..<0x1_0000:
            bytes.append(UInt8(truncatingIfNeeded: code >> 12 | 0xE0))
            bytes.append(tail(6))
            bytes.append(tail(0))
        default:
            bytes.append(UInt8(truncatingIfNeeded: code >> 18 | 0xF0))
            bytes.append(tail(12))
            bytes.append(tail(6))
            bytes.append(tail(0))
        }
    }
}
