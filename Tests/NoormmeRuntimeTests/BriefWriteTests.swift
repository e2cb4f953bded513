import NoormmeCore
import NoormmeSQLite
import NoormmeText
import Testing

@testable import NoormmeRuntime

/// A write that was tried for a short time is either answered or has left nothing, whenever its time was over.
@Test(arguments: ["name", "code"])
func writesAreAnsweredOrUndone(_ column: String) throws {
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
    _ = try fixture.database.answer(create)
    var answered = 1
    var stopped = 0
    for round in 0..<4_000 {
        var request = RowsRequest()
        request.budget = UInt64(1_000 + round % 800 * 500)
        switch try fixture.database.rows(create, request) {
        case .inPlace, .bytes: answered += 1
        case .unfinished: stopped += 1
        case .unavailable: break
        }
    }
    #expect(answered > 1 && stopped > 0)
    let count = try fixture.database.select("SELECT count(*) AS n FROM \(column)", ["n"])
    #expect(count == "[{\"n\":\(answered)}]", "\(stopped) were stopped")
    #expect(try fixture.database.select("SELECT count(*) AS n FROM counted", ["n"]) == count)
}
