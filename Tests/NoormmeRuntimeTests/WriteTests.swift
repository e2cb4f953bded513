import NoormmeCore
import NoormmeSQL
import NoormmeText
import Testing

@testable import NoormmeRuntime

private let people = """
    CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, age INTEGER DEFAULT 18);
    INSERT INTO person (name) VALUES ('Ann'), ('Bob');
    """

private func insert(
    _ groups: [(String, [[SQLValue]], [Int32])], answer: InsertPlan.Answer, columns: [String] = ["id", "name", "age"]
) -> InsertPlan {
    // Of no model: what is stored is asked of SQLite.
    InsertPlan(
        model: -1,
        groups: groups.map { sql, rows, positions in
            InsertPlan.Group(
                sql: Text(string: sql), rows: rows.map { $0.map { Parameter($0) } }, positions: positions)
        }, shape: .object(columns), answer: answer)
}

private let returning = "RETURNING id, name, age"
private let byName = "INSERT INTO person (name) VALUES (?1) \(returning)"

extension Fixture {
    fileprivate var names: String {
        get throws {
            var plan = RowsPlan.many("SELECT name FROM person ORDER BY id", ["name"])
            plan.shape.form = .flat
            return try run(.rows(plan))
        }
    }
}

@Test func createAnswersTheStoredRow() throws {
    let fixture = try Fixture(people)
    let plan = insert([(byName, [[.text("Cid")]], [0])], answer: .row)
    #expect(try fixture.run(.insert(plan)) == #"{"id":3,"name":"Cid","age":18}"#)
}

@Test func bulkCreateAnswersInTheCallersOrder() throws {
    let fixture = try Fixture(people)
    let withAge = "INSERT INTO person (name, age) VALUES (?1, ?2) ON CONFLICT DO NOTHING \(returning)"
    let groups = [
        (byName, [[SQLValue.text("C")], [.text("D")]], [Int32(2), 0]),
        (withAge, [[.text("E"), .integer(5)], [.text("Ann"), .integer(6)]], [1, 3]),
    ]
    #expect(
        try fixture.run(.insert(insert(groups, answer: .rows)))
            == #"[{"id":4,"name":"D","age":18},{"id":5,"name":"E","age":5},{"id":3,"name":"C","age":18},null]"#)
    let more = [
        ("INSERT OR IGNORE INTO person (name) VALUES (?1)", [[SQLValue.text("F")], [.text("F")]], [Int32(0), 1])
    ]
    #expect(try fixture.run(.insert(insert(more, answer: .count))) == "1")
    #expect(try fixture.run(.insert(insert([], answer: .rows))) == "[]")
}

@Test func aFailedBulkLeavesNothing() throws {
    let fixture = try Fixture(people)
    let plan = insert([(byName, [[.text("C")], [.text("Ann")]], [0, 1])], answer: .rows)
    let error = failure { try fixture.run(.insert(plan)) }
    #expect(error.code == .unique && error.model == "person" && error.field == "name")
    #expect(error.sqliteCode == 2067 && error.message == "UNIQUE constraint failed: person.name")
    #expect(try fixture.names == #"["Ann","Bob"]"#)
}

@Test func tenThousandRows() throws {
    let fixture = try Fixture(people)
    let rows = (0..<10_000).map { [SQLValue.text(Text(string: "n\($0)"))] }
    let plan = insert([(byName, rows, (0..<10_000).map { Int32($0) })], answer: .rows)
    let answer = try fixture.run(.insert(plan))
    #expect(answer.hasPrefix(#"[{"id":3,"name":"n0","age":18},"#))
    #expect(answer.hasSuffix(#"{"id":10002,"name":"n9999","age":18}]"#))
}

