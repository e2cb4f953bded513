import Testing

@testable import NoormmeSQLite

@Suite struct AggregateTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    @Test func nullsAreLeftOut() {
        #expect(scratch.select("noormme_var_pop(column1) FROM (VALUES (1), (NULL), (3))") == .real(1))
        #expect(scratch.select("noormme_stddev_samp(column1) FROM (VALUES (NULL), (NULL))") == .null)
        #expect(scratch.select("noormme_bit_or(column1) FROM (VALUES (NULL), (4), (1))") == .integer(5))
    }

    @Test func errorsAndInfinities() {
        let few = Outcome.error("noormme: the variance of a sample needs at least two numbers")
        #expect(scratch.select("noormme_var_samp(1)") == few)
        #expect(scratch.select("noormme_stddev_samp(column1) FROM (VALUES (NULL), (2.5))") == few)
        #expect(
            scratch.select("noormme_var_pop('1')") == .error("noormme: the variance of something that is not a number"))
        #expect(
            scratch.select("noormme_var_pop(column1) FROM (VALUES (1e300), (-1e300))")
                == .error("noormme: the variance is too big for a real number"))
        #expect(scratch.select("noormme_stddev_pop(column1) FROM (VALUES (1e999), (1))") == .null)
    }

    /// A frame that slides gives at each row what the aggregate gives for the frame's rows alone.
    @Test(arguments: [
        "noormme_var_pop", "noormme_stddev_pop", "noormme_var_samp", "noormme_stddev_samp", "noormme_bit_and",
        "noormme_bit_or", "noormme_bit_xor",
    ])
    func slidesExactly(_ name: String) {
        let isBits = name.contains("bit")
        var generator = Seeded(seed: 3)
        let values: [String] = (0..<60).map { _ in
            switch Int.random(in: 0..<(isBits ? 4 : 6), using: &generator) {
            case 0: return "NULL"
            case 1: return String(Int64.random(in: .min ... .max, using: &generator))
            case 2, 3: return String(Int64.random(in: -9...9, using: &generator))
            case 4: return String(Double.random(in: -1...1, using: &generator) * 1e15)
            default: return "1e-300"
            }
        }
        _ = scratch.rows("CREATE TABLE t(i INTEGER PRIMARY KEY, v)")
        for value in values { _ = scratch.rows("INSERT INTO t(v) VALUES (\(value))") }
        let sliding = scratch.rows(
            "SELECT \(name)(v) OVER (ORDER BY i ROWS BETWEEN 4 PRECEDING AND 3 FOLLOWING) FROM t")
        let alone = (1...60).map { scratch.select("\(name)(v) FROM t WHERE i BETWEEN \($0) - 4 AND \($0) + 3") }
        #expect(sliding.count == 60)
        #expect(sliding == alone)
    }

    @Test func orderDoesNotMatter() {
        var generator = Seeded(seed: 5)
        var values = (0..<500).map { _ in Double(bitPattern: generator.next() & 0xBFFF_FFFF_FFFF_FFFF) }
        var results: Set<String> = []
        for _ in 0..<4 {
            values.shuffle(using: &generator)
            let list = values.map { "(\($0))" }.joined(separator: ",")
            results.insert("\(scratch.select("noormme_stddev_samp(column1) FROM (VALUES \(list))"))")
        }
        #expect(results.count == 1)
    }

    @Test func groupsAndAnyValue() {
        #expect(
            scratch.rows(
                """
                SELECT noormme_var_pop(v) || '/' || noormme_any_value(w) FROM
                (SELECT column1 AS g, column2 AS v, column3 AS w FROM (VALUES (1, 1, 'a'), (2, 5, 'b'), (1, 3, 'c'), (2, 5, 'd')))
                GROUP BY g ORDER BY g
                """) == [.text("1.0/a"), .text("0.0/b")])
        #expect(scratch.select("noormme_any_value(column1) FROM (VALUES (NULL), (2))") == .null)
        #expect(
            scratch.select("noormme_any_value(1) OVER ()")
                == .error("noormme_any_value() may not be used as a window function"))
    }
}
