import NoormmeCore
import NoormmeSQLite
import NoormmeText
import Testing

@testable import NoormmeRuntime

/// Rows that are created are answered as they are stored, whatever somebody else did to the table meanwhile.
@Test func createdRowsFollowTheTable() throws {
    let fixture = try Fixture("PRAGMA journal_mode = WAL; CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT)")
    let stranger = try fixture.stranger()
    func create(_ name: String) throws -> String {
        let spec = #"{"v":1,"model":"authors","get":["create",{"name":"\#(name)"}]}"#
        return String(decoding: try fixture.database.answer(Array(spec.utf8)).bytes(), as: UTF8.self)
    }
    #expect(try create("a") == #"{"id":1,"name":"a"}"#)
    try stranger.execute("ALTER TABLE authors ADD COLUMN age INTEGER DEFAULT 7")
    #expect(try create("b") == #"{"id":2,"name":"b","age":7}"#)
    try stranger.execute("ALTER TABLE authors DROP COLUMN age")
    #expect(try create("c") == #"{"id":3,"name":"c"}"#)
    #expect(try create("d") == #"{"id":4,"name":"d"}"#)
    try stranger.execute("ALTER TABLE authors ADD COLUMN age INTEGER DEFAULT 8")
    #expect(try create("e") == #"{"id":5,"name":"e","age":8}"#)
    #expect(try create("f") == #"{"id":6,"name":"f","age":8}"#)
    try stranger.execute("ALTER TABLE authors ADD COLUMN size INTEGER DEFAULT 9")
    #expect(try create("g") == #"{"id":7,"name":"g","age":8,"size":9}"#)
}

/// A call that is stopped after its statement was compiled anew leaves no trace of that in the statement.
@Test func createdRowsFollowTheTableAfterStoppedCalls() throws {
    // Inserting takes far longer than the budget below, which compiling does not.
    let fixture = try Fixture(
        """
        PRAGMA journal_mode = WAL;
        CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE counted (n INTEGER);
        CREATE TRIGGER slow AFTER INSERT ON authors BEGIN
          INSERT INTO counted
          WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 100000) SELECT count(*) FROM c;
        END;
        """)
    let stranger = try fixture.stranger()
    let create = Array(#"{"v":1,"model":"authors","get":["create",{"name":"a"}]}"#.utf8)
    func text(_ spec: [UInt8]) throws -> String {
        String(decoding: try fixture.database.answer(spec).bytes(), as: UTF8.self)
    }
    for _ in 0..<2 { _ = try text(create) }
    var stopped = 0
    for number in 0..<5 {
        try stranger.execute(Text(string: "ALTER TABLE authors ADD COLUMN c\(number) INTEGER DEFAULT \(number)"))
        var request = RowsRequest()
        request.budget = 3_000_000
        if case .unfinished = try fixture.database.rows(create, request) { stopped += 1 }
        let answer = try text(create)
        #expect(answer.contains("\"c\(number)\":\(number)"), "\(answer)")
    }
    #expect(stopped > 0)
}
