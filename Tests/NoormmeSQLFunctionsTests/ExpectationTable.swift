import Glibc

@testable import NoormmeSQLite

/// A table of SQL expressions and the values that Django's functions gave for them.
struct ExpectationTable {
    struct Missing: Error { let path: String }

    /// The fields of each line.
    let lines: [[String]]

    /// Reads `Expectations/<name>.tsv` beside this file.
    init(_ name: String) throws {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try self.init(path: "\(folder)/Expectations/\(name).tsv")
    }

    init(path: String) throws {
        guard let file = fopen(path, "r") else { throw Missing(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The value that a table spells: `null`, `int 5`, `real 0x1p+0`, `text a\\n`, `blob 00ff` or `error`.
    static func outcome(_ text: String) -> Outcome? {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        switch parts[0] {
        case "null": return .null
        case "error": return .error("")
        case "int": return Int64(rest).map(Outcome.integer)
        case "real": return Double(rest).map { Outcome.real($0) }
        case "text": return .text(unescaped(rest))
        case "blob":
            let digits = Array(rest)
            return .blob(
                stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                    UInt8(String(digits[$0...($0 + 1)]), radix: 16)
                })
        default: return nil
        }
    }

    /// Undoes Python's `unicode_escape`.
    private static func unescaped(_ text: String) -> [UInt8] {
        let source = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        while index < source.count {
            guard source[index] == "\\", index + 1 < source.count else {
                result.append(source[index])
                index += 1
                continue
            }
            let widths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
            if let width = widths[source[index + 1]], index + 2 + width <= source.count {
                var digits = ""
                digits.unicodeScalars.append(contentsOf: source[(index + 2)..<(index + 2 + width)])
                if let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) { result.append(scalar) }
                index += 2 + width
                continue
            }
            let plain: [Unicode.Scalar: Unicode.Scalar] = ["n": "\n", "r": "\r", "t": "\t"]
            result.append(plain[source[index + 1]] ?? source[index + 1])
            index += 2
        }
        return Array(String(result).utf8)
    }
}
