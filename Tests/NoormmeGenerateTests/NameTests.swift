import NoormmeText
import Testing

@testable import NoormmeGenerate

@Suite struct NameTests {
    @Test(arguments: [
        ("users", "Users"), ("order_lines", "OrderLines"), ("ORDER LINES", "OrderLines"), ("orderLines", "OrderLines"),
        ("2fa", "_2fa"), ("", "Model"), ("__", "Model"), ("größe", "Größe"), ("注文", "注文"), ("a→b", "AU2192B"),
        ("\u{1F600}", "U1f600"), ("it's", "ItS"), ("$", "Model"),
    ])
    func types(name: String, type: String) {
        #expect(Identifier.type(Text(name.utf8)) == Text(type.utf8))
    }

    @Test(arguments: [
        ("created_at", "createdAt"), ("CreatedAt", "createdAt"), ("ID", "id"), ("AlbumId", "albumId"),
        ("URLPath", "urlPath"), ("x", "x"), ("full name", "fullName"), ("", "value"), ("_id", "id"), ("class", "class"),
    ])
    func properties(name: String, property: String) {
        #expect(Identifier.property(Text(name.utf8)) == Text(property.utf8))
    }

    @Test(arguments: [
        ("created_at", "createdAt"), ("a_b_c", "aBC"), ("a__b", "a__b"), ("_a", "_a"), ("a_", "a_"), ("a_1", "a_1"),
        ("A_B", "A_B"), ("userID", "userID"),
    ])
    func camelCase(name: String, camel: String) {
        #expect(Text(name.utf8).camelCased == Text(camel.utf8))
    }

    @Test(arguments: [
        ("*", "users", true), ("users", "Users", true), ("u*s", "users", true), ("u?ers", "users", true),
        ("u?ers", "uers", false), ("*_log", "audit_log", true), ("*_log", "audit_logs", false), ("", "", true),
        ("", "a", false), ("a*b*c", "aXbXbc", true), ("users.*", "users.id", true), ("*?", "", false),
    ])
    func patterns(pattern: String, name: String, matches: Bool) {
        #expect(Pattern(Text(pattern.utf8)).matches(Text(name.utf8)) == matches)
    }

    @Test func namesAreGivenOnce() {
        var names = TypeNames(reserved: ["Date"])
        #expect(names.take("User", endings: ["", "Insert"]) == "User")
        #expect(names.take("UserInsert", endings: ["", "Insert"]) == "UserInsert2")
        #expect(names.take("Date") == "Date2")
        var properties = SwiftNames(reserved: [])
        #expect(["class", "self", "a b", "a_b"].map { properties.take($0) } == ["`class`", "self2", "aB", "aB2"])
    }

    @Test func textStandsInCommentsAndLiterals() {
        #expect(("a */ b\n/" as Text).commented == "a * / b /")
        #expect(("a\"\\\n\u{1}$(x)" as Text).swiftQuoted == "\"a\\\"\\\\\\n\\u{01}$(x)\"")
        #expect(("<a & \"b\">" as Text).escapedMarkup == "&lt;a &amp; &quot;b&quot;&gt;")
    }
}
