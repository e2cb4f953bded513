import Testing

@testable import NoormmeSQLite

@Suite(.enabled(if: SQLFunctions.supportsRegularExpressions)) struct RegularExpressionTests {
    private func message(_ outcome: Outcome) -> String {
        guard case .error(let message) = outcome else { return "no error" }
        return message
    }

    @Test func agreesWithPython() throws {
        try DjangoTests.check(table: "regex", atLeast: 2_000)
    }

    /// Each would take Python or an unlimited matcher from minutes to centuries.
    @Test(arguments: ["(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y|(a|a)*$b", "^(a|a|a)*$"])
    func stopsAtTheLimit(_ pattern: String) throws {
        let scratch = try Scratch()
        let outcome = scratch.select(
            "noormme_regexp(?, replace(hex(zeroblob(40)), '00', 'a') || '!')", [.text(pattern)])
        #expect(outcome == .error("noormme: regular expression limit exceeded"))
    }

    @Test func limitsAreOptions() throws {
        let sql = "noormme_regexp('^(a|aa)+$', 'aaaaaaaaaaaaaa!')"
        #expect(try Scratch().select(sql) == .integer(0))
        var options = SQLFunctionOptions()
        options.regularExpressionMatchLimit = 100
        #expect(try Scratch(options: options).select(sql) == .error("noormme: regular expression limit exceeded"))
        // Registering again replaces the limits.
        let scratch = try Scratch(options: options)
        try SQLFunctions.register(on: scratch.handle)
        #expect(scratch.select(sql) == .integer(0))
    }

    @Test func aPatternCannotRaiseItsLimit() throws {
        let scratch = try Scratch()
        for pattern in ["(*LIMIT_MATCH=4000000000)a", "(*NO_JIT)a", "(*UTF)a", "(?i)(*UCP)a", "(?x) (*ANY)a"] {
            #expect(message(scratch.select("noormme_regexp(?, 'a')", [.text(pattern)])).contains("nothing to repeat"))
        }
    }

    @Test func invalidPatternsSaySo() throws {
        let scratch = try Scratch()
        for pattern: Outcome in [
            .text("("), .text("[a"), .text("a**"), .text("\\"), .text("\\q"), .integer(5), .real(1.5), .blob([0x61]),
            .text([0xFF]), .text([0x61, 0xC3]), .text("(?P<a>x)(?P<a>y)"), .text(String(repeating: "(", count: 1_000)),
        ] {
            let outcome = scratch.select("noormme_regexp(?, 'a')", [pattern])
            #expect(message(outcome).hasPrefix("noormme: invalid regular expression"), "\(pattern)")
        }
    }

    @Test func textThatIsNoUTF8() throws {
        let scratch = try Scratch()
        let broken = Outcome.text([0x61, 0xFF, 0x62])
        #expect(scratch.select("noormme_regexp('^a.b$', ?)", [broken]) == .integer(1))
        #expect(scratch.select("noormme_regexp('^a\\ufffdb$', ?)", [broken]) == .integer(1))
        #expect(scratch.select("noormme_regexp('^a$', ?)", [.blob([0x61])]) == .integer(1))
        #expect(scratch.select("noormme_regexp('', ?)", [.blob([])]) == .integer(1))
    }

    @Test func flags() throws {
        let scratch = try Scratch()
        #expect(scratch.select("noormme_regexp('^B$', 'a' || char(10) || 'b', 'im')") == .integer(1))
        #expect(scratch.select("noormme_regexp('^B$', 'b', '')") == .integer(0))
        #expect(scratch.select("noormme_regexp('a . c', 'a' || char(10) || 'c', 'sxu')") == .integer(1))
        #expect(scratch.select("noormme_regexp('\\w', 'é', 'a')") == .integer(0))
        #expect(scratch.select("noormme_regexp('a', 'a', NULL)") == .null)
        #expect(scratch.select("noormme_regexp('a', 'a', 'L')") == .error("noormme: unknown regular expression flag"))
        #expect(scratch.select("noormme_regexp('a', 'a', 5)") == .error("noormme: the flags are not text"))
        #expect(scratch.select("noormme_iregexp('ÄÖ', 'äö')") == .integer(1))
    }

    /// One statement, many patterns and flags: a compiled pattern must serve its own pattern only.
    @Test func patternsMayVaryByRow() throws {
        let scratch = try Scratch()
        let rows = scratch.rows(
            """
            WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 99)
            SELECT noormme_regexp('^' || (i % 20) || '$', (i % 20) || '') + noormme_regexp('^' || (i % 20) || '$', 'x')
                + 10 * noormme_regexp('a', 'A', CASE i % 2 WHEN 0 THEN 'i' ELSE '' END) FROM n
            """)
        #expect(rows == (0..<100).map { .integer($0 % 2 == 0 ? 11 : 1) })
    }

    @Test func escapesStayExact() throws {
        let scratch = try Scratch()
        #expect(scratch.select("noormme_regexp('(a)(b)\\2', 'abb')") == .integer(1))
        #expect(
            scratch.select("noormme_regexp('(a)\\1' || '0', 'aa0')")
                == .error("noormme: invalid regular expression: invalid group reference"))
        #expect(
            scratch.select("noormme_regexp('(a\\1)', 'a')")
                == .error("noormme: invalid regular expression: cannot refer to an open group"))
        #expect(scratch.select("noormme_regexp('\\s', char(0x180e))") == .integer(0))
        #expect(scratch.select("noormme_regexp('\\s', char(0x1c))") == .integer(1))
    }
}

@Suite(.enabled(if: !SQLFunctions.supportsRegularExpressions)) struct NoRegularExpressionTests {
    @Test func saysSo() throws {
        let scratch = try Scratch()
        let expected = Outcome.error("noormme: regular expressions are not supported by this build")
        for sql in ["noormme_regexp('a', 'a')", "noormme_regexp('a', 'a', 'i')", "noormme_iregexp('a', 'a')"] {
            #expect(scratch.select(sql) == expected)
        }
    }
}
