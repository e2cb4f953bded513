import NoormmeSQLite
import NoormmeText
import Testing

@Suite struct StatementCacheTests {
    private func use(_ cache: StatementCache, _ sql: Text) throws {
        cache.checkIn(try cache.checkOut(sql))
    }

    @Test func hitsGiveTheSameStatementClean() throws {
        let connection = try memory()
        let cache = connection.statements
        let first = try cache.checkOut("SELECT ?1 UNION ALL SELECT 2")
        try first.bind(text: "x", at: 1)
        #expect(try first.step())
        cache.checkIn(first)
        #expect(!first.isBusy)
        let second = try cache.checkOut("SELECT ?1 UNION ALL SELECT 2")
        #expect(first === second)
        #expect(try second.step())
        #expect(second.isNull(at: 0))
        cache.checkIn(second)
        #expect((cache.hits, cache.misses, cache.count) == (1, 1, 1))
        // Another text, though it means the same.
        try use(cache, "SELECT ?1 UNION ALL SELECT 2 ")
        #expect((cache.hits, cache.misses, cache.count) == (1, 2, 2))
    }

    @Test func aLentStatementIsNotLentAgain() throws {
        let connection = try memory()
        let cache = connection.statements
        let key = StatementKey("SELECT 1")
        let first = try cache.checkOut(key)
        let second = try cache.checkOut(key)
        #expect(first !== second)
        #expect(try first.step() && second.step())
        cache.checkIn(second)
        #expect(second.isFinalized)
        #expect(cache.count == 1)
        cache.checkIn(first)
        #expect(!first.isFinalized)
        #expect(try cache.checkOut(key) === first)
        cache.checkIn(first)
        cache.checkIn(first)
        let third = try cache.checkOut(key)
        let fourth = try cache.checkOut(key)
        #expect(third !== fourth)
    }

    @Test func theOneUnusedLongestGoes() throws {
        let connection = try memory { $0.statementCacheCapacity = 3 }
        let cache = connection.statements
        for sql in ["SELECT 1", "SELECT 2", "SELECT 3", "SELECT 1", "SELECT 4"] as [Text] { try use(cache, sql) }
        #expect((cache.hits, cache.misses, cache.evictions, cache.count) == (1, 4, 1, 3))
        for sql in ["SELECT 3", "SELECT 1", "SELECT 4"] as [Text] { try use(cache, sql) }
        #expect(cache.hits == 4)
        try use(cache, "SELECT 2")
        #expect((cache.misses, cache.evictions) == (5, 2))
        try use(cache, "SELECT 1")
        #expect(cache.hits == 5)
    }

    @Test func lentStatementsAreNotEvicted() throws {
        let connection = try memory { $0.statementCacheCapacity = 2 }
        let cache = connection.statements
        let one = try cache.checkOut("SELECT 1")
        let two = try cache.checkOut("SELECT 2")
        let three = try cache.checkOut("SELECT 3")
        #expect(try one.step() && two.step() && three.step())
        #expect(three.int64(at: 0) == 3)
        cache.checkIn(three)
        #expect(three.isFinalized)
        cache.checkIn(one)
        try use(cache, "SELECT 4")
        #expect(one.isFinalized)
        #expect(two.int64(at: 0) == 2)
        #expect(cache.count == 2)
    }

    @Test func capacityZero() throws {
        let connection = try memory { $0.statementCacheCapacity = 0 }
        for _ in 0..<3 { try use(connection.statements, "SELECT 1") }
        #expect(connection.statements.misses == 3)
        #expect(connection.statements.count == 0)
        #expect(try memory { $0.statementCacheCapacity = -5 }.statements.capacity == 0)
    }

    @Test func removingAndFinalizing() throws {
        let connection = try memory()
        let cache = connection.statements
        try use(cache, "SELECT 1")
        let lent = try cache.checkOut("SELECT 2")
        cache.removeAll()
        #expect(cache.count == 0)
        #expect(try lent.step())
        cache.checkIn(lent)
        #expect(lent.isFinalized)
        let broken = try cache.checkOut("SELECT 3")
        try use(cache, "SELECT 4")
        try use(cache, "SELECT 5")
        broken.finalize()
        cache.checkIn(broken)
        #expect(cache.count == 2)
        let hits = cache.hits
        for sql in ["SELECT 5", "SELECT 4", "SELECT 5"] as [Text] { try use(cache, sql) }
        #expect(cache.hits == hits + 3)
        #expect(try cache.checkOut("SELECT 3").step())
    }

    @Test func errorsLeaveNoEntry() throws {
        let connection = try memory()
        #expect(failure { try connection.statements.checkOut("SELEC 1") }.code == 1)
        #expect(connection.statements.count == 0)
        try connection.execute("CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)")
        let key = StatementKey("INSERT INTO t VALUES (?1)")
        for _ in 0..<2 {
            let error = failure {
                try connection.withStatement(key) { statement throws(SQLiteError) in
                    try statement.bind(integer: 1, at: 1)
                    _ = try statement.step()
                }
            }
            #expect(error.name == "SQLITE_CONSTRAINT_UNIQUE")
        }
        #expect(connection.statements.hits == 1)
        try connection.withStatement(key) { statement throws(SQLiteError) in
            try statement.bind(integer: 2, at: 1)
            try statement.run()
        }
    }

    @Test func statementsOfOthersAreLeftAlone() throws {
        let (one, two) = (try memory(), try memory())
        let statement = try one.statements.checkOut("SELECT 1")
        two.statements.checkIn(statement)
        #expect(try statement.step())
        let own = try one.prepare("SELECT 1")
        one.statements.checkIn(own)
        #expect(try own.step())
    }

    /// Against a plain model: a list of texts by last use.
    @Test func randomUse() throws {
        let connection = try memory { $0.statementCacheCapacity = 16 }
        let cache = connection.statements
        var random = Generator(state: 42)
        var idle: [Int64] = []
        var lent: [(number: Int64, statement: Statement, kept: Bool)] = []
        for _ in 0..<20_000 {
            if lent.count > 20 || (!lent.isEmpty && random.next(3) == 0) {
                let (number, statement, kept) = lent.remove(at: random.next(lent.count))
                cache.checkIn(statement)
                #expect(statement.isFinalized != kept)
                if kept { idle.append(number) }
            } else {
                let number = Int64(random.next(40))
                let hits = cache.hits
                let statement = try cache.checkOut(Text("SELECT ") + Text(number))
                #expect(try statement.step())
                #expect(statement.int64(at: 0) == number)
                let isIdle = idle.contains(number)
                #expect((cache.hits > hits) == isIdle)
                var kept = isIdle
                idle.removeAll { $0 == number }
                if !isIdle, !lent.contains(where: { $0.number == number && $0.kept }) {
                    let held = idle.count + lent.count { $0.kept }
                    kept = held < 16 || !idle.isEmpty
                    if held == 16, kept { idle.removeFirst() }
                }
                lent.append((number, statement, kept))
            }
            #expect(cache.count == idle.count + lent.count { $0.kept })
        }
        #expect(cache.evictions > 1000)
    }

    private struct Generator {
        var state: UInt64
        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
    }
}
