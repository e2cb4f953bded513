import NoormmeCore
import NoormmeSQL
import NoormmeText
import Testing

@testable import NoormmeRuntime

private let library = """
    CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author, title TEXT);
    CREATE TABLE chapter (id INTEGER PRIMARY KEY, book_id INTEGER REFERENCES book, n INTEGER);
    CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE book_tag (book_id INTEGER REFERENCES book, tag_id INTEGER REFERENCES tag);
    INSERT INTO author VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cid');
    INSERT INTO book VALUES (10, 1, 'A'), (11, 1, 'B'), (12, 2, 'C'), (13, NULL, 'D');
    INSERT INTO chapter VALUES (100, 10, 1), (101, 10, 2), (102, 12, 1);
    INSERT INTO tag VALUES (7, 'x'), (8, 'y');
    INSERT INTO book_tag VALUES (10, 7), (10, 8), (12, 7);
    """

private func prefetch(
    _ name: Text, _ sql: String, _ columns: [String], values: [SQLValue] = [], toMany: Bool = true, parent: Int32 = 0,
    path: [Text] = [], expecting: NoormmeCore.Expectation = .many, below: [PrefetchPlan] = []
) -> PrefetchPlan {
    PrefetchPlan(
        name: name, isToMany: toMany, parentColumn: parent, parentPath: path,
        rows: .many(sql, columns, values, expecting: expecting), prefetches: below, models: [])
}

private let keys = "(SELECT value FROM json_each(?1))"

private var books: PrefetchPlan {
    prefetch(
        "books", "SELECT id, title, author_id FROM book WHERE author_id IN \(keys) ORDER BY title DESC",
        ["id", "title"])
}

@Test func rowsOfEachParentInOrder() throws {
    let fixture = try Fixture(library)
    let answer = try fixture.run(
        .rows(.many("SELECT id, name FROM author ORDER BY id", ["id", "name"])), prefetches: [books])
    #expect(
        answer == #"[{"id":1,"name":"Ann","books":[{"id":11,"title":"B"},{"id":10,"title":"A"}]},"#
            + #"{"id":2,"name":"Bob","books":[{"id":12,"title":"C"}]},{"id":3,"name":"Cid","books":[]}]"#)
}

@Test func aSingleRowAndNone() throws {
    let fixture = try Fixture(library)
    let one = RowsPlan.many("SELECT id FROM author WHERE id = 2", ["id"], expecting: .exactlyOne("Author"))
    #expect(try fixture.run(.rows(one), prefetches: [books]) == #"{"id":2,"books":[{"id":12,"title":"C"}]}"#)
    let none = RowsPlan.many("SELECT id FROM author WHERE 0", ["id"], expecting: .firstOrNull)
    #expect(try fixture.run(.rows(none), prefetches: [books]) == "null")
    let empty = RowsPlan.many("SELECT id FROM author WHERE 0", ["id"])
    #expect(try fixture.run(.rows(empty), prefetches: [books]) == "[]")
}

@Test func toOneIsTheRowOrNull() throws {
    let fixture = try Fixture(library)
    let author = prefetch(
        "author", "SELECT name, id FROM author WHERE id IN \(keys)", ["name"], toMany: false, parent: 1)
    let answer = try fixture.run(
        .rows(.many("SELECT id, author_id FROM book ORDER BY id", ["id"])), prefetches: [author])
    #expect(
        answer == #"[{"id":10,"author":{"name":"Ann"}},{"id":11,"author":{"name":"Ann"}},"#
            + #"{"id":12,"author":{"name":"Bob"}},{"id":13,"author":null}]"#)
}

@Test func levelsAndSiblings() throws {
    let fixture = try Fixture(library)
    let chapters = prefetch(
        "chapters",
        "SELECT n, book_id FROM chapter WHERE n < ?1 AND book_id IN (SELECT value FROM json_each(?2)) ORDER BY n",
        ["n"], values: [.integer(9)])
    let tags = prefetch(
        "tags",
        "SELECT t.name, bt.book_id FROM tag t JOIN book_tag bt ON bt.tag_id = t.id WHERE bt.book_id IN \(keys) ORDER BY 1",
        ["name"])
    var level = books
    level.prefetches = [chapters, tags]
    let answer = try fixture.run(.rows(.many("SELECT id FROM author ORDER BY id", ["id"])), prefetches: [level])
    #expect(
        answer == #"[{"id":1,"books":[{"id":11,"title":"B","chapters":[],"tags":[]},"#
            + #"{"id":10,"title":"A","chapters":[{"n":1},{"n":2}],"tags":[{"name":"x"},{"name":"y"}]}]},"#
            + #"{"id":2,"books":[{"id":12,"title":"C","chapters":[{"n":1}],"tags":[{"name":"x"}]}]},{"id":3,"books":[]}]"#
    )
}

