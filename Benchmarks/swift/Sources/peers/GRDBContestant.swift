import Foundation
import GRDB

/// GRDB's Codable records over a DatabasePool.
final class GRDBContestant: Contestant {
    struct User: Codable, FetchableRecord, TableRecord {
        static let databaseTableName = "users"
        static let posts = hasMany(Post.self)
        static let databaseColumnDecodingStrategy = DatabaseColumnDecodingStrategy.convertFromSnakeCase
        var id: Int
        var email: String
        var name: String
        var age: Int
        var isActive: Bool
        var balance: Double
        var joined: String
        var bio: String?
    }

    struct Post: Codable, FetchableRecord, TableRecord {
        static let databaseTableName = "posts"
        static let author = belongsTo(User.self, key: "author")
        static let databaseColumnDecodingStrategy = DatabaseColumnDecodingStrategy.convertFromSnakeCase
        var id: Int
        var authorId: Int
        var title: String
        var body: String
        var likes: Int
        var published: String
    }

    struct PostWithAuthor: Decodable, FetchableRecord {
        var post: Post
        var author: User
    }

    struct UserWithPosts: Decodable, FetchableRecord {
        var user: User
        var posts: [Post]
    }

    struct Event: Codable, FetchableRecord, MutablePersistableRecord {
        static let databaseTableName = "events"
        var id: Int?
        var kind: String
        var amount: Int
        var ratio: Double
        var note: String?
    }

    private var pool: DatabasePool?
    private var next = 0
    var version: String { "7" }

    func open(_ path: String) throws { pool = try DatabasePool(path: path) }

    private func key() -> Int {
        next += 1
        return (next - 1) % 100_000 + 1
    }

    func works() throws -> [String: Work] {
        guard let pool else { return [:] }
        func event(_ amount: Int) -> Event {
            Event(kind: "click", amount: amount, ratio: 0.5, note: "a note of some length")
        }
        func first(_ count: Int) -> QueryInterfaceRequest<User> { User.order(Column("id")).limit(count) }
        let author = TableAlias()
        let page = Post.filter(Column("likes") >= 900)
            .including(required: Post.author.aliased(author))
            .filter(author[Column("is_active")] == true)
            .order(Column("likes").desc, Column("id")).limit(10)
        return [
            "get_pk": Work { try pool.read { try User.fetchOne($0, key: self.key()) } == nil ? 0 : 1 },
            "get_unique": Work {
                let email = "user\(self.key())@example.com"
                return try pool.read { try User.filter(Column("email") == email).fetchOne($0) } == nil ? 0 : 1
            },
            "page": Work { try pool.read { try page.asRequest(of: PostWithAuthor.self).fetchAll($0) }.count },
            "rows_1k": Work { try pool.read { try first(1_000).fetchAll($0) }.count },
            "rows_100k": Work { try pool.read { try first(100_000).fetchAll($0) }.count },
            "count": Work { try pool.read { try User.filter(Column("age") >= 60).fetchCount($0) } },
            "create": Work {
                try pool.write { database in
                    var row = event(7)
                    try row.insert(database)
                }
                return 1
            },
            "bulk_create": Work(
                run: {
                    try pool.write { database in
                        for amount in 0..<10_000 {
                            var row = event(amount)
                            try row.insert(database)
                        }
                    }
                    return 10_000
                },
                undo: { _ = try pool.write { try Event.deleteAll($0) } }),
            "update": Work {
                try pool.write {
                    try User.filter(Column("age") == 30).updateAll($0, Column("balance").set(to: Column("balance") + 1))
                }
            },
        ]
    }
}
