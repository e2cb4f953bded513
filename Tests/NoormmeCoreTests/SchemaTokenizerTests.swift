import NoormmeText
import Testing

@testable import NoormmeCore

@Suite struct SchemaTokenizerTests {
    /// Each token as its kind's initial and its bytes.
    private func tokens(_ sql: String) -> [String] {
        let text = DDLText(Text(string: sql))
        let names: [DDLToken.Kind: String] = [
            .word: "w", .doubleQuoted: "d", .quoted: "q", .string: "s", .number: "n", .blob: "b",
            .openParenthesis: "p", .closeParenthesis: "p", .comma: "c", .sign: "o",
        ]
        return text.tokens.indices.map { names[text.tokens[$0].kind]! + ":" + text.source($0).string }
    }

    @Test func everyKind() {
        #expect(tokens("a _b$1 é") == ["w:a", "w:_b$1", "w:é"])
        #expect(tokens(#""a""b" `c``d` [e"f] 'g''h'"#) == [#"d:"a""b""#, "q:`c``d`", #"q:[e"f]"#, "s:'g''h'"])
        #expect(
            tokens("1 2.5 .5 1e-5 2E+3 0xFf 1_000 5.") == [
                "n:1", "n:2.5", "n:.5", "n:1e-5", "n:2E+3", "n:0xFf", "n:1_000", "n:5.",
            ])
        #expect(tokens("x'00' X'Ff' x 'a'") == ["b:x'00'", "b:X'Ff'", "w:x", "s:'a'"])
        #expect(tokens("0xe-5") == ["n:0xe", "o:-", "n:5"])
        #expect(tokens("(a,b)") == ["p:(", "w:a", "c:,", "w:b", "p:)"])
        #expect(
            tokens("<= >= <> != == || << >> -> ->> < = - / * % & ~ . ; ?") == [
                "o:<=", "o:>=", "o:<>", "o:!=", "o:==", "o:||", "o:<<", "o:>>", "o:->", "o:->>", "o:<", "o:=", "o:-",
                "o:/",
                "o:*", "o:%", "o:&", "o:~", "o:.", "o:;", "o:?",
            ])
    }

    @Test func blankIsNoToken() {
        #expect(tokens("a--b\nc/* d */e/**/f\t\r\n\u{0C}\u{FEFF}g") == ["w:a", "w:c", "w:e", "w:f", "w:g"])
        #expect(tokens("a -- to the end") == ["w:a"])
        #expect(tokens("a /* never closed") == ["w:a"])
        #expect(tokens("a /*") == ["w:a"])
        #expect(tokens("a /*/ b */ c") == ["w:a", "w:c"])
        #expect(tokens("") == [])
    }

    @Test func whatNeverEndsEndsTheTokens() {
        for sql in ["a 'b", "a \"b", "a `b", "a [b", "a x'b", "a 'b''", "a '"] {
            #expect(tokens(sql) == ["w:a"])
        }
    }

    @Test func namesLoseTheirQuotes() {
        let text = DDLText(#"a "b""c" `d``e` [f""g] 'h''i' 5 """" [""""#)
        #expect((0..<8).map { text.name($0)?.string } == ["a", "b\"c", "d`e", "f\"\"g", "h'i", nil, "\"", nil])
        #expect(text.isKeyword(0, "A"))
        #expect(!text.isKeyword(1, "B"))
        #expect(!text.isKeyword(99, "A"))
        #expect(text.kind(-1) == nil)
    }

    @Test func foreignKeysOfTheStatement() {
        let definition = TableDefinition.parse(
            """
            create temp table "t" (a CONSTRAINT r REFERENCES x(b) ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED,
                b DEFAULT references_none, c DEFAULT (1) REFERENCES [y z] DEFERRABLE INITIALLY IMMEDIATE,
                FOREIGN KEY (a, "b") REFERENCES `w` (p, q) DEFERRABLE INITIALLY DEFERRED CHECK (a > 0)
                FOREIGN KEY (c) REFERENCES v)
            """)
        #expect(definition.columns.map(\.name.string) == ["a", "b", "c"])
        #expect(definition.foreignKeys.map { $0.columns.map(\.string) } == [["a"], ["c"], ["a", "b"], ["c"]])
        #expect(definition.foreignKeys.map(\.table.string) == ["x", "y z", "w", "v"])
        #expect(definition.foreignKeys.map(\.isDeferred) == [true, false, true, false])
    }

    @Test func onlyTablesAreRead() {
        for sql: Text in [
            "CREATE VIEW t (a) AS SELECT 1", "CREATE VIRTUAL TABLE t USING fts5(a)", "", "DROP TABLE t (a)", "CREATE",
        ] {
            #expect(TableDefinition.parse(sql).columns.isEmpty)
        }
    }

    /// Any bytes at all: no crash, and every token within the text and after the one before.
    @Test func survivesAnyText() {
        var random = SeededRandom(seed: 7)
        let pieces = [
            "CREATE TABLE t (", "CHECK (", "x IN (", ")", ",", "'", "\"", "[", "]", "`", "--", "\n", "/*", "*/", "x",
            "AND",
            "OR", "BETWEEN", "CASE", "END", "PRIMARY KEY (", "AUTOINCREMENT", "FOREIGN KEY (", "REFERENCES",
            "DEFERRABLE",
            "GENERATED ALWAYS AS (", "AS (", "DEFAULT", "COLLATE", "CONSTRAINT", "NOT", "NULL", "IS", "json_valid(",
            ">=",
            "0", "1.5e", "x'", "\u{0}", "é", ".", "-", "(((((((",
        ]
        for _ in 0..<10_000 {
            var sql = "CREATE TABLE t ("
            for _ in 0..<random.below(30) {
                sql += pieces[random.below(pieces.count)]
                if random.below(3) > 0 { sql += " " }
            }
            var bytes = [UInt8](sql.utf8)
            if random.below(4) == 0 { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            let text = DDLText(Text(bytes))
            var end: Int32 = 0
            for token in text.tokens {
                if token.start < end || token.end <= token.start || Int(token.end) > bytes.count {
                    Issue.record("token at \(token.start) of \(sql)")
                }
                end = token.end
            }
            _ = TableDefinition.parse(Text(bytes))
        }
        let deep = String(repeating: "(", count: 100_000) + "x IN (1)" + String(repeating: ")", count: 100_000)
        _ = TableDefinition.parse(Text(string: "CREATE TABLE t (x, CHECK (\(deep)))"))
        let long = [String](repeating: "(x = 1", count: 50_000).joined(separator: " AND ")
        _ = TableDefinition.parse(Text(string: "CREATE TABLE t (x, CHECK (\(long)))"))
    }
}

/// A small generator of numbers (SplitMix64), the same on every machine.
struct SeededRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
}
