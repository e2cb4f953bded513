import Noormme
import Testing

@Suite struct ErrorTests {
    let blog: Blog
    init() throws { blog = try Blog() }

    @Test func namesWhatIsWrongAndWhere() async throws {
        let error = try #require(await failure { try await blog.users.filter(["emial": "x"]).all() })
        #expect(error.code == .fieldError)
        #expect(error.name == "FieldError")
        #expect(error.message.contains("emial") && error.message.contains("email"))
        #expect(error.path?.contains("emial") == true)
        #expect(error.description.hasPrefix("FieldError 203: "))
        #expect("\(error)" == error.description)
    }

    @Test func hasACodeForEachKind() async throws {
        #expect(await failure { try await blog.users.get(["id": 9]) }?.code == .doesNotExist)
        #expect(await failure { try await blog.users.orderBy("id").item(at: 7) }?.code == .indexError)
        #expect(await failure { try await blog.database.model("nothing").objects.all() }?.code == .unknownModel)
        #expect(await failure { try await blog.users.filter(["name__nope": 1]).all() }?.name == "FieldError")
        let unique = try #require(
            await failure { try await blog.users.create(["name": "A", "email": "ada@example.com"]) })
        #expect(unique.code == .unique && unique.name == "IntegrityError")
        #expect(unique.model == "users" && unique.field == "email" && unique.sqliteCode == 2067)
        #expect(await failure { try await blog.users.create(["email": "x"]) }?.code == .notNull)
        #expect(await failure { try await blog.posts.create(["title": "x", "author": 99]) }?.code == .foreignKey)
    }

    @Test func refusesWhatIsNoValue() async throws {
        #expect(await failure { try await blog.posts.filter(["views": Double.nan]).all() }?.code == .validationError)
        let fixture = try Fixture("CREATE TABLE notes (id INTEGER PRIMARY KEY, n REAL, data JSON);")
        let notes = fixture.database.model("notes").objects
        for bad: Value in [
            .real(.nan), .array([.real(.nan)]), .array([.blob([1])]), .object([.init("k", .real(.infinity))]),
        ] {
            let refusals: [ErrorCode?] = [
                await failure { try await notes.create(["data": bad]) }?.code,
                await failure { try await notes.filter(["n": bad]).all() }?.code,
            ]
            #expect(refusals.allSatisfy { $0 == .validationError || $0 == .typeError }, "\(refusals)")
        }
        #expect(try await notes.create(["n": Double.infinity])["n"] == .real(.infinity))
        // No row has it, as in Django.
        #expect(try await blog.users.filter(["id": UInt64.max]).all().isEmpty)
        #expect(await failure { try await blog.posts.create(["title": "x", "author": 1, "views": UInt64.max]) } != nil)
    }

    /// A name that looks like a tag of the wire format is still a name.
    @Test func readsNoTagsInNames() async throws {
        #expect(await failure { try await blog.users.filter(["$f": "name"]).all() }?.code == .fieldError)
        #expect(await failure { try await blog.users.filter(["$exists": "name"]).all() }?.code == .fieldError)
        #expect(await failure { try await blog.users.create(["$f": "name"]) } != nil)
        #expect(await failure { try await blog.users.update(["$f": "name"]) } != nil)
        #expect(await failure { try await blog.users.getOrCreate(["$q": "or"]) } != nil)
        // A text that looks like one is a text.
        #expect(try await blog.users.filter(["name": "{\"$f\": \"name\"}"]).count() == 0)
        let object: Value = ["$f": "name"]
        #expect(await failure { try await blog.users.filter(["name": object]).count() }?.code == .typeError)
    }

    @Test func refusesAfterClosing() async throws {
        #expect(try await blog.users.count() == 3)
        await blog.database.close()
        await blog.database.close()
        #expect(await failure { try await blog.users.count() }?.code == .closed)
        #expect(await failure { try await blog.users.create(["name": "x"]) }?.code == .closed)
        #expect(throws: NoormmeError.self) { try blog.users.sync.count() }
        #expect(await failure { try await blog.database.open() }?.code == .closed)
    }

    @Test func opensLazily() async throws {
        let database = try Database(path: "/nowhere/at/all.sqlite")
        #expect(await failure { try await database.open() }?.code == .cannotOpen)
        #expect(await failure { try await database.model("users").objects.all() }?.code == .cannotOpen)
        #expect(database.path == "/nowhere/at/all.sqlite")
    }

    @Test func checksPathsAndOptions() throws {
        func code(_ path: String, _ change: (inout DatabaseOptions) -> Void = { _ in }) -> ErrorCode? {
            var options = DatabaseOptions()
            change(&options)
            do {
                _ = try Database(path: path, options: options)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code("sqlite://host/x.db") == .invalidOption)
        #expect(code("a\0b") == .invalidOption)
        #expect(code("x") { $0.busyTimeout = .seconds(-1) } == .invalidOption)
        #expect(code("x") { $0.busyTimeout = .seconds(Int64.max) } == .invalidOption)
        #expect(code("x") { $0.readers = 0 } == .invalidOption)
        #expect(code("x") { $0.models = "{" } == .malformedJSON)
        #expect(code("x") { $0.models = "{}, \"read_only\": true" } == .malformedJSON)
        #expect(code("x") { $0.models = "{\"a\": {\"nope\": 1}}" } == .invalidOption)
        #expect(code("x") { $0.pragmas = [("a b", "1")] } == .invalidOption)
        #expect(code("x") { $0.attach = [("main", "y")] } == .invalidOption)
        #expect(code("x") { $0.attach = [("a", "y"), ("A", "z")] } == .invalidOption)
        #expect(code("x") { $0.attach = [("a", "x")] } == .invalidOption)
        #expect(code("x") { $0.journalMode = nil } == nil)
    }

    @Test func opensReadOnly() async throws {
        var options = DatabaseOptions()
        options.readOnly = true
        let blog = try Blog(options: options)
        #expect(try await blog.users.count() == 3)
        #expect(await failure { try await blog.users.create(["name": "x", "email": "y"]) }?.code == .readOnly)
    }

    @Test func attachesFiles() async throws {
        let other = try Blog()
        var options = DatabaseOptions()
        options.attach = [("archive", other.database.path)]
        options.models = #"{"people": {"table": "archive.users", "ordering": ["-id"]}}"#
        let blog = try Blog(options: options)
        #expect(try await blog.database.model("people").objects.all().names() == ["Cyd", "Bob", "Ada"])
        let posts = blog.database.model("archive.posts").objects
        let before = try await posts.count()
        _ = try await posts.filter(["id": 1]).delete()
        #expect(try await posts.count() == before - 1)
        #expect(try await blog.database.model("posts").objects.count() == before)
    }

    @Test func takesAConfiguration() async throws {
        var options = DatabaseOptions()
        options.models = #"{"people": {"table": "users", "ordering": ["-id"]}}"#
        options.pragmas = [("cache_size", "-1000")]
        options.synchronous = .full
        let blog = try Blog(options: options)
        #expect(try await blog.database.model("people").objects.all().names() == ["Cyd", "Bob", "Ada"])
    }
}
