import NoormmeCore
import NoormmeSQL
import NoormmeText
import Testing

@testable import NoormmeRuntime

private func numbers(_ count: Int, _ expectation: NoormmeCore.Expectation) throws -> String {
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 30) SELECT i FROM n LIMIT \(count)"
    return try Database(path: ":memory:").run(.rows(.many(sql, ["i"], expecting: expectation)))
}

@Test func expectationsOfManyRows() throws {
    #expect(try numbers(0, .many) == "[]")
    #expect(try numbers(2, .many) == #"[{"i":1},{"i":2}]"#)
    #expect(try numbers(3, .manyReversed) == #"[{"i":3},{"i":2},{"i":1}]"#)
    #expect(try numbers(0, .manyReversed) == "[]")
}

@Test func expectationsOfOneRow() throws {
    #expect(try numbers(0, .firstOrNull) == "null")
    #expect(try numbers(2, .firstOrNull) == #"{"i":1}"#)
    #expect(try numbers(1, .exactlyOne("User")) == #"{"i":1}"#)
    #expect(try numbers(1, .firstOrError("User")) == #"{"i":1}"#)
    #expect(try numbers(1, .item) == #"{"i":1}"#)

    let missing = failure { try numbers(0, .exactlyOne("User")) }
    #expect(missing.code == .doesNotExist && missing.message == "User matching query does not exist.")
    #expect(missing.model == "User")
    #expect(failure { try numbers(0, .firstOrError("User")) }.message == "User matching query does not exist.")
    #expect(failure { try numbers(0, .item) }.code == .indexError)
    let two = failure { try numbers(2, .exactlyOne("User")) }
    #expect(two.code == .multipleObjectsReturned)
    #expect(
        two.message == "Multiple objects returned: get() returned more than one User -- it returned 2!")
    #expect(failure { try numbers(20, .exactlyOne("A")) }.message.hasSuffix("-- it returned 20!"))
    #expect(failure { try numbers(21, .exactlyOne("A")) }.message.hasSuffix("-- it returned more than 20!"))
}

@Test func scalarsConstantsAndExplanations() throws {
    let database = try Database(path: ":memory:")
    #expect(try database.run(.constant("{\"a\":0}")) == "{\"a\":0}")
    #expect(try database.run(.scalar(CompiledStatement("SELECT 7"), .count)) == "7")
    #expect(try database.run(.scalar(CompiledStatement("SELECT 1 WHERE 0"), .count)) == "0")
    #expect(try database.run(.scalar(CompiledStatement("SELECT 1 WHERE ?1", [.integer(1)]), .exists)) == "true")
    #expect(try database.run(.scalar(CompiledStatement("SELECT 1 WHERE ?1", [.integer(0)]), .exists)) == "false")
    let explained = try database.run(
        .explain(CompiledStatement("SELECT * FROM sqlite_schema WHERE name = ?1", [.text("x")])))
    #expect(explained.contains("SCAN sqlite_schema"))
    let again = try database.run(.explain(CompiledStatement("EXPLAIN QUERY PLAN SELECT * FROM sqlite_schema")))
    #expect(again.contains("SCAN sqlite_schema") && again.hasPrefix("\""))
}

@Test func keyedRows() throws {
    var plan = RowsPlan.many("SELECT 3, 'c', 1 UNION ALL SELECT 4, 'd', 0", ["name"])
    plan.shape.columns = [
        ShapeColumn(name: "name", index: 1, type: .text), ShapeColumn(name: "on", index: 2, type: .boolean),
    ]
    let key = ShapeColumn(name: "id", index: 0, type: .integer)
    #expect(
        try Database(path: ":memory:").run(.keyed(plan, key: key))
            == #"[[3,{"name":"c","on":true}],[4,{"name":"d","on":false}]]"#)
}

@Test func manyRowsKeepTheirOrder() throws {
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT i FROM n"
    var plan = RowsPlan.many(sql, ["i"])
    plan.shape.form = .flat
    let answer = try Database(path: ":memory:").run(.rows(plan))
    #expect(answer == "[" + (1...200_000).map(String.init).joined(separator: ",") + "]")
}
