import Noormme

/// The Swift door, on the calling thread, rows as Codable structs.
final class NoormmeContestant: Contestant {
    struct User: Model {
        static let table = "users"
        static let columnNaming = ColumnNaming.snakeCase
        var id: Int
        var email: String
        var name: String
        var age: Int
        var isActive: Bool
        var balance: Double
        var joined: String
        var bio: String?
        var posts: [Post]?
    }

    struct Post: Model {
        static let table = "posts"
        static let columnNaming = ColumnNaming.snakeCase
        var id: Int
        var authorId: Int
        var title: String
        var body: String
        var likes: Int
        var published: String
        var author: Author?
    }

    struct Author: Codable {
        var id: Int
        var email: String
        var name: String
    }

    struct Event: Model {
        static let table = "events"
        var id: Int?
        var kind: String
        var amount: Int
        var ratio: Double
        var note: String?
    }

    private var database: Database?
    private var next = 0
    var version: String { "0.1.0" }

    func open(_ path: String) throws { database = try Database(path: path) }

    private func key() -> Int {
        next += 1
        return (next - 1) % 100_000 + 1
    }

    func works() throws -> [String: Work] {
        guard let database else { return [:] }
        let users = database.objects(User.self)
        let posts = database.objects(Post.self)
        let events = database.objects(Event.self)
        func event(_ amount: Int) -> Event {
            Event(kind: "click", amount: amount, ratio: 0.5, note: "a note of some length")
        }
        let page = posts.filter(["author__is_active": true, "likes__gte": 900])
            .selectRelated("author").orderBy("-likes", "id")[0..<10]
        return [
            "get_pk": Work {
                _ = try users.sync.get(["id": self.key()])
                return 1
            },
            "get_unique": Work {
                _ = try users.sync.get(["email": "user\(self.key())@example.com"])
                return 1
            },
            "page": Work { try page.sync.all().count },
            "rows_1k": Work { try users.orderBy("id")[0..<1_000].sync.all().count },
            "rows_100k": Work { try users.orderBy("id")[0..<100_000].sync.all().count },
            "prefetch": Work {
                try users.prefetchRelated("posts").orderBy("id")[0..<100].sync.all()
                    .reduce(0) { $0 + 1 + ($1.posts?.count ?? 0) }
            },
            "count": Work { try users.filter(["age__gte": 60]).sync.count() },
            "create": Work {
                _ = try events.sync.create(event(7))
                return 1
            },
            "bulk_create": Work(
                run: { try events.sync.bulkCreate((0..<10_000).map(event)).count },
                undo: { _ = try events.sync.delete() }),
            "update": Work { try users.filter(["age": 30]).sync.update(["balance": F("balance") + 1]) },
        ]
    }
}
