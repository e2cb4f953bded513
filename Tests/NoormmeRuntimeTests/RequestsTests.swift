import NoormmeCore
import NoormmeJSON
import NoormmeText
import Testing

@testable import NoormmeRuntime

private let blog = """
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, is_active BOOLEAN NOT NULL DEFAULT 1);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER REFERENCES users(id));
    INSERT INTO users VALUES (1, 'Ann', 1), (2, 'Bob', 0);
    INSERT INTO posts VALUES (1, 'first', 1), (2, 'second', 1), (3, 'third', NULL);
    """

extension Database {
    fileprivate func ask(_ spec: String) throws -> String {
        String(decoding: try execute(Array(spec.utf8)), as: UTF8.self)
    }
}

private let users = #"{"v":1,"model":"users","steps":[["order_by",["id"]]]}"#

@Test func aSpecFromEndToEnd() throws {
    let fixture = try Fixture(blog)
    let database = fixture.database
    #expect(
        try database.ask(users) == #"[{"id":1,"name":"Ann","is_active":true},{"id":2,"name":"Bob","is_active":false}]"#)
    #expect(
        try database.ask(#"{"v":1,"model":"users","steps":[["filter",{"name__startswith":"A"}]],"get":"count"}"#) == "1"
    )
    #expect(
        try database.ask(#"{"v":1,"model":"users","steps":[["order_by",["id"]]],"rows":"arrays"}"#)
            == #"{"columns":["id","name","is_active"],"types":["integer","text","boolean"],"#
            + #""rows":[[1,"Ann",true],[2,"Bob",false]]}"#)
    #expect(
        try database.ask(
            #"{"v":1,"model":"users","steps":[["order_by",["id"]],["prefetch_related",["posts"]],["only",["id"]]]}"#)
            == #"[{"id":1,"posts":[{"id":1,"title":"first","author_id":1},{"id":2,"title":"second","author_id":1}]},"#
            + #"{"id":2,"posts":[]}]"#)
    #expect(
        try database.ask(#"{"v":1,"model":"users","get":["create",{"name":"Cid"}]}"#)
            == #"{"id":3,"name":"Cid","is_active":true}"#)
    let error = failure { try database.ask(#"{"v":1,"model":"users","get":["get",{"id":99}]}"#) }
    #expect(error.code == .doesNotExist && error.message == "users matching query does not exist.")
    let unique = failure { try database.ask(#"{"v":1,"model":"users","get":["create",{"id":1,"name":"x"}]}"#) }
    #expect(unique.code == .unique && unique.model == "users" && unique.field == "id")
}

@Test func theSameRequestWithOtherValues() throws {
    let fixture = try Fixture(blog)
    let database = fixture.database
    for _ in 0..<2 {
        for (id, name) in [(1, "Ann"), (2, "Bob")] {
            #expect(
                try database.ask(
                    #"{"v":1,"model":"users","steps":[["values_list",["name"],{"flat":true}]],"get":["get",{"id":\#(id)}]}"#
                )
                    == "\"\(name)\"")
        }
    }
}

@Test(arguments: [
    ("", ErrorCode.malformedJSON), ("{", .malformedJSON), ("[]", .malformedSpec), ("{\"v\":1}", .malformedSpec),
    ("\u{FEFF}{}", .malformedJSON), (String(repeating: "[", count: 200), .tooComplex),
    (#"{"v":1,"model":"nothing"}"#, .unknownModel),
    (#"{"v":1,"model":"users","steps":[["filter",{"nam":1}]]}"#, .fieldError),
])
func badRequestsAreCoded(_ spec: String, _ code: ErrorCode) throws {
    let fixture = try Fixture(blog)
    let database = fixture.database
    #expect(failure { try database.ask(spec) }.code == code)
    #expect(failure { try database.compile(Array(spec.utf8)) }.code == code)
    #expect(try database.ask(#"{"v":1,"model":"users","get":"count"}"#) == "2")
}

@Test func aForeignChangeOfTheSchemaIsSeenByTheNextRead() throws {
    let fixture = try Fixture(blog)
    let database = fixture.database
    let first = try database.ask(users)
    #expect(try database.ask(users) == first)
    let stranger = try fixture.stranger()
    try stranger.execute("ALTER TABLE users ADD COLUMN age INTEGER DEFAULT 7")
    #expect(try database.ask(users).hasPrefix(#"[{"id":1,"name":"Ann","is_active":true,"age":7},"#))
    // A new name in a request, known to nobody yet.
    try stranger.execute("ALTER TABLE users ADD COLUMN size INTEGER")
    #expect(
        try database.ask(#"{"v":1,"model":"users","steps":[["filter",{"size__isnull":true}]],"get":"count"}"#) == "2")
    try stranger.execute("CREATE TABLE fresh (id INTEGER PRIMARY KEY)")
    #expect(try database.ask(#"{"v":1,"model":"fresh"}"#) == "[]")
    // A column that is gone: the plan's SQL fails, and is made anew.
    try stranger.execute("ALTER TABLE users DROP COLUMN is_active")
    #expect(try database.ask(users).hasPrefix(#"[{"id":1,"name":"Ann","age":7,"size":null},"#))
    #expect(
        try database.ask(#"{"v":1,"model":"users","get":["create",{"name":"Cid"}]}"#)
            == #"{"id":3,"name":"Cid","age":7,"size":null}"#)
    try stranger.execute("ALTER TABLE users RENAME TO people")
    #expect(failure { try database.ask(users) }.code == .unknownModel)
    #expect(try database.ask(#"{"v":1,"model":"people","get":"count"}"#) == "3")
}

@Test func aWriteAfterAForeignChange() throws {
    let fixture = try Fixture(blog)
    let create = #"{"v":1,"model":"users","get":["create",{"name":"Cid"}]}"#
    _ = try fixture.database.ask(create)
    try fixture.stranger().execute("ALTER TABLE users ADD COLUMN age INTEGER DEFAULT 7")
    // Done once, whatever was noticed.
    _ = try fixture.database.ask(create)
    #expect(try fixture.database.ask(#"{"v":1,"model":"users","get":"count"}"#) == "4")
    #expect(try fixture.database.ask(create).hasSuffix(#""age":7}"#))
    try fixture.stranger().execute("ALTER TABLE users DROP COLUMN is_active")
    #expect(try fixture.database.ask(create) == #"{"id":6,"name":"Cid","age":7}"#)
}

@Test func plansAndSchemasAsJSON() throws {
    let fixture = try Fixture(blog)
    let plan = try fixture.database.compile(Array(users.utf8))
    #expect(String(decoding: plan, as: UTF8.self).contains("SELECT"))
    #expect(JSONDocument.isValid(plan))
    func models() throws -> [String] {
        let root = try JSONDocument.parse(try fixture.database.introspect()).root
        return root.member("models")?.elements.compactMap { $0.member("name")?.text.string } ?? []
    }
    #expect(try models() == ["posts", "users"])
    try fixture.stranger().execute("CREATE TABLE comments (id INTEGER PRIMARY KEY)")
    #expect(try models() == ["comments", "posts", "users"])
}

/// What a terminal would run is explained, and not run.
@Test func anyTerminalIsExplained() throws {
    let fixture = try Fixture(blog)
    func explain(_ terminal: String) throws -> String {
        try fixture.database.ask(
            #"{"v":1,"model":"users","steps":[["filter",{"id":1}]],"get":["explain",\#(terminal)]}"#)
    }
    for terminal in [
        #""count""#, #""exists""#, #"["get",{"name":"x"}]"#, #"["update",{"name":"x"}]"#, #""delete""#,
        #"["in_bulk",[1]]"#, #"["get_or_create",{"id":1}]"#, #"["save",{"id":1,"name":"x"}]"#, #"["item",0]"#,
    ] {
        #expect(try explain(terminal).contains("SEARCH users USING INTEGER PRIMARY KEY"), "\(terminal)")
    }
    #expect(try explain(#"["aggregate"]"#) == #""""#)
    #expect(failure { try explain(#"["explain"]"#) }.code == .malformedSpec)
    #expect(try fixture.database.ask(#"{"v":1,"model":"users","get":"count"}"#) == "2")
    #expect(
        try fixture.database.ask(#"{"v":1,"model":"users","steps":[["filter",{"name":"x"}]],"get":"count"}"#) == "0")
}

@Test func anUnknownTimeZoneIsAnOptionError() throws {
    var options = DatabaseOptions()
    for known in ["UTC", "Europe/Berlin", "+05:30"] {
        options.timeZone = Text(string: known)
        _ = try Database(path: ":memory:", options: options)
    }
    options.timeZone = "Europe/Atlantis"
    let error = failure { try Database(path: ":memory:", options: options) }
    #expect(error.code == .invalidOption && error.path.string == "$.time_zone")
}

@Test func aClosedDatabaseSaysSo() throws {
    let fixture = try Fixture(blog)
    let database = fixture.database
    _ = try database.ask(users)
    database.close()
    #expect(failure { try database.ask(users) }.code == .closed)
    #expect(failure { try database.compile(Array(users.utf8)) }.code == .closed)
    #expect(failure { try database.introspect() }.code == .closed)
    #expect(failure { try database.run(.constant("1")) }.code == .closed)
}

extension JSONDocument {
    fileprivate static func isValid(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { isValid($0) }
    }
}

@Test func aViewIsWrittenToThroughItsTriggersOnly() throws {
    let fixture = try Fixture(
        blog + """
            CREATE VIEW plain AS SELECT id, name FROM users;
            CREATE VIEW open AS SELECT id, name FROM users;
            CREATE TRIGGER open_insert INSTEAD OF INSERT ON open BEGIN INSERT INTO users (name) VALUES (new.name); END;
            """,
        options: DatabaseOptions.parse(json(#"{"models":{"plain":{"primary_key":["id"]}}}"#)))
    let writes = [
        #"["create",{"name":"Cid"}]"#, #"["bulk_create",[{"name":"Cid"},{"name":"Dan"}]]"#, #"["update",{"name":"x"}]"#,
        #"["get_or_create",{"name":"Cid"}]"#, #"["update_or_create",{"id":1},{"name":"x"}]"#,
        #"["save",{"id":1,"name":"x"}]"#,
    ]
    for write in writes {
        let error = failure { try fixture.database.ask(#"{"v":1,"model":"plain","get":\#(write)}"#) }
        #expect(error.message == "cannot modify plain because it is a view", "\(write): \(error)")
    }
    _ = try fixture.database.ask(#"{"v":1,"model":"open","get":\#(writes[0])}"#)
    #expect(try fixture.database.ask(#"{"v":1,"model":"users","get":"count"}"#) == "3")
    let names = try fixture.database.ask(#"{"v":1,"model":"users","steps":[["filter",{"name":"Ann"}]],"get":"count"}"#)
    #expect(names == "1")
}

@Test func aStatementHasNoMoreParametersThanAreAllowed() throws {
    let fixture = try Fixture(
        blog + """
            CREATE TABLE tags (id INTEGER PRIMARY KEY);
            CREATE TABLE post_tags (post_id INTEGER REFERENCES posts, tag_id INTEGER REFERENCES tags, \
            PRIMARY KEY (post_id, tag_id));
            """)
    let schema = try fixture.database.schemas.current(fixture.database.pool).schema
    var options = CompileOptions()
    options.maximumParameters = 7
    let requests = [
        #"{"v":1,"model":"posts","steps":[["related",1,"tags"]],"get":["add",[1,2,3,4]]}"#,
        #"{"v":1,"model":"posts","steps":[["filter",{"author__name":"Ann"}]],"#
            + #""get":["bulk_update",[{"id":1,"title":"a"},{"id":2,"title":"b"},{"id":3,"title":"c"}],["title"]]}"#,
    ]
    for request in requests {
        let plan = try QueryCompiler.compile(json(request), schema: schema, options: options)
        guard case .update(let update) = plan.operation else {
            Issue.record("no update: \(request)")
            continue
        }
        #expect(update.statements.count == 2, "\(request)")
        for statement in update.statements { #expect(statement.parameters.count <= 7) }
    }
}
