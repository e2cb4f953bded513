import Noormme
import NoormmeSQLite
import Testing

@Suite struct ConcurrencyTests {
    @Test func servesAHundredTasks() async throws {
        let blog = try Blog()
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<100 {
                group.addTask {
                    switch number % 4 {
                    case 0: try await blog.users.create(["name": "u\(number)", "email": "u\(number)@example.com"])
                    case 1: return try await blog.posts.filter(["author__name": "Ada"]).count()
                    case 2: return try await blog.posts.filter(["id": 1]).update(["views": F("views") + 1])
                    default: return try await blog.users.get(["id": 1])["id"]?.intValue ?? 0
                    }
                    return 1
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(total == 25 + 25 * 2 + 25 + 25)
        #expect(try await blog.users.count() == 28)
        #expect(try await blog.posts.get(["id": 1])["views"] == 35)
    }

    @Test func servesAHundredTasksFromMemory() async throws {
        let database = try Database(path: ":memory:")
        let error = await failure { try await database.model("users").objects.count() }
        #expect(error?.code == .unknownModel)
        let text = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await database.introspect() } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(text.count == 1)
    }

    /// A call's time limit stops what waits and what runs, and leaves the database well.
    @Test func stopsWhatTakesTooLong() async throws {
        let blog = try Blog()
        try await blog.database.execute(
            script: """
                CREATE TABLE numbers (id INTEGER PRIMARY KEY, n INTEGER);
                WITH RECURSIVE up(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM up WHERE i < 300000)
                INSERT INTO numbers SELECT i, i FROM up;
                """)
        let numbers = blog.database.model("numbers").objects
        let start = ContinuousClock.now
        let read = await failure { try await numbers.timeout(.milliseconds(20)).orderBy("n").all() }
        #expect(read?.code == .timeout)
        let script = await failure {
            try await blog.database.timeout(.milliseconds(30)).execute(
                script: "UPDATE numbers SET n = (WITH RECURSIVE up(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM up "
                    + "WHERE i < 100000000) SELECT count(*) FROM up)")
        }
        #expect(script?.code == .timeout)
        try await blog.database.transaction { _ in
            let detached = Task.detached {
                await failure { try await blog.posts.timeout(.milliseconds(40)).filter(["id": 1]).update(["views": 9]) }
            }
            #expect(await detached.value?.code == .timeout)
        }
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(try await blog.posts.timeout(.seconds(5)).filter(["views": 9]).count() == 0)
    }

    /// Many more writes wait than there are cores, and tasks that have nothing to do with the database go on.
    @Test func leavesTheThreadsOfTasksAlone() async throws {
        let blog = try Blog()
        try await blog.database.open()
        let stranger = try blog.fixture.stranger()
        try stranger.run("BEGIN IMMEDIATE")
        let writes = (0..<64).map { number in
            Task { try await blog.users.create(["name": "w", "email": "w\(number)"]) }
        }
        let reads = (0..<64).map { _ in Task { try await blog.users.count() } }
        var turns = 0
        for _ in 0..<64 {
            turns += await Task.detached { 1 }.value
        }
        for read in reads { #expect(try await read.value == 3) }
        #expect(turns == 64)
        try stranger.run("COMMIT")
        stranger.close()
        for write in writes { _ = try await write.value }
        #expect(try await blog.users.count() == 3 + 64)
    }

    @Test func givesUpWhatHasNotBegun() async throws {
        let blog = try Blog()
        try await blog.database.open()
        let stranger = try blog.fixture.stranger()
        try stranger.run("BEGIN IMMEDIATE")
        let first = Task { try await blog.users.create(["name": "first", "email": "first"]) }
        let second = Task {
            // Not before the first one has the only connection that writes. On a busy machine the sleep may be
            // what is cancelled.
            try? await Task.sleep(for: .milliseconds(100))
            return try await blog.users.create(["name": "second", "email": "second"])
        }
        try await Task.sleep(for: .milliseconds(300))
        second.cancel()
        #expect(await failure { try await second.value }?.code == .interrupted)
        try stranger.run("COMMIT")
        stranger.close()
        _ = try await first.value
        #expect(try await blog.users.filter(["name__in": ["first", "second"]]).all().names() == ["first"])
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await blog.users.count()
        }
        #expect(await failure { try await cancelled.value }?.code == .interrupted)
    }

    @Test func closesWhileTasksRun() async throws {
        for _ in 0..<20 {
            let blog = try Blog()
            let tasks = (0..<20).map { _ in Task { try await blog.users.count() } }
            await blog.database.close()
            for task in tasks {
                switch await task.result {
                case .success(let count): #expect(count == 3)
                case .failure(let error): #expect((error as? NoormmeError)?.code == .closed)
                }
            }
        }
    }

    /// Threads end when there was no work for a while, and start again.
    @Test func restsAndGoesOn() async throws {
        let blog = try Blog()
        #expect(try await blog.users.count() == 3)
        try await Task.sleep(for: .seconds(6))
        #expect(try await blog.users.count() == 3)
    }

    @Test func iterates() async throws {
        let blog = try Blog()
        var names: [String?] = []
        let rows = blog.users.orderBy("id").rows()
        for try await row in rows { names.append(row["name"]?.stringValue) }
        for try await row in rows { names.append(row["name"]?.stringValue) }
        #expect(names == ["Ada", "Bob", "Cyd", "Ada", "Bob", "Cyd"])
        let error = await failure { for try await _ in blog.users.filter(["nope": 1]).rows() {} }
        #expect(error?.code == .fieldError)
        let cancelled = Task {
            var count = 0
            for try await _ in blog.users.rows() {
                count += 1
                withUnsafeCurrentTask { $0?.cancel() }
            }
            return count
        }
        #expect(await failure { try await cancelled.value }?.code == .interrupted)
    }

    /// A call answers on the actor that made it.
    @Test @MainActor func returnsToItsActor() async throws {
        let blog = try Blog()
        var count = 0
        count += try await blog.users.count()
        MainActor.assertIsolated()
        for try await _ in blog.users.rows() {
            MainActor.assertIsolated()
            count += 1
        }
        #expect(count == 6)
    }

    @Test func interruptsNothing() async throws {
        let blog = try Blog()
        blog.database.interrupt()
        #expect(try await blog.users.count() == 3)
    }
}
