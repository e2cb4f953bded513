import NoormmeText
import Testing

@testable import NoormmeJSON

/// Documents cut, doubled, spliced and spoiled at random: the parser agrees with the
/// grammar about each, and what it accepts can be read, written and read again.
@Suite struct FuzzTests {
    private static let seeds: [[UInt8]] = [
        #"{"v":1,"model":"users","steps":[["filter",{"is_active":true,"age__gte":18.5e-3}],["slice",0,10]],"get":"all"}"#,
        #"[null,true,false,-0,0.5,1e10,-12E+3,"",[],{},[[[[[]]]]],{"a":{"b":{"c":[]}}}]"#,
        #"{"text":"a\"\\\/\b\f\n\r\t\u0041\ud83d\ude00 plain text that is long","é":"日本語 😀","\u0000":9223372036854775808}"#,
        " \n[ 1 , { \"a\" : \"b\" , \"a\" : null } ,\t\"\u{7F}\u{80}\u{FFFF}\" ]\r\n",
    ].map(utf8)

    private static let pieces: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\\ude00", "null", "tru", "false", "-", "0",
            "1.", "e+", " ", "\n", "\0", "é", "😀",
        ]
        .map(utf8) + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0x1F]]

    private static func mutant(_ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes = seeds.randomElement(using: &numbers) ?? []
        for _ in 0...Int.random(in: 0...3, using: &numbers) {
            let at = Int.random(in: 0...bytes.count, using: &numbers)
            let end = min(bytes.count, at + Int.random(in: 0...6, using: &numbers))
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0: bytes.removeSubrange(at..<end)
            case 1: bytes.insert(contentsOf: pieces.randomElement(using: &numbers) ?? [], at: at)
            case 2: if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &numbers) }
            case 3: bytes.insert(contentsOf: Array(bytes[at..<end]), at: at)
            case 4: if at < bytes.count { bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &numbers) }
            default: if Int.random(in: 0..<8, using: &numbers) == 0 { bytes.removeSubrange(at...) }
            }
        }
        return bytes
    }

    @Test(.timeLimit(.minutes(5)), arguments: 0..<10)
    func survivesMutation(_ seed: Int) throws {
        var numbers = SeededNumbers(state: UInt64(seed))
        var accepted = 0
        for round in 0..<10_000 {
            let bytes = FuzzTests.mutant(&numbers)
            let isJSON = recognises(bytes)
            if let error = failure(bytes) {
                if isJSON { Issue.record("seed \(seed) round \(round): refused \(error) of \(string(bytes))") }
                if error.offset < 0 || error.offset > Int64(bytes.count) {
                    Issue.record("seed \(seed) round \(round): offset of \(error)")
                }
                continue
            }
            if !isJSON { Issue.record("seed \(seed) round \(round): accepted \(string(bytes))") }
            accepted += 1
            let first = rewritten(try JSONDocument.parse(bytes).root)
            let second = rewritten(try JSONDocument.parse(first).root)
            if first != second { Issue.record("seed \(seed) round \(round): \(string(first)) came back differently") }
        }
        // The mutations are neither all fatal nor all harmless.
        #expect((1_000...9_000).contains(accepted))
    }

    @Test func writesSeedsAsTheyAre() throws {
        let compact = FuzzTests.seeds[0]
        #expect(rewritten(try JSONDocument.parse(compact).root) == compact)
        let other = utf8(#"[null,{"a":[1,-2.50,"\"\\\b\f\n\r\t\u0001é"]},[],{},""]"#)
        #expect(rewritten(try JSONDocument.parse(other).root) == other)
    }

    @Test func everyPrefixOfADocumentIsRefused() {
        for seed in FuzzTests.seeds {
            let end = seed.lastIndex { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "}") } ?? 0
            for count in 0...end { #expect(failure(Array(seed[..<count])) != nil) }
        }
    }

    /// A million bytes of the shapes that make careless parsers slow.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["[", "{\"a\":", "\"\\\\", "\\u0041", "1", "[1],", "\"a\",", " ", "é", "\u{1}", "\"", ",", ":"])
    func takesTimeInProportion(_ piece: String) {
        let repeated = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
        let lists = [repeated, "[" + repeated + "0]", "\"" + repeated + "\"", "{\"" + repeated + "\":0}"]
        let accepted = lists.map { failure(utf8($0), depthLimit: Int.max) == nil }
        #expect(accepted == (expected[piece] ?? []))
    }

    /// For each piece: alone, in an array before 0, as a string, as a key.
    private let expected: [String: [Bool]] = [
        "[": [false, false, true, true], "{\"a\":": [false, false, false, false],
        "\"\\\\": [false, false, false, false],
        "\\u0041": [false, false, true, true], "1": [true, true, true, true], "[1],": [false, true, true, true],
        "\"a\",": [false, true, false, false], " ": [false, true, true, true], "é": [false, false, true, true],
        "\u{1}": [false, false, false, false], "\"": [false, false, false, false], ",": [false, false, true, true],
        ":": [false, false, true, true],
    ]
}
