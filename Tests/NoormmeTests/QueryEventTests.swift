import Noormme
import Synchronization
import Testing

@Suite struct QueryEventTests {
    private final class Events: Sendable {
        private let list = Mutex<[QueryEvent]>([])

        func add(_ event: QueryEvent) { list.withLock { $0.append(event) } }

        /// What has come since it was last asked.
        func take() -> [QueryEvent] {
            list.withLock { events in
                defer { events = [] }
                return events
            }
        }
    }

    @Test func tellsOfRequests() async throws {
        let blog = try Blog()
        try await blog.database.open()
        let events = Events()
        let listener = blog.database.onQuery(parameters: true) { events.add($0) }
        _ = try await blog.users.get(["id": 1])
        let get = try #require(events.take().first)
        #expect(get.operation == "select" && get.model == "users" && get.rows == 1 && get.error == nil)
        #expect(get.parameters == "[1]" && get.sql.contains("?1"))
        #expect(!get.isOnWriter && !get.isInTransaction && !get.isPlanCached && get.duration > .zero)
        _ = try await blog.users.get(["id": 2])
        #expect(events.take().first?.isPlanCached == true)
        _ = await failure { try await blog.users.create(["id": 1, "name": "x", "email": "x@example.org"]) }
        let insert = try #require(events.take().first)
        #expect(insert.operation == "insert" && insert.error == .unique && insert.isOnWriter)
        try await blog.database.transaction { _ in
            _ = try await blog.posts.filter(["id": 1]).update(["views": 3])
        }
        let transaction = events.take()
        #expect(transaction.map(\.operation) == ["begin", "update", "commit"])
        #expect(transaction.filter { !$0.isInTransaction }.isEmpty)
        #expect(transaction[1].changes == 1)
        listener.cancel()
        listener.cancel()
        _ = try await blog.users.count()
        #expect(events.take().isEmpty)
    }

    @Test func isASequence() async throws {
        let blog = try Blog()
        let stream = blog.database.queryEvents()
        let slow = blog.database.queryEvents(slowerThan: .seconds(60))
        let reader = Task {
            var operations: [String] = []
            for await event in stream {
                operations.append(event.operation)
                if operations.count == 3 { break }
            }
            return operations
        }
        _ = try await blog.users.count()
        _ = try await blog.users.filter(["id": 1]).exists()
        _ = await failure { try await blog.users.get(["id": 99]) }
        #expect(await reader.value == ["count", "exists", "select"])
        await blog.database.close()
        var iterator = slow.makeAsyncIterator()
        #expect(await iterator.next()?.error == .doesNotExist)
    }

    /// A listener may ask the database, and end itself.
    @Test func mayAskBack() async throws {
        let blog = try Blog()
        let calls = Atomic<Int>(0)
        let own = Mutex<QueryListener?>(nil)
        let database = blog.database
        let listener = database.onQuery { _ in
            if calls.wrappingAdd(1, ordering: .relaxed).oldValue > 0 { return }
            _ = try? database.model("posts").objects.filter(["id": 1]).sync.update(["views": 3])
            own.withLock { $0 }?.cancel()
        }
        own.withLock { $0 = listener }
        _ = try await blog.users.count()
        _ = try await blog.users.count()
        #expect(calls.load(ordering: .relaxed) == 2)
    }
}