@Test func updatesCountMatchedRows() throws {
    let fixture = try Fixture(people)
    let all = CompiledStatement("UPDATE person SET age = ?1", [.integer(1)])
    #expect(try fixture.run(.update(UpdatePlan(statements: [all]))) == "2")
    let one = CompiledStatement("UPDATE person SET age = 2 WHERE name = ?1", [.text("Ann")])
    #expect(try fixture.run(.update(UpdatePlan(statements: [all, one]))) == "3")
    let none = CompiledStatement("UPDATE person SET age = 2 WHERE 0")
    #expect(try fixture.run(.update(UpdatePlan(statements: [none]))) == "0")
    var plan = UpdatePlan(statements: [none])
    plan.expected = 1
    plan.expectedError = NoormmeError(.notUpdated, "Person: nothing to update", model: "Person")
    let error = failure { try fixture.run(.update(plan)) }
    #expect(error.code == .notUpdated && error.model == "Person")
    let bad = CompiledStatement("UPDATE person SET name = NULL")
    let refused = failure { try fixture.run(.update(UpdatePlan(statements: [all, bad]))) }
    #expect(refused.code == .notNull && refused.field == "name")
    let ages = RowsPlan.many("SELECT sum(age) FROM person", ["age"], expecting: .firstOrNull)
    #expect(try fixture.run(.rows(ages)) == #"{"age":3}"#)
}

private func getOrCreate(
    _ name: String, update: String? = nil, conflict: Bool = false, error: NoormmeError? = nil
) -> GetOrCreatePlan {
    GetOrCreatePlan(
        select: .many(
            "SELECT id, name, age FROM person WHERE name = ?1", ["id", "name", "age"], [.text(Text(string: name))],
            expecting: .exactlyOne("Person")),
        insert: insert([(byName, [[.text(Text(string: conflict ? "Ann" : name))]], [0])], answer: .row),
        update: update.map { CompiledStatement($0, [.integer(40)]) }, keyColumns: [0],
        updateShape: .object(["id", "name", "age"]), insertError: error)
}

@Test func getOrCreateGetsOrCreates() throws {
    let fixture = try Fixture(people)
    #expect(try fixture.run(.getOrCreate(getOrCreate("Ann"))) == #"[{"id":1,"name":"Ann","age":18},false]"#)
    #expect(try fixture.run(.getOrCreate(getOrCreate("Cid"))) == #"[{"id":3,"name":"Cid","age":18},true]"#)
    #expect(try fixture.run(.getOrCreate(getOrCreate("Cid"))) == #"[{"id":3,"name":"Cid","age":18},false]"#)
    let wrong = NoormmeError(.fieldError, "Invalid field name(s)")
    #expect(try fixture.run(.getOrCreate(getOrCreate("Cid", error: wrong))).hasSuffix("false]"))
    #expect(failure { try fixture.run(.getOrCreate(getOrCreate("Dan", error: wrong))) } == wrong)
    #expect(failure { try fixture.run(.getOrCreate(getOrCreate("Dan", conflict: true))) }.code == .unique)
    #expect(try fixture.names == #"["Ann","Bob","Cid"]"#)
}

@Test func updateOrCreateUpdatesByKey() throws {
    let fixture = try Fixture(people)
    let update = "UPDATE person SET age = ?1 WHERE id = ?2 RETURNING id, name, age"
    #expect(
        try fixture.run(.getOrCreate(getOrCreate("Bob", update: update))) == #"[{"id":2,"name":"Bob","age":40},false]"#)
    #expect(
        try fixture.run(.getOrCreate(getOrCreate("Cid", update: update))) == #"[{"id":3,"name":"Cid","age":18},true]"#)
}

@Test func aSequenceIsWholeOrNothing() throws {
    let fixture = try Fixture(people)
    let add = QueryPlan(operation: .insert(insert([(byName, [[.text("C")]], [0])], answer: .row)))
    let change = QueryPlan(
        operation: .update(UpdatePlan(statements: [CompiledStatement("UPDATE person SET age = 1")])))
    let read = QueryPlan(operation: .scalar(CompiledStatement("SELECT count(*) FROM person"), .count))
    #expect(try fixture.run(.sequence([add, change, read], answer: 2)) == "3")
    #expect(try fixture.run(.sequence([change, change], answer: -1)) == "6")
    let nested = QueryPlan(operation: .sequence([change, read], answer: 0))
    #expect(try fixture.run(.sequence([nested], answer: 0)) == "3")
    let drop = QueryPlan(
        operation: .delete(
            DeletePlan(
                select: CompiledStatement("SELECT 1"), fast: CompiledStatement("DELETE FROM person"),
                nodes: [DeletePlan.Node(label: "Person", delete: "", edges: [])])))
    let error = failure { try fixture.run(.sequence([drop, add, add], answer: 0)) }
    #expect(error.code == .unique)
    #expect(try fixture.names == #"["Ann","Bob","C"]"#)
}
