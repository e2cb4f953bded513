import NoormmeCore
import NoormmeSQLite
import NoormmeText
import Testing

@testable import NoormmeRuntime

/// A write that was tried for a short time is either answered or has left nothing, whenever its time was over.
@Test(arguments: ["name", "code"], [false, true])
func writesAreAnsweredOrUndone(_ column: String, asSQL: Bool) throws {
    // The table `code` has a default that only SQLite can tell: its rows are asked for with RETURNING.
    let fixture = try Fixture(
        """
        PRAGMA journal_mode = WAL;
        CREATE TABLE name (id INTEGER PRIMARY KEY, a TEXT);
        CREATE TABLE code (id INTEGER PRIMARY KEY, a TEXT, b TEXT DEFAULT (hex(4)));
        CREATE TABLE counted (n INTEGER);
        CREATE TRIGGER name_made AFTER INSERT ON name BEGIN
          INSERT INTO counted
          WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 300) SELECT count(*) FROM c;
        END;
        CREATE TRIGGER code_made AFTER INSERT ON code BEGIN
          INSERT INTO counted
          WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 300) SELECT count(*) FROM c;
        END;
        """)
    let create = Array(#"{"v":1,"model":"\#(column)","get":["create",{"a":"x"}]}"#.utf8)
    let insert = Text(Array("INSERT INTO \(column) (a) VALUES (?)".utf8))
    var answered = 0
    var long: UInt64 = 0
    // What such a write takes here, roughly.
    while answered < 5 {
        let start = ProgressGuard.now()
        _ = try fixture.database.answer(create)
        answered += 1
        long = max(200_000, ProgressGuard.now() - start)
    }
    var stopped = 0
    for round in 0..<4_000 {
        var request = RowsRequest()
        request.budget = 1_000 + UInt64(round % 800) * (2 * long / 800)
        let answer =
            asSQL
            ? try fixture.database.sqlRows(insert, parameters: Array(#"["x"]"#.utf8), request)
            : try fixture.database.rows(create, request)
        switch answer {
        case .inPlace, .bytes: answered += 1
        case .unfinished: stopped += 1
        case .unavailable: break
        }
    }
    #expect(answered > 5 && stopped > 0)
    let count = try fixture.database.select("SELECT count(*) AS n FROM \(column)", ["n"])
    #expect(count == "[{\"n\":\(answered)}]", "\(stopped) were stopped")
    #expect(try fixture.database.select("SELECT count(*) AS n FROM counted", ["n"]) == count)
}

/// ON CONFLICT FAIL keeps what a statement did before it failed, wherever it runs.
@Test(arguments: [false, true])
func briefWritesKeepWhatFailKeeps(asSQL: Bool) throws {
    let fixture = try Fixture(
        """
        PRAGMA journal_mode = WAL;
        CREATE TABLE code (id INTEGER PRIMARY KEY, number INTEGER UNIQUE ON CONFLICT FAIL);
        INSERT INTO code VALUES (1, 1), (2, 2), (3, 3);
        """)
    var request = RowsRequest()
    request.budget = 10_000_000_000
    let error = failure {
        if asSQL {
            _ = try fixture.database.sqlRows("UPDATE code SET number = 9", parameters: [], request)
        } else {
            let update = #"{"v":1,"model":"code","get":["update",{"number":9}]}"#
            _ = try fixture.database.rows(Array(update.utf8), request)
        }
    }
    #expect(error.code == .unique)
    #expect(try fixture.database.select("SELECT number FROM code", ["n"]) == #"[{"n":9},{"n":2},{"n":3}]"#)
}
