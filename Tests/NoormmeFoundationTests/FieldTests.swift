import NoormmeFoundation
import Testing

@Suite struct FieldTests {
    let library: Library
    var users: QuerySet<User> { library.database.objects(User.self) }
    var posts: QuerySet<Post> { library.database.objects(Post.self) }

    init() throws { library = try Library() }

    private func emails(_ condition: Condition<User>) async throws -> [String] {
        try await users.filter(condition).orderBy(User.id.ascending()).all().map { String($0.email.prefix(3)) }
    }

    @Test func conditions() async throws {
        #expect(try await emails(User.email.endsWith("@example.com") && User.age >= 18) == ["ada"])
        #expect(try await emails(User.age == nil) == ["bob"])
        #expect(try await emails(User.age != nil) == ["ada", "cyd"])
        #expect(try await emails(User.age != 36) == ["bob", "cyd"])
        #expect(try await emails(!(User.age < 18) || User.isActive.isFalse) == ["ada", "bob", "cyd"])
        #expect(try await emails(User.age.isIn(17...36)) == ["ada", "cyd"])
        #expect(try await emails(User.id.isIn([1, 3])) == ["ada", "cyd"])
        #expect(try await emails(User.name.startsWith("a", ignoringCase: true)) == ["ada"])
        #expect(try await emails(User.name.contains("o")) == ["bob"])
        #expect(try await emails(User.email.matches("^[bc]")) == ["bob", "cyd"])
        #expect(try await emails(User.status == .new && User.name.isNotNull) == ["ada", "bob"])
        #expect(try await emails(User.age > User.id) == ["ada", "cyd"])
        #expect(try await emails(User.isActive.isTrue ^ (User.id == 1)) == ["bob"])
        #expect(try await users.get(User.email == "bob@spam.com").bossId == 1)
        #expect(try await users.exclude(User.age == 36, User.id == 1).count() == 2)
    }

    @Test func relatedPaths() async throws {
        #expect(try await emails(User.posts.title == "Engines") == ["ada"])
        #expect(try await emails(User.boss.name == "Ada") == ["bob", "cyd"])
        #expect(try await emails(User.posts.tags.name == "x") == ["ada"])
        #expect(try await posts.filter(Post.author.boss.email.endsWith("@example.com")).count() == 1)
        let inner = users.filter(User.age == nil).valuesList("id", as: Int.self)
        #expect(try await posts.filter(Post.authorId.isIn(inner)).values(Post.title).all() == ["Nuts"])
        #expect(Post.author.boss.email.name == "author__boss__email")
    }

    @Test func dates() async throws {
        #expect(try await emails(User.createdAt.year == 2021) == ["bob", "cyd"])
        let ada = try await users.get(User.id == 1)
        #expect(ada.createdAt == Date(timeIntervalSince1970: 1_580_473_800))
        #expect(try await emails(User.createdAt > ada.createdAt) == ["bob", "cyd"])
        #expect(try await emails(User.createdAt == ada.createdAt) == ["ada"])
        let cyd = try await users.get(User.id == 3)
        #expect(cyd.createdAt == Date(timeIntervalSince1970: 1_622_620_800.25))
        #expect(try await emails(User.createdAt == cyd.createdAt) == ["cyd"])
    }

    @Test func ordersValuesAndChanges() async throws {
        let byAge = users.orderBy(User.age.descending(nulls: .last), User.id.ascending())
        #expect(try await byAge.all().map(\.id) == [1, 3, 2])
        let pairs = try await byAge.values(User.email, User.age).all()
        #expect(pairs.map(\.1) == [36, 17, nil] && pairs[0].0 == "ada@example.com")
        let (_, status) = try #require(try await byAge.values(User.createdAt, User.status).first())
        #expect(status == .new)
        let changed = try await users.filter(User.id == 2).update(
            User.age.set(to: User.id.expression + 40), User.name.setToNull(), User.status.set(to: .inProgress))
        #expect(changed == 1)
        let bob = try await users.get(User.id == 2)
        #expect(bob.age == 42 && bob.name == nil && bob.status == .inProgress)
        #expect(try await users.annotate(["n": .count(User.posts.id)]).filter(["n": 1]).count() == 2)
    }

    @Test func draftsAndRelatedRows() async throws {
        let eve = try await users.create(
            User.Draft(email: "eve@example.com", picture: Data([0, 255]), balance: Decimal(string: "1.25")))
        #expect(eve.id == 4 && eve.isActive && eve.status == .new && eve.shout == "EVE@EXAMPLE.COM")
        #expect(eve.picture == Data([0, 255]) && eve.balance == Decimal(string: "1.25"))
        let two = try await posts.bulkCreate([
            Post.Draft(title: "a", authorId: 4), Post.Draft(title: "b", priority: .minus1, authorId: 4),
        ])
        #expect(two.map(\.views) == [0, 0] && two[1].priority == .minus1 && two[0].`default` == nil)

        let bob = try #require(
            try await users.selectRelated("boss").prefetchRelated("posts__tags").filter(User.id == 2).first())
        #expect(bob.boss?.email == "ada@example.com" && bob.boss?.row.boss == nil)
        #expect(bob.posts?.first?.tags?.map(\.name) == ["y"])
        // Related rows are no columns.
        #expect(try await users.save(bob).id == 2)
        #expect(try await users.create(User.Draft(email: "x")).settings == .null)
        #expect(try await library.database.objects(ActiveUser.self).count() == 4)
    }

    @Test func foundationValues() async throws {
        let profiles = library.database.objects(Profile.self)
        let token = UUID()
        let made = try await profiles.create(Profile.Draft(userId: 2, website: "w", token: token))
        #expect(made.token == token)
        #expect(try await profiles.filter(Profile.token == token).count() == 1)
        #expect(try await profiles.filter(Profile.token == UUID()).count() == 0)
        let site = try await profiles.filter(Profile.userId == 1).valuesList("website", as: URL.self).first()
        #expect(site == URL(string: "https://example.com/ada?x=1"))
        #expect(try await users.filter(User.balance >= Decimal(10)).values(User.balance).first() == Decimal(10.5))
    }

    @Test func rowsAreASequence() async throws {
        var names: [String?] = []
        for try await user in users.filter(User.isActive.isTrue).orderBy(User.id.ascending()).rows() {
            names.append(user.name)
        }
        #expect(names == ["Ada", "Bob"])
    }
}
