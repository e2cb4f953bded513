import NoormmeText
import Testing

@testable import NoormmeCore

@Suite struct DefinitionsTests {
    @Test(arguments: [
        ("CREATE INDEX i ON t (a)", ["a"], ""),
        (
            "CREATE UNIQUE INDEX IF NOT EXISTS \"i (x\" ON t(a DESC, lower(b) COLLATE NOCASE ASC)", ["a", "lower(b)"],
            ""
        ),
        (
            "CREATE INDEX i ON t (coalesce(a, 'x, )') , [b c]) WHERE a > 3 -- no\n AND b IN (1, 2)",
            ["coalesce(a, 'x, )')", "[b c]"], "a > 3 -- no\n AND b IN (1, 2)"
        ),
        ("CREATE INDEX i ON t (a COLLATE \"desc\" DESC)", ["a"], ""),
        ("", [], ""),
    ])
    func indexes(sql: String, terms: [String], condition: String) {
        let definition = Definitions.index(Text(string: sql))
        #expect(definition.terms.map(\.string) == terms && definition.condition.string == condition)
    }

    @Test(arguments: [
        ("CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END", "AFTER INSERT"),
        ("CREATE TEMP TRIGGER t UPDATE OF a, b ON x BEGIN DELETE FROM y; END", "BEFORE UPDATE"),
        ("CREATE TRIGGER \"after insert\" INSTEAD OF DELETE ON v BEGIN SELECT 1; END", "INSTEAD OF DELETE"),
        ("CREATE TRIGGER IF NOT EXISTS main.t /* AFTER */ BEFORE DELETE ON x BEGIN SELECT 1; END", "BEFORE DELETE"),
    ])
    func triggers(sql: String, expected: String) {
        let facts = Definitions.trigger(Text(string: sql))
        #expect("\(facts.timing) \(facts.event)" == expected)
    }

    @Test func checks() {
        let sql = """
            CREATE TABLE t (a INTEGER CHECK (a > 0 AND (a < 9)), b TEXT DEFAULT 'CHECK (x)' CONSTRAINT c CHECK(b <> ')'),
            CHECK (a <> b) -- CHECK (no)
            )
            """
        #expect(Definitions.checks(of: Text(string: sql)).map(\.string) == ["a > 0 AND (a < 9)", "b <> ')'", "a <> b"])
    }
}
