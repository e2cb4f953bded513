import Noormme
import Testing

/// The first design's tests, and what else a query set does with rows.
@Suite struct QuerySetTests {
    let blog: Blog
    init() throws { blog = try Blog() }

    @Test func filtersRecords() async throws {
        let users = try await blog.users.filter(["is_active": true]).all()
        #expect(users.count == 2)
    }

    @Test func chainsFilters() async throws {
        let users = try await blog.users
            .filter(["is_active": true])
            .exclude(["email__endswith": "@spam.com"])
            .all()
        #expect(users.names() == ["Ada"])
    }

    @Test func throwsOnMultipleResultsForGet() async {
        let error = await failure { try await blog.users.get(["is_active": true]) }
        #expect(error?.code == .multipleObjectsReturned)
        #expect(error?.message.hasPrefix("Multiple objects returned") == true)
    }

    @Test func leavesTheOriginalAlone() async throws {
        let users = blog.users
        let active = users.filter(["is_active": true])
        _ = active.exclude(["name": "Ada"]).orderBy("-name")
        #expect(try await active.count() == 2)
        #expect(try await users.count() == 3)
    }

    @Test func takesVariablesAndNil() async throws {
        let name = "Ada"
        let noAge: Int? = nil
        #expect(try await blog.users.filter(["name": name]).count() == 1)
        #expect(try await blog.users.filter(["age": noAge]).all().names() == ["Bob"])
        #expect(try await blog.users.exclude(["age": nil]).count() == 2)
        #expect(try await blog.users.filter(["id__in": [1, 3]]).count() == 2)
        #expect(try await blog.users.filter(["id__in": Set([1, 2])]).count() == 2)
        #expect(try await blog.users.filter(["id__in": [Int]()]).count() == 0)
        #expect(try await blog.users.filter(["age__range": 17...20]).all().names() == ["Cyd"])
    }

    @Test func joinsConditions() async throws {
        let young = Q(["age__lt": 18])
        let unknown: Q = ["age": nil]
        #expect(try await blog.users.filter(young || unknown).orderBy("id").all().names() == ["Bob", "Cyd"])
        #expect(try await blog.users.filter(!young).orderBy("id").all().names() == ["Ada", "Bob"])
        #expect(try await blog.users.filter(young ^ ["is_active": false]).count() == 0)
        #expect(try await blog.users.filter(Q() && young).all().names() == ["Cyd"])
        #expect(try await blog.users.filter(young, ["is_active": true]).count() == 0)
        #expect(try await blog.users.filter(!(young || unknown) && ["is_active": true]).all().names() == ["Ada"])
    }

    /// A hundred conditions are one group, not a hundred levels.
    @Test func joinsManyConditions() async throws {
        var condition = Q()
        for id in 1...300 { condition = condition || ["id": id] }
        #expect(try await blog.users.filter(condition).count() == 3)
    }

    @Test func comparesColumns() async throws {
        #expect(try await blog.posts.filter(["likes__gte": F("views")]).count() == 2)
        #expect(try await blog.posts.filter(["likes__gt": F("views") + 1]).all().names("title") == ["Notes"])
        #expect(try await blog.posts.filter((F("views") * 2).lookup("lt", F("likes") + 10)).count() == 2)
    }

    @Test func followsRelations() async throws {
        #expect(try await blog.posts.filter(["author__name": "Ada"]).count() == 2)
        #expect(try await blog.users.filter(["posts__title__startswith": "Nu"]).all().names() == ["Bob"])
        let posts = try await blog.posts.selectRelated("author").orderBy("id").all()
        #expect(posts.map { $0.row("author")?["name"] } == ["Ada", "Ada", "Bob"])
        let users = try await blog.users.prefetchRelated("posts").orderBy("id").all()
        #expect(users.map { $0.rows("posts").count } == [2, 1, 0])
        let popular = Prefetch("posts", of: blog.posts.filter(["views__gt": 5]), as: "popular")
        let picked = try await blog.users.prefetchRelated(popular).orderBy("id").all()
        #expect(picked.map { $0.rows("popular").names("title") } == [["Engines"], [], []])
    }

    @Test func slices() async throws {
        let ordered = blog.users.orderBy("id")
        #expect(try await ordered[1..<2].all().names() == ["Bob"])
        #expect(try await ordered[1...].all().names() == ["Bob", "Cyd"])
        #expect(try await ordered[..<2].all().names() == ["Ada", "Bob"])
        #expect(try await ordered[1...2].all().names() == ["Bob", "Cyd"])
        #expect(try await ordered.limit(1).offset(1).all().names() == ["Bob"])
        #expect(try await ordered.offset(1).limit(1).all().names() == ["Bob"])
        #expect(try await ordered.offset(1).limit(.max).all().names() == ["Bob", "Cyd"])
        #expect(try await ordered[0...Int.max].count() == 3)
        #expect(await failure { try await ordered.limit(-1).all() }?.code == .valueError)
        #expect(await failure { try await ordered.offset(-1).all() }?.code == .valueError)
        #expect(await failure { try await ordered.offset(3).limit(-2).all() }?.code == .valueError)
    }

