import Glibc
import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText
import Testing

@testable import NoormmeRuntime

/// What became of submitted calls, by number.
private final class Outcomes: @unchecked Sendable {
    // Unchecked because `monitor` guards the variables.
    private let monitor = Monitor()
    private let signal = Monitor.Signal()
    private var results: [Int: Result<AnswerBytes, NoormmeError>] = [:]
    private var extra = 0

    func note(_ number: Int, _ result: Result<AnswerBytes, NoormmeError>) {
        monitor.withLock {
            if results.updateValue(result, forKey: number) != nil { extra += 1 }
            signal.send()
        }
    }

    /// Waits for all of them: the answers' texts, or the codes' names.
    func texts(_ count: Int) -> [String] {
        monitor.withLock {
            let limit = ProgressGuard.now() + 30_000_000_000
            while results.count < count {
                guard monitor.wait(for: signal, until: limit) else {
                    Issue.record("\(count - results.count) calls never came back")
                    break
                }
            }
            #expect(extra == 0)
            return (0..<count).map {
                switch results[$0] {
                case .success(let answer): String(decoding: answer.bytes(), as: UTF8.self)
                case .failure(let error): "\(error.code)"
                case nil: "nothing"
                }
            }
        }
    }
}

extension Database {
    /// Submits specs while the writer is taken, so that they wait together, and waits for all.
    fileprivate func together(_ specs: [String], during: () throws -> Void = {}) throws -> [String] {
        try open()
        let outcomes = Outcomes()
        let transaction = try begin()
        for (number, spec) in specs.enumerated() {
            try submit(Array(spec.utf8)) { outcomes.note(number, $0) }
        }
        try during()
        try transaction.rollback()
        return outcomes.texts(specs.count)
    }

    fileprivate func ask(_ spec: String) throws -> String {
        String(decoding: try execute(Array(spec.utf8)), as: UTF8.self)
    }
}