@Test func intoNestedObjects() throws {
    let fixture = try Fixture(library)
    let author = ChildShape(
        name: "author", presence: 1,
        shape: ResultShape(form: .object, columns: [ShapeColumn(name: "name", index: 2, type: .text)]))
    let plan = RowsPlan(
        statement: CompiledStatement(
            "SELECT b.id, a.id, a.name FROM book b LEFT JOIN author a ON a.id = b.author_id WHERE b.id > 11 ORDER BY 1"),
        shape: .object(["id"], children: [author]), expectation: .many)
    var nested = books
    nested.parentColumn = 1
    nested.parentPath = ["author"]
    let chapters = prefetch("chapters", "SELECT n, book_id FROM chapter WHERE book_id IN \(keys)", ["n"])
    #expect(
        try fixture.run(.rows(plan), prefetches: [nested, chapters])
            == #"[{"id":12,"author":{"name":"Bob","books":[{"id":12,"title":"C"}]},"chapters":[{"n":1}]},"#
            + #"{"id":13,"author":null,"chapters":[]}]"#)
}

@Test func intoKeyedRowsReversedRowsAndEmptyObjects() throws {
    let fixture = try Fixture(library)
    var plan = RowsPlan.many("SELECT id FROM author ORDER BY id", [])
    let key = ShapeColumn(name: "id", index: 0, type: .integer)
    var reversed = books
    reversed.rows.expectation = .manyReversed
    #expect(
        try fixture.run(.keyed(plan, key: key), prefetches: [reversed])
            == #"[[1,{"books":[{"id":10,"title":"A"},{"id":11,"title":"B"}]}],"#
            + #"[2,{"books":[{"id":12,"title":"C"}]}],[3,{"books":[]}]]"#)
    plan.expectation = .manyReversed
    #expect(
        try fixture.run(.rows(plan), prefetches: [books]).hasPrefix(
            #"[{"books":[]},{"books":[{"id":12,"title":"C"}]},"#))
}

@Test func keysOfEveryKind() throws {
    let fixture = try Fixture(
        """
        CREATE TABLE p (k); CREATE TABLE c (k, v);
        INSERT INTO p VALUES ('it''s "é"'), (1), (2.0), (2.5), (9007199254740993), ('7'), (NULL);
        INSERT INTO c VALUES ('it''s "é"', 'text'), (1, 'one'), (2, 'two'), (2.5, 'real'),
            (9007199254740993, 'big'), ('7', 'digit'), (NULL, 'null');
        """)
    let values = prefetch("c", "SELECT v, k FROM c WHERE k IN \(keys)", ["v"])
    var plan = RowsPlan.many("SELECT k FROM p", [])
    plan.statement = CompiledStatement("SELECT k FROM p ORDER BY rowid")
    #expect(
        try fixture.run(.rows(plan), prefetches: [values])
            == #"[{"c":[{"v":"text"}]},{"c":[{"v":"one"}]},{"c":[{"v":"two"}]},{"c":[{"v":"real"}]},"#
            + #"{"c":[{"v":"big"}]},{"c":[{"v":"digit"}]},{"c":[]}]"#)
}

@Test func aBlobKeyIsRefused() throws {
    let fixture = try Fixture("CREATE TABLE p (k); INSERT INTO p VALUES (x'00');")
    let values = prefetch("c", "SELECT 1, k FROM p WHERE k IN \(keys)", ["v"])
    let error = failure { try fixture.run(.rows(.many("SELECT k FROM p", [])), prefetches: [values]) }
    #expect(error.code == .notSupported)
}

@Test func thousandsOfParentsTakeOneStatement() throws {
    let fixture = try Fixture(
        """
        CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p_id INTEGER, n INTEGER);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40000) INSERT INTO p SELECT i FROM n;
        INSERT INTO c SELECT id, id * 2 FROM p;
        """)
    var values = prefetch("c", "SELECT n, p_id FROM c WHERE p_id IN \(keys)", ["n"])
    values.rows.shape.form = .flat
    let answer = try fixture.run(.rows(.many("SELECT id FROM p ORDER BY id", ["id"])), prefetches: [values])
    #expect(answer == "[" + (1...40_000).map { "{\"id\":\($0),\"c\":[\($0 * 2)]}" }.joined(separator: ",") + "]")
}
