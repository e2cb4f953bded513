import NoormmeCore
import NoormmeSQL
import NoormmeText
import Testing

@testable import NoormmeRuntime

private func node(_ label: Text, _ table: String, _ edges: [DeletePlan.Edge] = [], key: String = "id")
    -> DeletePlan.Node
{
    DeletePlan.Node(
        label: label, delete: Text(string: "DELETE FROM \(table) WHERE \(key) IN (SELECT value FROM json_each(?1))"),
        edges: edges)
}

private func edge(
    _ node: Int32, _ action: OnDelete, _ table: String, _ column: String, columns: String = "id", parent: Int32 = 0
) -> DeletePlan.Edge {
    DeletePlan.Edge(
        node: node, onDelete: action,
        select: Text(string: "SELECT \(columns) FROM \(table) WHERE \(column) IN (SELECT value FROM json_each(?1))"),
        keyColumn: parent,
        update: Text(string: "UPDATE \(table) SET \(column) = NULL WHERE id IN (SELECT value FROM json_each(?1))"),
        field: Text(string: "\(table).\(column)"))
}

private func plan(_ select: String, _ nodes: [DeletePlan.Node], fast: String? = nil) -> NoormmeCore.Operation {
    .delete(DeletePlan(select: CompiledStatement(select), fast: fast.map { CompiledStatement($0) }, nodes: nodes))
}

extension Fixture {
    fileprivate func count(_ table: String) throws -> String {
        try run(.scalar(CompiledStatement("SELECT count(*) FROM \(table)"), .count))
    }
}

private let family = """
    CREATE TABLE a (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
    CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a(id), c_id INTEGER REFERENCES c(id));
    CREATE TABLE c (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a(id));
    CREATE TABLE d (id INTEGER PRIMARY KEY, code TEXT REFERENCES a(code));
    INSERT INTO a VALUES (1, 'x'), (2, 'y');
    INSERT INTO c VALUES (1, 1), (2, 2);
    INSERT INTO b VALUES (1, 1, 1), (2, NULL, 1), (3, 2, 2), (4, NULL, NULL);
    INSERT INTO d VALUES (1, 'x'), (2, 'x'), (3, 'y');
    """

@Test func theFastWayIsOneStatement() throws {
    let fixture = try Fixture(family)
    let nodes = [node("B", "b")]
    #expect(try fixture.run(plan("", nodes, fast: "DELETE FROM b WHERE id > 2")) == #"[2,{"B":2}]"#)
    #expect(try fixture.run(plan("", nodes, fast: "DELETE FROM b WHERE id > 2")) == "[0,{}]")
}

@Test func cascadesFollowEveryWayAndCountOnce() throws {
    let fixture = try Fixture(family)
    // b depends on a and on c, which itself depends on a: c's rows must outlive b's.
    let nodes = [
        node(
            "A", "a",
            [edge(1, .cascade, "b", "a_id"), edge(2, .cascade, "c", "a_id"), edge(3, .cascade, "d", "code", parent: 1)]),
        node("B", "b"), node("C", "c", [edge(1, .cascade, "b", "c_id")]), node("D", "d"),
    ]
    let delete = plan("SELECT id, code FROM a WHERE id = 1", nodes)
    #expect(try fixture.run(delete) == #"[6,{"A":1,"B":2,"C":1,"D":2}]"#)
    #expect(try fixture.count("b") == "2" && fixture.count("d") == "1")
    #expect(try fixture.run(delete) == "[0,{}]")
}

@Test func protectNamesWhoProtects() throws {
    let fixture = try Fixture(family)
    let nodes = [
        node(
            "A", "a",
            [edge(1, .protect, "b", "a_id"), edge(2, .protect, "c", "a_id"), edge(3, .cascade, "d", "code", parent: 1)]),
        node("B", "b"), node("C", "c"), node("D", "d"),
    ]
    let error = failure { try fixture.run(plan("SELECT id, code FROM a", nodes)) }
    #expect(error.code == .protected && error.model == "A" && error.field == "b.a_id")
    #expect(
        error.message.string
            == "Cannot delete some instances of model 'A' because they are referenced through protected "
            + "foreign keys: 'b.a_id', 'c.a_id'.")
    #expect(try fixture.count("d") == "3")
}

