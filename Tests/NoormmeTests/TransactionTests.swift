import Glibc
import Noormme
import NoormmeSQLite
import Synchronization
import Testing

private struct Refusal: Error {}

/// Things that happened, in order.
private final class Journal: @unchecked Sendable {
    // Unchecked because `lock` guards the list.
    private let lock = Lock()
    private var list: [String] = []

    func note(_ entry: String) { lock.withLock { list.append(entry) } }
    var entries: [String] { lock.withLock { list } }
}

@Suite struct TransactionTests {
    private func add(_ name: String, _ users: QuerySet<Row>) async throws {
        try await users.create(["name": name, "email": "\(name)@example.com"])
    }

    private func names(_ blog: Blog) async throws -> [String?] {
        try await blog.users.filter(["id__gt": 3]).orderBy("id").all().names()
    }

    @Test func commitsAndRollsBack() async throws {
        let blog = try Blog()
        let count = try await blog.database.transaction { tx in
            try await add("Dee", tx.model("users").objects)
            // Calls on the database itself join: they see what is not committed yet.
            try await add("Eve", blog.users)
            return try await blog.users.count()
        }
        #expect(count == 5)
        await #expect(throws: Refusal.self) {
            try await blog.database.transaction { tx in
                try await add("Fay", tx.model("users").objects)
                throw Refusal()
            }
        }
        #expect(try await names(blog) == ["Dee", "Eve"])
    }

    @Test func nests() async throws {
        let blog = try Blog()
        let journal = Journal()
        try await blog.database.transaction { tx in
            try await add("one", blog.users)
            tx.onCommit { journal.note("one") }
            try? await blog.database.transaction { inner in
                try await add("two", inner.model("users").objects)
                inner.onCommit { journal.note("two") }
                try await inner.database.transaction { third in
                    try await add("three", blog.users)
                    third.onCommit { journal.note("three") }
                }
                throw Refusal()
            }
            try await tx.database.transaction { _ in try await add("four", blog.users) }
            blog.database.onCommit { journal.note("end") }
            #expect(journal.entries.isEmpty)
        }
        #expect(journal.entries == ["one", "end"])
        #expect(try await names(blog) == ["one", "four"])
        try? await blog.database.transaction { tx in
            tx.onCommit { journal.note("never") }
            throw Refusal()
        }
        blog.database.onCommit { journal.note("now") }
        #expect(journal.entries == ["one", "end", "now"])
    }

    @Test func nestedOnesTakeTurns() async throws {
        let blog = try Blog()
        try await blog.database.transaction { tx in
            let error = await failure {
                try await tx.database.transaction { _ in
                    // A savepoint beside an open one would be inside it.
                    try await tx.database.transaction { _ in }
                }
            }
            #expect(error?.code == .concurrentUse)
            try await tx.database.transaction { _ in try await add("after", blog.users) }
        }
        #expect(try await names(blog) == ["after"])
    }

    @Test func anErrorInsideIsCaughtAndForgotten() async throws {
        let blog = try Blog()
        try await blog.database.transaction { _ in
            try await add("one", blog.users)
            #expect(await failure { try await add("one", blog.users) }?.code == .unique)
            try await add("two", blog.users)
        }
        #expect(try await names(blog) == ["one", "two"])
    }

    @Test func tasksInsideJoin() async throws {
        let blog = try Blog()
        try await blog.database.transaction { _ in
            async let first: Void = add("one", blog.users)
            async let second: Void = add("two", blog.users)
            _ = try await (first, second)
            #expect(try await names(blog).count == 2)
            // What does not belong to the task is outside, and sees nothing of it.
            let outside = try await Task.detached { try await names(blog).count }.value
            #expect(outside == 0)
        }
        #expect(try await names(blog).count == 2)
    }

    @Test func isOverWhenItIsOver() async throws {
        let blog = try Blog()
        let users = try await blog.database.transaction { tx in tx.model("users").objects }
        #expect(await failure { try await users.count() }?.code == .transactionEnded)
        #expect(await failure { try users.sync.count() }?.code == .transactionEnded)
        #expect(try await blog.users.count() == 3)
        await blog.database.close()
        #expect(await failure { try await blog.database.transaction { _ in } }?.code == .closed)
    }

    @Test func readsOneState() async throws {
        let blog = try Blog()
        try await blog.database.transaction(.read) { tx in
            #expect(try await tx.model("users").objects.count() == 3)
            try await Task.detached { try await add("Dee", blog.users) }.value
            #expect(try await tx.model("users").objects.count() == 3)
            #expect(await failure { try await add("Eve", blog.users) }?.code == .readOnly)
        }
        #expect(try await names(blog) == ["Dee"])
    }

    @Test func waitsAndGivesUp() async throws {
        var options = DatabaseOptions()
        options.busyTimeout = .milliseconds(500)
        let blog = try Blog(options: options)
        try await blog.database.transaction { _ in
            let waiting = Task.detached {
                await failure { try await blog.database.transaction { _ in } }?.code
            }
            #expect(await waiting.value == .busy)
            let limited = Task.detached {
                await failure { try await blog.database.transaction(timeout: .milliseconds(10)) { _ in } }?.code
            }
            #expect(await limited.value == .timeout)
            let cancelled = Task.detached {
                await failure { try await blog.database.transaction { _ in } }?.code
            }
            try await Task.sleep(for: .milliseconds(10))
            cancelled.cancel()
            #expect(await cancelled.value == .interrupted)
        }
    }

    @Test func runsAgainIfAsked() async throws {
        var options = DatabaseOptions()
        options.busyTimeout = .milliseconds(20)
        let blog = try Blog(options: options)
        try await blog.database.open()
        let stranger = try blog.fixture.stranger()
        try stranger.run("BEGIN IMMEDIATE")
        #expect(await failure { try await blog.database.transaction { _ in } }?.code == .busy)
        let runs = Atomic<Int>(0)
        let task = Task {
            try await blog.database.transaction(retries: 1000) { _ in
                runs.add(1, ordering: .relaxed)
                try await add("Dee", blog.users)
            }
        }
        try await Task.sleep(for: .milliseconds(100))
        try stranger.run("COMMIT")
        try await task.value
        #expect(runs.load(ordering: .relaxed) == 1)
        #expect(try await names(blog) == ["Dee"])
        stranger.close()
    }

    @Test func aCancelledTaskRollsBack() async throws {
        let blog = try Blog()
        let task = Task {
            try await blog.database.transaction { _ in
                try await add("Dee", blog.users)
                withUnsafeCurrentTask { $0?.cancel() }
                try await add("Eve", blog.users)
            }
        }
        #expect(await failure { try await task.value }?.code == .interrupted)
        #expect(try await names(blog).isEmpty)
        try await blog.database.transaction { _ in try await add("Fay", blog.users) }
        #expect(try await names(blog) == ["Fay"])
    }

    /// The closure runs on the actor that called.
    @Test @MainActor func staysOnItsActor() async throws {
        let blog = try Blog()
        var count = 0
        try await blog.database.transaction { tx in
            MainActor.assertIsolated()
            count += try await tx.model("users").objects.count()
            MainActor.assertIsolated()
        }
        #expect(count == 3)
    }

    @Test func runsScripts() async throws {
        let blog = try Blog()
        try await blog.database.execute(
            script: "CREATE TABLE tag (id INTEGER PRIMARY KEY); INSERT INTO tag VALUES (1);")
        #expect(try await blog.database.model("tag").objects.count() == 1)
        try await blog.database.transaction { tx in
            try await tx.database.execute(script: "INSERT INTO tag VALUES (2); INSERT INTO tag VALUES (3);")
            let error = await failure {
                try await blog.database.execute(script: "INSERT INTO tag VALUES (4); INSERT INTO tag VALUES (1);")
            }
            #expect(error?.code == .unique)
        }
        #expect(try await blog.database.model("tag").objects.count() == 3)
        try blog.database.sync.execute(script: "DELETE FROM tag")
        #expect(try await blog.database.model("tag").objects.count() == 0)
    }

    @Test func worksWithoutTasks() throws {
        let blog = try Blog()
        let journal = Journal()
        let database = blog.database
        try database.sync.transaction { tx in
            let users = tx.model("users").objects.sync
            try users.create(["name": "Dee", "email": "dee"])
            tx.onCommit { journal.note("committed") }
            #expect(throws: Refusal.self) {
                try database.sync.transaction { _ in
                    try blog.users.sync.create(["name": "Eve", "email": "eve"])
                    throw Refusal()
                }
            }
            #expect(try blog.users.sync.count() == 4)
        }
        #expect(journal.entries == ["committed"])
        #expect(throws: Refusal.self) {
            try database.sync.transaction { _ in
                try blog.users.filter(["id__gt": 1]).sync.delete()
                throw Refusal()
            }
        }
        #expect(try blog.users.sync.count() == 4)
        try database.sync.transaction(.read) { tx in
            #expect(throws: NoormmeError.self) { try tx.model("users").objects.sync.delete() }
        }
    }
}