    @Test func orders() async throws {
        #expect(try await blog.users.orderBy("-name").all().names() == ["Cyd", "Bob", "Ada"])
        #expect(try await blog.users.orderBy("name").reverse().all().names() == ["Cyd", "Bob", "Ada"])
        let youngLast = blog.users.orderBy(F("age").descending(nulls: .last), "name")
        #expect(try await youngLast.all().names() == ["Ada", "Cyd", "Bob"])
        let column = "name"
        #expect(try await blog.users.orderBy(column).first()?["name"] == "Ada")
    }

    @Test func picksColumns() async throws {
        let rows = try await blog.users.values("name", "age").orderBy("id").all()
        #expect(rows.map(\.columns) == [["name", "age"], ["name", "age"], ["name", "age"]])
        #expect(rows.map(\.values) == [["Ada", 36], ["Bob", nil], ["Cyd", 17]])
        let lists = try await blog.users.orderBy("id").valuesList("id", "is_active").all()
        #expect(lists == [[1, true], [2, true], [3, false]])
        let ages = try await blog.users.orderBy("id").valuesList("age", as: Int?.self).all()
        #expect(ages == [36, nil, 17])
        let computed = blog.users.values("id", computed: ["shout": .function("Upper", "name")])
        #expect(try await computed.orderBy("id").first()?["shout"] == "ADA")
        #expect(try await blog.users.only("name").first()?.columns == ["id", "name"])
        #expect(try await blog.users.defer("email", "age").first()?.columns == ["id", "name", "is_active"])
        #expect(try await blog.posts.dates("created_at", "year").all() == ["2020-01-01", "2021-01-01"])
    }

    @Test func annotatesAndAggregates() async throws {
        let counted = blog.users.annotate(["n": .count("posts"), "seen": .sum("posts__views", default: 0)])
        let rows = try await counted.orderBy("-n", "id").all()
        #expect(rows.map { $0["n"] } == [2, 1, 0])
        #expect(rows.map { $0["seen"] } == [15, 3, 0])
        #expect(try await counted.filter(["n__gt": 1]).all().names() == ["Ada"])
        let groups = blog.posts.values("author__name").annotate(["n": .count("*")]).orderBy("author__name")
        #expect(try await groups.all().map(\.values) == [["Ada", 2], ["Bob", 1]])
        let totals = try await blog.posts.aggregate([
            "views": .sum("views"), "mean": .avg("likes"), "most": .max("likes"), "least": .min("likes"),
            "known": .count("created_at"), "ada": .count("id", filter: ["author__name": "Ada"]),
            "titles": .joined("title", separator: "/"),
        ])
        #expect(totals["views"] == 18 && totals["mean"] == 6.0 && totals["most"] == 10 && totals["least"] == 1)
        #expect(totals["known"] == 2 && totals["ada"] == 2)
        #expect(totals["titles"] == "Engines/Notes/Nuts")
        #expect(try await blog.posts.aggregate(.sum("views"), .count("id"))["views__sum"] == 18)
    }