extension Fixture {
    /// Transactions in the write-ahead log, which says so where each ends.
    fileprivate var commits: Int {
        let log = directory.read("test.sqlite-wal")
        guard log.count > 32 else { return 0 }
        func word(_ offset: Int) -> Int { log[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        let salt = Array(log[16..<24])
        var count = 0
        var frame = 32
        while frame + 24 <= log.count, Array(log[frame + 8..<frame + 16]) == salt {
            if word(frame + 4) != 0 { count += 1 }
            frame += 24 + word(8)
        }
        return count
    }
}

private func create(_ model: String, _ values: String) -> String {
    #"{"v":1,"model":"\#(model)","get":["create",\#(values)]}"#
}

private func row(_ id: Int, _ name: String) -> String { #"{"id":\#(id),"name":"\#(name)"}"# }

private let tables = """
    CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE child (id INTEGER PRIMARY KEY, item_id INTEGER REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TABLE strict_item (id INTEGER PRIMARY KEY, name TEXT UNIQUE ON CONFLICT ROLLBACK);
    CREATE TRIGGER refuse BEFORE INSERT ON item WHEN new.name = 'refuse'
      BEGIN SELECT RAISE(ROLLBACK, 'refused'); END;
    CREATE TRIGGER dislike BEFORE INSERT ON item WHEN new.name = 'dislike'
      BEGIN SELECT RAISE(ABORT, 'disliked'); END;
    """

@Suite struct GroupCommitTests {
    @Test func waitingWritesShareACommit() throws {
        let fixture = try Fixture(tables)
        try fixture.database.open()
        let before = fixture.commits
        let answers = try fixture.database.together((1...100).map { create("item", #"{"name":"\#($0)"}"#) })
        #expect(answers == (1...100).map { row($0, "\($0)") })
        // A batch ends early when it takes long, as it may on a busy machine.
        let after = fixture.commits
        #expect((before + 1...before + 10).contains(after))
        // One by one, each has its own.
        for number in 101...110 { _ = try fixture.database.ask(create("item", #"{"name":"\#(number)"}"#)) }
        #expect(fixture.commits == after + 10)
    }

    @Test func waitingThreadsShareACommit() throws {
        let fixture = try Fixture(tables)
        let database = fixture.database
        try database.open()
        let before = fixture.commits
        let transaction = try database.begin()
        onThreads(21) { thread in
            if thread == 20 {
                while database.pool.writersWaiting < 20 { usleep(100) }
                try? transaction.rollback()
                return
            }
            #expect((try? database.ask(create("item", #"{"name":"\#(thread)"}"#)))?.hasSuffix("\"\(thread)\"}") == true)
        }
        #expect((before + 1...before + 3).contains(fixture.commits))
        #expect(try database.ask(#"{"v":1,"model":"item","get":"count"}"#) == "20")
    }

    /// ON CONFLICT FAIL and RAISE(FAIL) keep what a statement did before it failed: alone, in a transaction with others,
    /// and in one of the program's.
    @Test func keepsWhatFailKeeps() throws {
        let script = """
            CREATE TABLE code (id INTEGER PRIMARY KEY, number INTEGER UNIQUE ON CONFLICT FAIL);
            INSERT INTO code VALUES (1, 1), (2, 2), (3, 3);
            CREATE TABLE other (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TRIGGER half AFTER INSERT ON other WHEN new.name = 'half' BEGIN SELECT RAISE(FAIL, 'half'); END;
            """
        let update = #"{"v":1,"model":"code","get":["update",{"number":9}]}"#
        let half = create("other", #"{"name":"half"}"#)
        let numbers = #"{"v":1,"model":"code","steps":[["values_list",["number"],{"flat":true}]]}"#
        let others = #"{"v":1,"model":"other","get":"count"}"#

        let fixtures = try [Fixture(script), Fixture(script), Fixture(script)]
        let (alone, batch, own) = (fixtures[0].database, fixtures[1].database, fixtures[2].database)
        #expect(throws: NoormmeError.self) { try alone.ask(update) }
        #expect(throws: NoormmeError.self) { try alone.ask(half) }

        let answers = try batch.together([create("other", #"{"name":"a"}"#), update, half])
        #expect(answers == [#"{"id":1,"name":"a"}"#, "unique", "integrity"])

        let transaction = try own.begin()
        for spec in [update, half] {
            #expect(throws: NoormmeError.self) { try transaction.answer(Array(spec.utf8)) }
        }
        try transaction.commit()

        for fixture in fixtures { #expect(try fixture.database.ask(numbers) == "[9,2,3]") }
        let kept = try #require(Int(try alone.ask(others)))
        #expect(try own.ask(others) == "\(kept)")
        #expect(try batch.ask(others) == "\(kept + 1)")
    }

    @Test func whatFailsAloneFailsAlone() throws {
        let fixture = try Fixture(tables)
        let before = fixture.commits
        let answers = try fixture.database.together([
            create("item", #"{"name":"a"}"#), create("item", #"{"name":"a"}"#), create("item", #"{"name":"dislike"}"#),
            #"{"v":1,"model":"item","get":["bulk_create",[{"name":"b"},{"name":"a"}]]}"#,
            create("item", #"{"nope":1}"#), "no JSON", create("item", #"{"name":"b"}"#),
        ])
        #expect(
            answers == [
                row(1, "a"), "unique", "integrity", "unique", "typeError", "malformedJSON", row(2, "b"),
            ])
        #expect((before + 1...before + 3).contains(fixture.commits))
        #expect(try fixture.database.ask(#"{"v":1,"model":"item","get":"count"}"#) == "2")
    }

    /// The COMMIT fails: everybody runs again alone, and gets what is his.
    @Test func aDeferredForeignKey() throws {
        let fixture = try Fixture(tables)
        let answers = try fixture.database.together([
            create("item", #"{"name":"a"}"#), create("child", #"{"item_id":77}"#), create("item", #"{"name":"b"}"#),
            create("child", #"{"item_id":1}"#), create("item", #"{"name":"a"}"#),
        ])
        #expect(
            answers == [row(1, "a"), "foreignKey", row(2, "b"), #"{"id":1,"item_id":1}"#, "unique"])
        #expect(try fixture.database.ask(#"{"v":1,"model":"child","get":"count"}"#) == "1")
        #expect(try fixture.database.ask(#"{"v":1,"model":"item","get":"count"}"#) == "2")
    }

    /// SQLite ends the transaction: nobody before it is acknowledged by it, nobody is lost.
    @Test(arguments: ["trigger", "constraint"])
    func theTransactionEndsEarly(_ how: String) throws {
        let fixture = try Fixture(tables)
        _ = try fixture.database.ask(create("strict_item", #"{"name":"x"}"#))
        let bad = how == "trigger" ? create("item", #"{"name":"refuse"}"#) : create("strict_item", #"{"name":"x"}"#)
        let answers = try fixture.database.together([
            create("item", #"{"name":"a"}"#), create("item", #"{"name":"b"}"#), bad, create("item", #"{"name":"c"}"#),
            bad, create("item", #"{"name":"d"}"#),
        ])
        let refusal = how == "trigger" ? "integrity" : "unique"
        #expect(answers == [row(1, "a"), row(2, "b"), refusal, row(3, "c"), refusal, row(4, "d")])
        #expect(try fixture.database.ask(#"{"v":1,"model":"item","get":"count"}"#) == "4")
        #expect(try fixture.database.ask(#"{"v":1,"model":"strict_item","get":"count"}"#) == "1")
    }

    @Test func aFullDisk() throws {
        var options = DatabaseOptions()
        options.pragmas = [.init(name: "max_page_count", value: "40")]
        let fixture = try Fixture(tables, options: options)
        let large = String(repeating: "x", count: 200_000)
        let answers = try fixture.database.together([
            create("item", #"{"name":"a"}"#), create("item", #"{"name":"\#(large)"}"#),
            create("item", #"{"name":"b"}"#),
        ])
        #expect(answers == [row(1, "a"), "full", row(2, "b")])
        #expect(try fixture.database.ask(#"{"v":1,"model":"item","get":"count"}"#) == "2")
    }

    /// Who waited with an interrupted write is not touched by that; an interruption of everything is one.
    @Test func interruptedTogether() throws {
        let fixture = try Fixture(tables)
        let database = fixture.database
        _ = try database.run(
            .update(
                UpdatePlan(statements: [
                    CompiledStatement(
                        """
                        INSERT INTO item (name)
                          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
                          SELECT i FROM n
                        """)
                ])))
        let outcomes = Outcomes()
        let endless: Text =
            "UPDATE item SET name = 'x' || (SELECT count(*) FROM item a, item b, item c, item d) WHERE id = 1"
        let transaction = try database.begin()
        var tickets: [UInt64] = []
        for number in 0..<3 {
            if number == 1 {
                tickets.append(
                    try database.submit(isWrite: true) { session throws(NoormmeError) in
                        try session.control(endless)
                        return AnswerBytes("null")
                    } completion: {
                        outcomes.note(1, $0)
                    })
            } else {
                let spec = create("item", #"{"name":"n\#(number)"}"#)
                tickets.append(try database.submit(Array(spec.utf8)) { outcomes.note(number, $0) })
            }
        }
        try transaction.rollback()
        usleep(100_000)
        database.cancel(tickets[1])
        #expect(outcomes.texts(3) == [row(901, "n0"), "interrupted", row(902, "n2")])
    }

    @Test func inMemoryTheyShareToo() throws {
        let database = try Database(path: ":memory:")
        for sql in ["CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"] {
            _ = try database.run(.update(UpdatePlan(statements: [CompiledStatement(sql)])))
        }
        let count = #"{"v":1,"model":"item","get":"count"}"#
        let answers = try database.together([
            create("item", #"{"name":"a"}"#), count, create("item", #"{"name":"a"}"#), create("item", #"{"name":"b"}"#),
            count, #"{"v":1,"model":"item","get":["get_or_create",{"name":"b"}]}"#,
            #"{"v":1,"model":"item","get":["get_or_create",{"name":"c"}]}"#,
        ])
        #expect(
            answers == [
                row(1, "a"), "1", "unique", row(2, "b"), "2", "[\(row(2, "b")),false]", "[\(row(3, "c")),true]",
            ])
    }

    @Test func aSchemaThatChangesWhileTheyWait() throws {
        let fixture = try Fixture(tables)
        let database = fixture.database
        _ = try database.ask(create("item", #"{"name":"a"}"#))
        let outcomes = Outcomes()
        let transaction = try database.begin(TransactionOptions(mode: .deferred))
        for number in 0..<3 {
            let spec = create("item", #"{"name":"n\#(number)","extra":\#(number)}"#)
            try database.submit(Array(spec.utf8)) { outcomes.note(number, $0) }
        }
        try fixture.stranger().execute("ALTER TABLE item ADD COLUMN extra INTEGER")
        try transaction.rollback()
        #expect(outcomes.texts(3) == (0..<3).map { #"{"id":\#($0 + 2),"name":"n\#($0)","extra":\#($0)}"# })
    }

    @Test func waitingReadsAnswerAsTheyWouldAlone() throws {
        var options = DatabaseOptions()
        options.readers = 1
        let fixture = try Fixture(tables, options: options)
        let database = fixture.database
        _ = try database.ask(create("item", #"{"name":"a"}"#))
        let outcomes = Outcomes()
        let reader = try database.pool.acquire(.reader)
        for number in 0..<40 {
            let spec =
                number % 4 == 3
                ? #"{"v":1,"model":"item","steps":[["filter",{"nope":1}]]}"# : #"{"v":1,"model":"item","get":"count"}"#
            try database.submit(Array(spec.utf8)) { outcomes.note(number, $0) }
        }
        #expect(database.queueLength.reads == 40)
        // Committed before they ran: whether each sees it is free, that all were queued before is not.
        _ = try database.ask(create("item", #"{"name":"b"}"#))
        database.pool.release(reader, .reader)
        #expect(outcomes.texts(40) == (0..<40).map { $0 % 4 == 3 ? "fieldError" : "2" })
        #expect(database.queueLength.reads == 0)
    }
}
