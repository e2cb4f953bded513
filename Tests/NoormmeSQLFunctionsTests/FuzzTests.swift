import NoormmeText
import Testing

@testable import NoormmeSQLite

/// Arguments of every type and any content, seeded: each call gives a value or an error of ours.
@Suite struct FuzzTests {
    @Test func anyArguments() throws {
        let scratch = try Scratch()
        var generator = Seeded(seed: 2_025)
        var errors = 0
        for _ in 0..<60_000 {
            guard let entry = SQLFunctions.catalogue.randomElement(using: &generator) else { return }
            let count = Int.random(in: entry.minArgs...entry.maxArgs, using: &generator)
            let arguments = (0..<count).map { _ in Self.argument(&generator) }
            let name = String(decoding: entry.name.bytes, as: UTF8.self)
            let marks = Array(repeating: "?", count: count).joined(separator: ",")
            let outcome = scratch.select("\(name)(\(marks))", arguments)
            if case .error(let message) = outcome {
                errors += 1
                let known = message.hasPrefix("noormme: ") || message == "string or blob too big"
                #expect(known, "\(name)(\(arguments)): \(message)")
            }
        }
        #expect((10_000..<50_000).contains(errors))
    }

    private static let words = [
        "", "year", "hour", "week", "date", "2020-02-29", "2020-01-01 10:20:30.5", "9999-12-31 23:59:59", "0001-01-01",
        "10:20:30", "2020-01-01T10:20:30+05:00", "Europe/Rome", "UTC", "+05:30", "UTC-12:00", "+", "-", "*", "/", "i",
        "ms",
        "(a|b)*c", "[", "a{2,5}", "(?P<x>.)(?P=x)", "\\d+", "ß", "Σ", "日本", "abc", "\u{0}", "e\u{301}", "5",
    ]

    private static func argument(_ generator: inout Seeded) -> Outcome {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: return .null
        case 1: return .integer([0, 1, -1, 5, 40, .max, .min].randomElement(using: &generator) ?? 0)
        case 2: return .integer(Int64.random(in: -2_000_000_000_000...2_000_000_000_000, using: &generator))
        case 3: return .real(Double(bitPattern: generator.next()))
        case 4:
            return .real(
                [0.0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude].randomElement(using: &generator) ?? 0)
        case 5:
            return .blob(
                (0..<Int.random(in: 0...9, using: &generator)).map { _ in .random(in: 0...255, using: &generator) })
        case 6:
            return .text(
                (0..<Int.random(in: 0...9, using: &generator)).map { _ in .random(in: 0...255, using: &generator) })
        case 7:
            var bytes = Array((words.randomElement(using: &generator) ?? "").utf8)
            if !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...127, using: &generator)
            }
            return .text(bytes)
        default: return .text(words.randomElement(using: &generator) ?? "")
        }
    }

    /// The parser of dates and the translator of patterns over plain noise.
    @Test func noise() throws {
        let scratch = try Scratch()
        var generator = Seeded(seed: 9)
        let dates = Array("0123456789-: T+.Z,".utf8)
        let patterns = Array("ab()[]{}\\|?*+^$.,:=!<>P#-019xXuUZzsSdDwWbB&é".utf8)
        for _ in 0..<20_000 {
            let date = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                dates.randomElement(using: &generator) ?? 0
            }
            if case .error(let message) = scratch.select("noormme_datetime(?, '+01:00')", [.text(date)]) {
                #expect(message == "noormme: date out of range")
            }
            let pattern = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                patterns.randomElement(using: &generator) ?? 0
            }
            if case .error(let message) = scratch.select("noormme_regexp(?, 'ab1')", [.text(pattern)]) {
                #expect(message.hasPrefix("noormme: "))
            }
        }
    }
}
