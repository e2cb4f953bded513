import NoormmeCore
import NoormmeSQL
import NoormmeText
import Testing

@testable import NoormmeRuntime

private func memory() throws -> Database { try Database(path: ":memory:") }

@Test(
    arguments: [
        ("1", FieldType.integer, "1"), ("-7", .any, "-7"),
        ("9007199254740993", .integer, "{\"$int\":\"9007199254740993\"}"),
        ("NULL", .integer, "null"), ("NULL", .boolean, "null"), ("NULL", .json, "null"), ("NULL", .blob, "null"),
        ("0", .boolean, "false"), ("1", .boolean, "true"), ("2", .boolean, "2"), ("'t'", .boolean, "\"t\""),
        ("1.0", .boolean, "1.0"), ("0", .integer, "0"),
        ("''", .text, "\"\""), ("'a\"b\\c'", .text, "\"a\\\"b\\\\c\""),
        ("char(0,1,8,9,10,12,13,31,127)", .text, "\"\\u0000\\u0001\\b\\t\\n\\f\\r\\u001f\u{7F}\""),
        ("'zażółć gęślą jaźń 🐴'", .text, "\"zażółć gęślą jaźń 🐴\""),
        ("CAST(x'61ff62' AS TEXT)", .text, "\"a\u{FFFD}b\""), ("CAST(x'e282' AS TEXT)", .text, "\"\u{FFFD}\""),
        ("x''", .blob, "{\"$blob\":\"\"}"), ("x'00'", .blob, "{\"$blob\":\"AA==\"}"),
        ("x'00ff10'", .any, "{\"$blob\":\"AP8Q\"}"), ("'text'", .blob, "\"text\""),
        ("x'41'", .text, "{\"$blob\":\"QQ==\"}"),
        ("1.5", .real, "1.5"), ("0.1+0.2", .real, "0.30000000000000004"), ("1e999", .real, "{\"$float\":\"inf\"}"),
        ("-1e999", .real, "{\"$float\":\"-inf\"}"), ("2.0", .real, "2.0"),
        ("10.10", .decimal(digits: 6, places: 2), "10.1"),
        ("'10.10'", .decimal(digits: 6, places: 2), "\"10.10\""), ("3", .decimal(digits: 6, places: 2), "3"),
        ("'2020-01-31'", .date, "\"2020-01-31\""), ("1577836800000", .datetimeMilliseconds, "1577836800000"),
        ("'{\"a\": [1, 2.50, null]}'", .json, "{\"a\": [1, 2.50, null]}"), ("' [] '", .json, " [] "),
        ("'null'", .json, "null"),
        ("'\"x\"'", .json, "\"x\""), ("'{a:1}'", .json, "\"{a:1}\""), ("''", .json, "\"\""),
        ("'[1,]'", .json, "\"[1,]\""),
        ("5", .json, "5"), ("CAST(x'22ff22' AS TEXT)", .json, "\"\\\"\u{FFFD}\\\"\""),
        ("'\"\\ud800\"'", .json, "\"\\\"\\\\ud800\\\"\""),
        ("'{\"a\":1}'", .text, "\"{\\\"a\\\":1}\""), ("1500000", .duration, "1500000"),
    ] as [(String, FieldType, String)])
func valuesBecomeJSON(_ sql: String, _ type: FieldType, _ expected: String) throws {
    #expect(try memory().select("SELECT \(sql)", ["v"], types: [type]) == "[{\"v\":\(expected)}]")
}

/// SQLite's own rendering of numbers and strings, where the two agree on the form.
@Test func stringsAndNumbersAgreeWithSQLite() throws {
    let database = try memory()
    let values = [
        "0", "-1", "9007199254740992", "1.5", "-0.25", "123456.789", "'plain'", "'tab' || char(9) || 'q\"'", "'ü€😀'",
        "char(1) || char(31)", "'/'", "''", "'0'", "1e-3", "99999999.5",
    ]
    for value in values {
        let ours = try database.select("SELECT \(value)", ["v"])
        let theirs = try database.select("SELECT json_quote(\(value))", ["v"], types: [.json])
        #expect(ours == theirs)
    }
}

@Test func longTextGrowsTheBuffer() throws {
    let database = try memory()
    let long = try database.select("SELECT replace(hex(zeroblob(50000)), '0', char(1))", ["v"])
    #expect(long.utf8.count == "[{\"v\":\"\"}]".utf8.count + 100_000 * 6)
    let wide = try database.select("SELECT replace(hex(zeroblob(50000)), '0', 'é')", ["v"])
    #expect(wide.utf8.count == "[{\"v\":\"\"}]".utf8.count + 200_000)
    let plain = try database.select("SELECT hex(zeroblob(500000))", ["v"])
    #expect(plain.utf8.count == "[{\"v\":\"\"}]".utf8.count + 1_000_000)
}