    @Test func computes() async throws {
        let grade = Expression.case(
            .init(["views__gte": 10], then: Value.text("high")), .init(["views__gte": 5], then: Value.text("mid")),
            default: Value.text("low"))
        let posts = blog.posts.orderBy("id")
        #expect(try await posts.annotate(["grade": grade]).all().names("grade") == ["high", "mid", "low"])
        let rank = Expression.window(.function("RowNumber"), partitionBy: ["author"], orderBy: ["-views"])
        #expect(try await posts.annotate(["rank": rank]).all().map { $0["rank"] } == [1, 2, 1])
        let best = Expression.subquery(
            blog.posts.filter(["author": Expression.outer("pk")]).orderBy("-views").values("title")[0..<1])
        #expect(
            try await blog.users.annotate(["best": best]).orderBy("id").all().map { $0["best"] }
                == ["Engines", "Nuts", nil as Value])
        let written = Q.exists(blog.posts.filter(["author": Expression.outer("pk")]))
        #expect(try await blog.users.filter(!written).all().names() == ["Cyd"])
        let authors = blog.posts.filter(["views__gt": 4]).values("author")
        #expect(try await blog.users.filter(["id__in": authors]).all().names() == ["Ada"])
        let year = Expression.extract("year", from: "created_at")
        #expect(try await posts.annotate(["year": year]).first()?["year"] == 2020)
        #expect(try await posts.annotate(["part": F("title")[0..<3]]).first()?["part"] == "Eng")
        #expect(try await posts.annotate(["less": -F("views"), "square": F("views").power(2)]).first()?["less"] == -10)
        #expect(
            try await blog.users.alias(["n": .count("posts")]).filter(["n": 1]).first()?.columns.contains("n") == false)
        let flag = blog.users.annotate(["minor": Q(["age__lt": 18]).argumentExpression]).orderBy("id")
        #expect(try await flag.last()?["minor"] == true)
    }

    @Test func combines() async throws {
        let young = blog.users.filter(["age__lt": 18])
        let ada = blog.users.filter(["name": "Ada"])
        #expect(try await young.union(ada).orderBy("name").all().names() == ["Ada", "Cyd"])
        #expect(try await ada.union(ada, all: true).count() == 2)
        #expect(try await blog.users.intersection(ada).all().names() == ["Ada"])
        #expect(try await blog.users.difference(ada, young).all().names() == ["Bob"])
        #expect(try await young.or(ada).count() == 2)
        #expect(try await young.and(ada).count() == 0)
        #expect(try await blog.users.xor(ada).count() == 2)
        #expect(try await blog.users.none().all().isEmpty)
        #expect(try await blog.posts.values("author").distinct().count() == 2)
    }

    @Test func readsOneRow() async throws {
        #expect(try await blog.users.get(["email": "ada@example.com"])["name"] == "Ada")
        #expect(try await blog.users.first()?["id"] == 1)
        #expect(try await blog.users.last()?["id"] == 3)
        #expect(try await blog.users.filter(["id": 9]).first()?["id"] == nil)
        #expect(try await blog.posts.earliest("created_at")["id"] == 3)
        #expect(try await blog.posts.latest("created_at")["id"] == 2)
        #expect(try await blog.users.orderBy("id").item(at: 2)["name"] == "Cyd")
        #expect(try await blog.users.exists())
        #expect(try await blog.users.contains(2))
        #expect(try await !blog.users.contains(9))
        #expect(try await blog.users.inBulk([1, 9]).mapValues { $0["name"] } == [1: "Ada"])
        #expect(try await blog.users.inBulk(field: "email")["bob@spam.com"]?["id"] == 2)
        #expect(try await blog.users.filter(["email": "x"]).explain().contains("SEARCH"))
    }

    @Test func writes() async throws {
        let eve = try await blog.users.create(["name": "Eve", "email": "eve@example.com", "age": nil])
        #expect(eve["id"] == 4 && eve["is_active"] == true && eve["age"] == .null)
        let (found, isNew) = try await blog.users.getOrCreate(["email": "eve@example.com"])
        #expect(found["id"] == 4 && !isNew)
        let (fay, fayIsNew) = try await blog.users.getOrCreate(["email": "fay@example.com"], defaults: ["name": "Fay"])
        #expect(fay["name"] == "Fay" && fayIsNew)
        let (older, _) = try await blog.users.updateOrCreate(["name": "Fay"], defaults: ["age": 70])
        #expect(older["age"] == 70)
        #expect(try await blog.posts.filter(["author": 1]).update(["views": F("views") + 1]) == 2)
        #expect(try await blog.posts.get(["id": 1])["views"] == 11)
        let rows = try await blog.users.bulkCreate([
            ["name": "Gus", "email": "gus@example.com"], ["name": "Hal", "email": "hal@example.com"],
        ])
        #expect(rows.names() == ["Gus", "Hal"])
        let gone = try await blog.users.filter(["id": 1]).delete()
        // What the file's own ON DELETE CASCADE removes is counted too.
        #expect(gone.total == 3 && gone.counts == ["users": 1, "posts": 2])
        #expect(try await blog.posts.count() == 1)
    }

    @Test func writesByHandMadeColumns() async throws {
        var columns = Columns(pairs: [("name", "Ida"), ("email", "ida@example.com")])
        columns.set("age", to: 20)
        columns.set("age", to: 21)
        #expect(columns.names == ["name", "email", "age"])
        #expect(try await blog.users.create(columns)["age"] == 21)
        #expect(try await blog.users.filter(Q(lookups: [("name", "Ida")])).count() == 1)
    }

    @Test func answersSynchronously() throws {
        let users = blog.users.orderBy("id").sync
        #expect(try users.all().names() == ["Ada", "Bob", "Cyd"])
        #expect(try users.get(["name": "Bob"])["id"] == 2)
        #expect(try users.count() == 3)
        #expect(try users.create(["name": "Eve", "email": "eve@example.com"])["id"] == 4)
        #expect(try blog.users.filter(["id": 4]).sync.delete().total == 1)
        #expect(throws: NoormmeError.self) { try users.get(["name": "Zoe"]) }
    }

    @Test func introspects() async throws {
        #expect(try await blog.database.introspect().contains("\"posts\""))
        #expect(try await blog.database.introspect() == blog.database.sync.introspect())
    }
}
