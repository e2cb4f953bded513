import Glibc
import NoormmeCore
import NoormmeJSON
import NoormmeText

// A host that has rows as objects of its own would spend more time on making JSON of ten thousand of them than SQLite
// on storing them. So it may send their values side by side, behind the request: docs/row-block.md, "Values in".

/// Values that came behind a request's text.
struct ValueBlock {
    typealias Kind = BlockWriter.Kind

    let bytes: [UInt8]
    let rows: Int
    let width: Int
    private let numbers: Int
    private let kinds: Int
    let text: Range<Int>
    /// A unit of the text is a byte.
    let isASCII: Bool

    private static let headSize = 16

    /// Where a request's text ends, if a block follows: behind it stands a zero byte, and the block begins at the next
    /// multiple of eight.
    static func split(_ spec: [UInt8]) -> Int? {
        spec.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, let zero = memchr(base, 0, bytes.count) else { return nil }
            return UnsafeRawPointer(zero) - base
        }
    }

    /// - Throws: `.malformedSpec` for sizes that do not fit what is there.
    init(_ bytes: [UInt8], behind end: Int) throws(NoormmeError) {
        self.bytes = bytes
        let start = (end + 8) & ~7
        guard bytes.count >= start + Self.headSize else { throw Self.malformed }
        let words = bytes.withUnsafeBytes { raw in
            (0..<3).map { Int(raw.loadUnaligned(fromByteOffset: start + $0 * 4, as: UInt32.self)) }
        }
        rows = words[0]
        width = words[1]
        let (cells, overflow) = rows.multipliedReportingOverflow(by: width)
        guard !overflow, cells <= Int(Int32.max), width > 0 else { throw Self.malformed }
        numbers = start + Self.headSize
        kinds = numbers + cells * 8
        let textStart = kinds + (cells + 7) & ~7
        guard words[2] <= Int(Int32.max), textStart + words[2] == bytes.count else { throw Self.malformed }
        text = textStart..<bytes.count
        isASCII = bytes.withUnsafeBytes { raw in
            let text = UnsafeRawBufferPointer(rebasing: raw[textStart...])
            var at = 0
            while at + 8 <= text.count {
                if text.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
                at += 8
            }
            while at < text.count {
                if text[at] >= 0x80 { return false }
                at += 1
            }
            return true
        }
    }

    static var malformed: NoormmeError {
        NoormmeError(.malformedSpec, "The values behind the request are not as docs/row-block.md has them.")
    }

    /// Calls `body` with each cell, row by row: its kind, its number, and the range of its text in `bytes`.
    func visit(
        _ body: (_ kind: UInt8, _ number: Double, _ text: Range<Int>) throws(NoormmeError) -> Void
    ) throws(NoormmeError) {
        try bytes.withUnsafeBufferPointer { (source) throws(NoormmeError) in
            let raw = UnsafeRawBufferPointer(source)
            var at = text.lowerBound
            var units = 0
            for cell in 0..<rows * width {
                let kind = source[kinds + cell]
                let number = Double(
                    bitPattern: raw.loadUnaligned(fromByteOffset: numbers + cell * 8, as: UInt64.self))
                guard kind == Kind.text || kind == Kind.json else {
                    try body(kind, number, at..<at)
                    continue
                }
                guard let end = Int(exactly: number), end >= units else { throw Self.malformed }
                let start = at
                if isASCII {
                    at += end - units
                    guard at <= text.upperBound else { throw Self.malformed }
                } else {
                    guard let base = source.baseAddress else { throw Self.malformed }
                    while units < end, at < text.upperBound {
                        let length = base[at] < 0x80 ? 1 : UTF8Sequence.length(base, at: at, count: text.upperBound)
                        guard length > 0 else { throw Self.malformed }
                        units += length == 4 ? 2 : 1
                        at += length
                    }
                    guard units == end else { throw Self.malformed }
                }
                units = end
                try body(kind, number, start..<at)
            }
        }
    }
}

extension ValueBlock {
    /// The rows as the JSON that they stand for: `[[…], …]`.
    func json() throws(NoormmeError) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count + rows * width * 8)
        out.append(0x5B)
        var column = 0
        var isFirst = true
        try visit { (kind, number, range) throws(NoormmeError) in
            if column > 0 { out.append(0x2C) } else { out.append(contentsOf: isFirst ? [0x5B] : [0x2C, 0x5B]) }
            isFirst = false
            try write(kind, number, range, into: &out)
            column += 1
            if column == width {
                out.append(0x5D)
                column = 0
            }
        }
        out.append(0x5D)
        return out
    }

    /// One cell as JSON.
    func write(
        _ kind: UInt8, _ number: Double, _ range: Range<Int>, into out: inout [UInt8]
    ) throws(NoormmeError) {
        switch kind {
        case Kind.number:
            guard number.isFinite else { throw Self.malformed }
            if let integer = Int64(exactly: number) {
                out.appendDecimal(integer)
            } else {
                var digits = number.description
                digits.withUTF8 { out.append(contentsOf: $0) }
            }
        case Kind.text:
            bytes.withUnsafeBufferPointer { out.appendJSONString(UnsafeBufferPointer(rebasing: $0[range])) }
        case Kind.null: out.append(contentsOf: [0x6E, 0x75, 0x6C, 0x6C])
        case Kind.no: out.append(contentsOf: [0x66, 0x61, 0x6C, 0x73, 0x65])
        case Kind.yes: out.append(contentsOf: [0x74, 0x72, 0x75, 0x65])
        case Kind.json: out.append(contentsOf: bytes[range])
        case Kind.moment:
            guard let moment = PlanLiteral.moment(milliseconds: number)?.bytes else { throw Self.malformed }
            // `{"$datetime":"2024-01-31T12:30:00.500Z"}`
            out.append(contentsOf: Text("{\"$datetime\":\"").bytes)
            out.append(contentsOf: moment[..<10])
            out.append(0x54)
            out.append(contentsOf: moment[11..<19])
            out.append(0x2E)
            out.append(contentsOf: moment.count > 22 ? moment[20..<23] : [0x30, 0x30, 0x30])
            out.append(contentsOf: Text("Z\"}").bytes)
        default: throw Self.malformed
        }
    }
}