@Test func formsOfRows() throws {
    let database = try memory()
    var plan = RowsPlan.many("SELECT 1, 'a' UNION ALL SELECT 2, NULL", ["id", "na\"me"])
    #expect(try database.run(.rows(plan)) == #"[{"id":1,"na\"me":"a"},{"id":2,"na\"me":null}]"#)
    plan.shape.form = .array
    #expect(try database.run(.rows(plan)) == #"[[1,"a"],[2,null]]"#)
    plan.shape.form = .flat
    #expect(try database.run(.rows(plan)) == "[1,2]")
    plan.shape.form = .object
    #expect(
        try database.run(.rows(plan), layout: .table)
            == #"{"columns":["id","na\"me"],"types":["any","any"],"rows":[[1,"a"],[2,null]]}"#)
    plan.expectation = .manyReversed
    #expect(try database.run(.rows(plan), layout: .table).hasSuffix(#""rows":[[2,null],[1,"a"]]}"#))
    plan.shape.columns = []
    plan.expectation = .many
    #expect(try database.run(.rows(plan)) == "[{},{}]")
    plan.shape.form = .array
    #expect(try database.run(.rows(plan)) == "[[],[]]")
}

@Test func aValueStandsForNull() throws {
    let shape = ResultShape(
        form: .object,
        columns: [
            ShapeColumn(name: "sum", index: 0, type: .integer, whenNull: "0"),
            ShapeColumn(name: "n", index: 1, type: .boolean, whenNull: "\"none\""),
            ShapeColumn(name: "j", index: 1, type: .json, whenNull: "[]"),
        ])
    let plan = RowsPlan(statement: CompiledStatement("SELECT NULL, NULL"), shape: shape, expectation: .firstOrNull)
    #expect(try memory().run(.rows(plan)) == #"{"sum":0,"n":"none","j":[]}"#)
}

@Test func nestedObjectsFollowTheirPresence() throws {
    let city = ResultShape(form: .object, columns: [ShapeColumn(name: "name", index: 3, type: .text)])
    let author = ResultShape(
        form: .object, columns: [ShapeColumn(name: "id", index: 1, type: .integer)],
        children: [ChildShape(name: "city", presence: 2, shape: city)])
    let shape = ResultShape(
        form: .object, columns: [ShapeColumn(name: "id", index: 0, type: .integer)],
        children: [
            ChildShape(name: "author", presence: 1, shape: author),
            ChildShape(name: "last", presence: 0, shape: .object(["id"])),
        ])
    let sql = "SELECT 1, 2, 3, 'Łódź' UNION ALL SELECT 2, 5, NULL, NULL UNION ALL SELECT 3, NULL, 4, 'x'"
    let plan = RowsPlan(statement: CompiledStatement(sql), shape: shape, expectation: .many)
    #expect(
        try memory().run(.rows(plan))
            == #"[{"id":1,"author":{"id":2,"city":{"name":"Łódź"}},"last":{"id":1}},"#
            + #"{"id":2,"author":{"id":5,"city":null},"last":{"id":2}},"#
            + #"{"id":3,"author":null,"last":{"id":3}}]"#)
}

@Test func nestedRowsCannotBeArrays() throws {
    let shape = ResultShape(
        form: .object, columns: [], children: [ChildShape(name: "a", presence: 0, shape: .object(["id"]))])
    let plan = RowsPlan(statement: CompiledStatement("SELECT 1"), shape: shape, expectation: .many)
    #expect(failure { try memory().run(.rows(plan), layout: .table) }.code == .notSupported)
}

@Test func boundValuesComeBackAsTheyWere() throws {
    let values: [SQLValue] = [
        .null, .integer(.min), .integer(.max), .real("0.1"), .real("1e400"), .real("-inf"), .real("inf"),
        .real("123456789012345678901234567890"), .text(""), .text("a\0b"), .blob([]), .blob([0, 255]), .real("-0.0"),
    ]
    let columns = values.indices.map { "v\($0)" }
    let sql = "SELECT " + values.indices.map { "?\($0 + 1)" }.joined(separator: ",")
    let plan = RowsPlan.many(sql, columns, values, expecting: .firstOrNull)
    #expect(
        try memory().run(.rows(plan))
            == #"{"v0":null,"v1":{"$int":"-9223372036854775808"},"v2":{"$int":"9223372036854775807"},"v3":0.1,"#
            + #""v4":{"$float":"inf"},"v5":{"$float":"-inf"},"v6":{"$float":"inf"},"v7":1.2345678901234568e+29,"#
            + #""v8":"","v9":"a\u0000b","v10":{"$blob":""},"v11":{"$blob":"AP8="},"v12":-0.0}"#)
}
