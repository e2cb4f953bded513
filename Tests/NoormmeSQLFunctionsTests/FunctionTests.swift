import CSQLite
import NoormmeText
import Testing

@testable import NoormmeSQLite

/// What holds for the functions together: limits, types, flags, the catalogue.
@Suite struct FunctionTests {
    @Test func lengthLimitIsRefused() throws {
        let scratch = try Scratch()
        sqlite3_limit(scratch.handle, SQLITE_LIMIT_LENGTH, 10_000)
        let tooBig = Outcome.error("string or blob too big")
        for sql in [
            "noormme_repeat('ab', 5001)", "noormme_repeat('a', 9223372036854775807)", "noormme_lpad('a', 10001, 'x')",
            "noormme_rpad('', 9223372036854775807, 'é')", "noormme_lpad('', 6000, 'é')",
            "noormme_repeat(x'00', 10001)",
        ] {
            #expect(scratch.select(sql) == tooBig, "\(sql)")
        }
        #expect(scratch.select("length(noormme_repeat('ab', 5000))") == .integer(10_000))
        #expect(scratch.select("length(noormme_rpad('', 5000, 'é'))") == .integer(5_000))
        // ΐ grows from two bytes to six in upper case.
        #expect(scratch.select("noormme_upper(noormme_repeat(char(0x390), 4000))") == tooBig)
    }

    @Test func caseOfNumbersAndBrokenText() throws {
        let scratch = try Scratch()
        #expect(scratch.select("noormme_lower(12)") == .text("12"))
        #expect(scratch.select("noormme_fold(NULL)") == .null)
        #expect(
            scratch.select("noormme_fold(?)", [.text([0x41, 0xFF, 0xC3, 0x89, 0xC3])])
                == .text([0x61, 0xFF, 0xC3, 0xA9, 0xC3]))
        #expect(
            scratch.select("noormme_upper(?)", [.text([0xED, 0xA0, 0x80, 0x61])]) == .text([0xED, 0xA0, 0x80, 0x41]))
        #expect(scratch.select("noormme_fold('STRASSE') = noormme_fold('straße')") == .integer(1))
    }

    /// FIPS 180-4 and RFC 1321 vectors, and a million letters.
    @Test func digestVectors() throws {
        let scratch = try Scratch()
        let million = "noormme_repeat('a', 1000000)"
        let vectors = [
            ("noormme_md5('message digest')", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("noormme_sha1('abc')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("noormme_sha1(\(million))", "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
            ("noormme_sha224('abc')", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            ("noormme_sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            ("noormme_sha256(\(million))", "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
            ("substr(noormme_sha384('abc'), 1, 32)", "cb00753f45a35e8bb5a03d699ac65007"),
            ("substr(noormme_sha512('abc'), 1, 32)", "ddaf35a193617abacc417349ae204131"),
            ("substr(noormme_sha512(\(million)), 1, 32)", "e718483d0ce769644e2e42c7bc15b463"),
        ]
        for (sql, digest) in vectors { #expect(scratch.select(sql) == .text(digest), "\(sql)") }
    }

    @Test func identifiers() throws {
        let scratch = try Scratch()
        let many = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        for (name, version) in [("noormme_uuid4", "4"), ("noormme_uuid7", "7")] {
            let rows = scratch.rows(many + "SELECT \(name)() FROM n").map(\.description)
            #expect(rows.count == 2_000)
            #expect(Set(rows).count == 2_000)
            for row in rows {
                let digits = Array(row.dropFirst(5))
                #expect(digits.count == 32)
                #expect(digits.allSatisfy { $0.isHexDigit && !$0.isUppercase })
                #expect(String(digits[12]) == version)
                #expect("89ab".contains(digits[16]))
            }
            if version == "7" { #expect(rows == rows.sorted()) }
        }
        let now = scratch.select("CAST(strftime('%s') AS INTEGER)")
        let time = scratch.select("noormme_uuid7()").description.dropFirst(5).prefix(12)
        guard case .integer(let seconds) = now, let milliseconds = Int64(time, radix: 16) else {
            Issue.record("no time")
            return
        }
        #expect(abs(milliseconds / 1_000 - seconds) <= 2)
    }

    @Test func clockKeepsOrder() {
        let clock = UUIDClock()
        let first = clock.next(1_000, seed: .max)
        #expect(first.time == 1_000)
        #expect(first.counter == (1 << 41) - 1)
        let second = clock.next(900, seed: 0)
        #expect(second.time == 1_000)
        #expect(second.counter == 1 << 41)
        #expect(clock.next(1_001, seed: 7) == (1_001, 7))
    }

    @Test func randomNumbers() throws {
        let scratch = try Scratch()
        let rows = scratch.rows(
            """
            WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
            SELECT count(DISTINCT r) > 9990 AND min(r) >= 0 AND max(r) < 1 AND abs(avg(r) - 0.5) < 0.02
            FROM (SELECT noormme_rand() AS r FROM n)
            """)
        #expect(rows == [.integer(1)])
    }

    /// Every name of the catalogue answers, with each number of arguments, and no other.
    @Test func catalogueIsWhatIsRegistered() throws {
        let scratch = try Scratch()
        let registered = scratch.rows("SELECT DISTINCT name FROM pragma_function_list WHERE name LIKE 'noormme%'")
        let catalogue = SQLFunctions.catalogue
        #expect(
            Set(registered.map(\.description))
                == Set(catalogue.map { "text \(String(decoding: $0.name.bytes, as: UTF8.self))" }))
        #expect(registered.count == catalogue.count)
        for entry in catalogue {
            let name = String(decoding: entry.name.bytes, as: UTF8.self)
            for count in 0...5 {
                let outcome = scratch.select(
                    "\(name)(\(Array(repeating: "NULL", count: count).joined(separator: ",")))")
                let isWrong = outcome == .error("wrong number of arguments to function \(name)()")
                #expect(isWrong == !(entry.minArgs...entry.maxArgs).contains(count), "\(name) with \(count)")
                let neverNull = ["noormme_rand", "noormme_uuid4", "noormme_uuid7"].contains(name)
                let isRegex = name.hasSuffix("regexp") && !SQLFunctions.supportsRegularExpressions
                if !isWrong && !neverNull && !isRegex {
                    #expect(outcome == .null, "\(name) of NULL")
                }
            }
        }
    }

    /// Views and indexes may use them though the schema is not trusted.
    @Test func innocuousAndDeterministic() throws {
        let scratch = try Scratch()
        var now: Int32 = 0
        #expect(noormme_sqlite3_db_config_flag(scratch.handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &now) == SQLITE_OK)
        #expect(scratch.rows("CREATE TABLE t(d TEXT, n TEXT)").isEmpty)
        #expect(scratch.rows("CREATE INDEX i ON t(noormme_fold(n), noormme_date_extract('year', d))").isEmpty)
        #expect(scratch.rows("INSERT INTO t VALUES ('2020-02-03', 'ÀB')").isEmpty)
        #expect(scratch.rows("CREATE VIEW v AS SELECT noormme_md5(n) || noormme_uuid4() AS x FROM t").isEmpty)
        #expect(scratch.select("length(x) FROM v") == .integer(64))
        #expect(scratch.select("n FROM t WHERE noormme_fold(n) = 'àb'") == .text("ÀB"))
        guard case .error = scratch.rows("CREATE INDEX j ON t(noormme_uuid4())").first ?? .null else {
            Issue.record("an index on a random value was made")
            return
        }
    }
}