@Test func restrictYieldsToACascade() throws {
    let fixture = try Fixture(family)
    // b restricts a; but c cascades from a, and b from c.
    func nodes(_ cascades: Bool) -> [DeletePlan.Node] {
        [
            node(
                "A", "a",
                [
                    edge(1, .restrict, "b", "a_id"), edge(2, .cascade, "c", "a_id"),
                    edge(3, .cascade, "d", "code", parent: 1),
                ]),
            node("B", "b"), node("C", "c", cascades ? [edge(1, .cascade, "b", "c_id")] : []), node("D", "d"),
        ]
    }
    let error = failure { try fixture.run(plan("SELECT id, code FROM a WHERE id = 1", nodes(false))) }
    #expect(error.code == .restricted)
    #expect(
        error.message.string
            == "Cannot delete some instances of model 'A' because they are referenced through restricted "
            + "foreign keys: 'b.a_id'.")
    #expect(
        try fixture.run(plan("SELECT id, code FROM a WHERE id = 1", nodes(true))) == #"[6,{"A":1,"B":2,"C":1,"D":2}]"#)
}

@Test func setNullComesBeforeTheDeletion() throws {
    let fixture = try Fixture(family)
    let nodes = [
        node(
            "A", "a",
            [edge(1, .setNull, "b", "a_id"), edge(2, .cascade, "c", "a_id"), edge(3, .setNull, "d", "code", parent: 1)]),
        node("B", "b"), node("C", "c", [edge(1, .setNull, "b", "c_id")]), node("D", "d"),
    ]
    #expect(try fixture.run(plan("SELECT id, code FROM a", nodes)) == #"[4,{"A":2,"C":2}]"#)
    #expect(try fixture.count("b WHERE a_id IS NULL AND c_id IS NULL") == "4")
    #expect(try fixture.count("d WHERE code IS NULL") == "3")
}

@Test func circlesEnd() throws {
    let fixture = try Fixture(
        """
        CREATE TABLE t (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES t(id));
        INSERT INTO t VALUES (1, NULL), (2, 1), (3, 2), (4, 3), (5, NULL);
        UPDATE t SET parent = 4 WHERE id = 1;
        CREATE TABLE x (id INTEGER PRIMARY KEY, y_id INTEGER REFERENCES y(id));
        CREATE TABLE y (id INTEGER PRIMARY KEY, x_id INTEGER REFERENCES x(id));
        INSERT INTO x VALUES (1, NULL); INSERT INTO y VALUES (1, 1); UPDATE x SET y_id = 1;
        """)
    let tree = [node("T", "t", [edge(0, .cascade, "t", "parent")])]
    #expect(try fixture.run(plan("SELECT id FROM t WHERE id = 3", tree)) == #"[4,{"T":4}]"#)
    let pair = [node("X", "x", [edge(1, .cascade, "y", "x_id")]), node("Y", "y", [edge(0, .cascade, "x", "y_id")])]
    #expect(try fixture.run(plan("SELECT id FROM x", pair)) == #"[2,{"X":1,"Y":1}]"#)
}

@Test func whatTheDatabaseForbidsIsUndone() throws {
    let fixture = try Fixture(family)
    // The plan knows nothing of d, the database does.
    let nodes = [
        node("A", "a", [edge(1, .setNull, "b", "a_id"), edge(2, .setNull, "c", "a_id")]), node("B", "b"),
        node("C", "c"),
    ]
    let error = failure { try fixture.run(plan("SELECT id FROM a", nodes)) }
    #expect(error.code == .foreignKey)
    #expect(try fixture.count("b WHERE a_id IS NULL") == "2")
    // With several nodes it is noticed only by COMMIT.
    let some = [
        node("A", "a", [edge(1, .cascade, "b", "a_id"), edge(2, .setNull, "c", "a_id")]), node("B", "b"),
        node("C", "c"),
    ]
    #expect(failure { try fixture.run(plan("SELECT id FROM a", some)) }.code == .foreignKey)
    #expect(try fixture.count("b") == "4")
    #expect(try fixture.count("a") == "2")
}

@Test func manyKeysGoInBatches() throws {
    let fixture = try Fixture(
        """
        CREATE TABLE p (id INTEGER PRIMARY KEY, up INTEGER REFERENCES p(id));
        CREATE TABLE q (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p(id));
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 25000)
            INSERT INTO p SELECT i, CASE WHEN i > 1 THEN 1 END FROM n;
        INSERT INTO q SELECT id, id FROM p;
        CREATE INDEX p_up ON p(up);
        CREATE INDEX q_p ON q(p_id);
        """)
    let nodes = [node("P", "p", [edge(0, .cascade, "p", "up"), edge(1, .cascade, "q", "p_id")]), node("Q", "q")]
    #expect(try fixture.run(plan("SELECT id FROM p WHERE id = 1", nodes)) == #"[50000,{"P":25000,"Q":25000}]"#)
}
