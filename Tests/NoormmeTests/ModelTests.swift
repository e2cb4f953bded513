import Noormme
import Testing

@Suite struct ModelTests {
    struct User: Model, Equatable {
        static let table = "users"
        static let columnNaming = ColumnNaming.snakeCase
        var id: Int?
        var name: String
        var email: String
        var age: Int?
        var isActive = true
        var posts: [Post]?
    }

    struct Post: Model, Equatable {
        static let table = "posts"
        var id: Int?
        var title: String
        var views = 0
        var likes = 0
        var createdAt: String?
        var authorID: Int
        var author: Author?

        enum CodingKeys: String, CodingKey {
            case id, title, views, likes, author
            case createdAt = "created_at"
            case authorID = "author_id"
        }
    }

    struct Author: Model, Equatable {
        static let table = "users"
        static let columnNaming = ColumnNaming.snakeCase
        var id: Int
        var name: String
        var isActive: Bool
    }

    let blog: Blog
    var users: QuerySet<User> { blog.database.objects(User.self) }
    var posts: QuerySet<Post> { blog.database.objects(Post.self) }

    init() throws { blog = try Blog() }

    @Test func readsModels() async throws {
        let active = try await users.filter(["is_active": true]).orderBy("-id").all()
        #expect(active.map(\.name) == ["Bob", "Ada"])
        #expect(active[0] == User(id: 2, name: "Bob", email: "bob@spam.com", age: nil))
        #expect(try await users.get(["name": "Ada"]).age == 36)
        #expect(try await users.first()?.id == 1)
    }

    @Test func readsRelatedModels() async throws {
        let all = try await posts.selectRelated("author").orderBy("id").all()
        #expect(all.map(\.author) == [1, 1, 2].map { Author(id: $0, name: $0 == 1 ? "Ada" : "Bob", isActive: true) })
        #expect(try await posts.first()?.author == nil)
        let writers = try await users.prefetchRelated("posts").orderBy("id").all()
        #expect(writers.map { $0.posts?.map(\.title) } == [["Engines", "Notes"], ["Nuts"], []])
    }

    @Test func createsModels() async throws {
        let eve = try await users.create(User(name: "Eve", email: "eve@example.com", posts: []))
        #expect(eve == User(id: 4, name: "Eve", email: "eve@example.com"))
        let both = try await users.bulkCreate([
            User(name: "Gus", email: "g@example.com"), User(id: 40, name: "Hal", email: "h@example.com", age: 1),
        ])
        #expect(both.map(\.name) == ["Gus", "Hal"] && both[1].id == 40)
        let author = Author(id: 1, name: "no column", isActive: true)
        let post = try await posts.create(Post(title: "New", authorID: 4, author: author))
        #expect(post.authorID == 4 && post.author == nil)
    }

    @Test func savesModels() async throws {
        var ada = try await users.get(["id": 1])
        ada.age = nil
        ada.name = "Augusta"
        #expect(try await users.save(ada) == ada)
        #expect(try await users.get(["id": 1]) == ada)
        let new = try await users.save(User(name: "Ida", email: "ida@example.com"))
        #expect(new.id == 4)
        #expect(try users.sync.save(ada).name == "Augusta")
    }

    @Test func decodesOtherShapes() async throws {
        struct Count: Decodable, Equatable {
            var name: String
            var n: Int
        }
        let counts = users.annotate(["n": .count("posts")]).orderBy("id").decoding(Count.self)
        #expect(
            try await counts.all() == [Count(name: "Ada", n: 2), Count(name: "Bob", n: 1), Count(name: "Cyd", n: 0)])
        #expect(try await users.orderBy("id").valuesList("name", as: String.self).all() == ["Ada", "Bob", "Cyd"])
        #expect(try await users.values("name").first()?.decode([String: String].self) == ["name": "Ada"])
    }

    /// Every kind of property goes in as it comes out.
    struct Everything: Model, Equatable {
        static let table = "everything"
        struct Settings: Codable, Equatable {
            var darkMode: Bool
            var sizes: [Int]
            var inner: [String: Double]
        }
        enum Level: Int, Codable {
            case low = 1
            case high
        }
        var id: Int?
        var small: UInt8
        var real: Double
        var single: Float
        var flag: Bool
        var picture: [UInt8]
        var tags: [String]
        var settings: Settings
        var level: Level
        var value: Value
        var none: String?
    }

    @Test func writesWhatItReads() async throws {
        let fixture = try Fixture(
            """
            CREATE TABLE everything (
                id INTEGER PRIMARY KEY, small INTEGER, real REAL, single REAL, flag BOOLEAN, picture BLOB, tags JSON,
                settings JSON, level INTEGER, value JSON, none TEXT DEFAULT 'default');
            """)
        let all = fixture.database.objects(Everything.self)
        var one = Everything(
            small: 255, real: .infinity, single: 0.25, flag: true, picture: [0, 1, 2], tags: ["a", "ü\n"],
            settings: .init(darkMode: true, sizes: [], inner: ["x": 0.5]), level: .high, value: ["k": [nil, 1]])
        let created = try await all.create(one)
        one.id = 1
        #expect(created.none == "default")
        one.none = "default"
        #expect(created == one)
        one.none = nil
        #expect(try await all.save(one) == one)
        #expect(try await all.get(["id": 1]) == one)
    }

    @Test func namesColumns() async throws {
        struct Names: Model {
            static let table = "t"
            static let columnNaming = ColumnNaming.snakeCase
            var id: Int?
            var homeURL: String?
            var pathOfURL: String?
            var alreadySnake: String?
            enum CodingKeys: String, CodingKey {
                case id, homeURL, x2Y
                case pathOfURL = "URLPath"
                case alreadySnake = "already_snake"
            }
            var x2Y: String?
        }
        let fixture = try Fixture(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, home_url TEXT, url_path TEXT, already_snake TEXT, x2_y TEXT);")
        let names = fixture.database.objects(Names.self)
        let row = try await names.create(Names(homeURL: "a", pathOfURL: "b", alreadySnake: "c", x2Y: "d"))
        #expect([row.homeURL, row.pathOfURL, row.alreadySnake, row.x2Y] == ["a", "b", "c", "d"])
        #expect(try await names.filter(["home_url": "a", "url_path": "b", "x2_y": "d"]).exists())
    }

    @Test func refusesWhatIsNoRow() async throws {
        struct Bare: Model {
            static let table = "users"
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(1)
            }
        }
        #expect(await failure { try await blog.database.objects(Bare.self).create(Bare()) }?.code == .valueError)
    }
}
