import NoormmeCore
import NoormmeJSON
import NoormmeText
import Testing

@Suite struct SchemaConfigurationTests {
    let ddl = """
        CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, posts TEXT);
        CREATE TABLE app_posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users, price TEXT,
            slug TEXT, reviewer_id INTEGER REFERENCES users, deleted_at DATETIME);
        CREATE TABLE app_tags (id INTEGER PRIMARY KEY);
        CREATE TABLE tagging (id INTEGER PRIMARY KEY, post_id INTEGER REFERENCES app_posts, tag_id INTEGER);
        CREATE VIEW totals AS SELECT author_id, count(*) AS n FROM app_posts GROUP BY 1;
        """

    @Test func overridesWhatIsDiscovered() throws {
        let schema = try schema(
            ddl,
            """
            {"posts": {
                "table": "APP_POSTS", "label": "Post", "ordering": ["-id", "author__email", "?", {"$f": "slug"}],
                "get_latest_by": ["deleted_at"],
                "fields": {"cost": {"column": "PRICE", "type": "decimal(10,2)", "max_length": 20, "null": false}},
                "relations": {
                    "author": {"columns": ["author_id"], "to": "users", "to_columns": ["id"],
                               "related_name": "articles", "related_query_name": "article", "on_delete": "CASCADE"},
                    "reviewer": {"related_name": null}},
                "unique": [["slug", "author_id"]],
                "default_scope": {"deleted_at__isnull": true}},
             "tagging": {
                "relations": {"tag": {"columns": ["tag_id"], "to": "app_tags", "one_to_one": true}},
                "unique": [["post_id", "tag_id"]]},
             "totals": {"primary_key": ["author_id"],
                "relations": {"author": {"columns": ["author_id"], "to": "users", "related_name": "total"}}}}
            """)
        let posts = try #require(schema.model("posts"))
        #expect(posts.table == "app_posts")
        #expect(posts.label == "Post")
        #expect(posts.ordering.map(\.string) == ["-id", "author__email", "?", #"{"$f": "slug"}"#])
        #expect(posts.getLatestBy == ["deleted_at"])
        #expect(posts.defaultScope == #"{"deleted_at__isnull": true}"#)
        #expect(posts.uniqueSets == [[3, 1]])
        #expect(schema.model("app_posts") == nil)
        let cost = try schema.column("posts", "cost")
        #expect(cost.column == "price")
        #expect(cost.type == .decimal(digits: 10, places: 2))
        #expect(cost.maxLength == 20)
        #expect(!cost.isNullable)
        #expect(
            try schema.relations("posts") == [
                "author -> users (author_id = id)", "reviewer -> users (reviewer_id = id) null",
                "tagging <- tagging (id = post_id)",
            ])
        #expect(posts.relations[0].onDelete == .cascade)
        #expect(posts.relations[0].foreignKey != nil)
        #expect(
            try schema.relations("users") == [
                "articles/article <- posts (id = author_id)", "hidden <- posts (id = reviewer_id)",
                "total -< totals (id = author_id)",
            ])
        #expect(try schema.relations("app_tags") == ["tagging -< tagging (id = tag_id)"])
        let tag = try #require(schema.model("tagging")?.relation("tag"))
        #expect(tag.foreignKey == nil)
        #expect(tag.isOneToOne)
        #expect(try #require(schema.model("totals")).primaryKey == [0])
    }

    @Test func queryNameFollowsRelatedName() throws {
        let schema = try schema(
            ddl,
            """
            {"app_posts": {"relations": {
                "author": {"columns": ["author_id"], "related_query_name": "post"},
                "reviewer": {"columns": ["reviewer_id"], "related_name": "reviews"}}}}
            """)
        #expect(
            try schema.relations("users") == [
                "app_posts_by_author/post <- app_posts (id = author_id)", "reviews <- app_posts (id = reviewer_id)",
            ])
    }

    @Test func severalModelsOverOneTable() throws {
        let schema = try schema(
            ddl,
            """
            {"Proxy": {"table": "users", "ordering": ["email"]}, "User": {"table": "users"},
             "Post": {"table": "app_posts", "relations": {"writer": {"columns": ["author_id"], "to": "Proxy",
                "related_name": "posts_written"}}},
             "Draft": {"table": "app_posts", "relations": {"checker": {"columns": ["reviewer_id"],
                "related_name": "drafts"}}}}
            """)
        #expect(
            try schema.relations("Post") == [
                "writer -> Proxy (author_id = id)", "reviewer -> Proxy (reviewer_id = id) null",
                "tagging <- tagging (id = post_id)",
            ])
        // A second model has relations of its own, and those that lead to its table; its own lead back by request.
        #expect(
            try schema.relations("Draft") == [
                "author -> Proxy (author_id = id)", "checker -> Proxy (reviewer_id = id) null",
                "tagging <- tagging (id = post_id)",
            ])
        let back = [
            "drafts <- Draft (id = reviewer_id)", "posts_written <- Post (id = author_id)",
            "Post_by_reviewer <- Post (id = reviewer_id)",
        ]
        #expect(try schema.relations("Proxy") == back)
        #expect(try schema.relations("User") == back)
    }

    @Test func theModelOfTheTablesNameIsTheFirst() throws {
        let schema = try schema(ddl, #"{"Admin": {"table": "users"}, "users": {}}"#)
        #expect(try schema.relations("app_posts").first == "author -> users (author_id = id)")
        #expect(try schema.relations("Admin").count == 2)
    }

    @Test(arguments: [
        (#"[]"#, "$: expected an object"),
        (#"{"user": {}}"#, "$.user: there is no table user; did you mean users?"),
        (#"{"u": {"table": "app_tag"}}"#, "$.u.table: there is no table app_tag; did you mean app_tags?"),
        (#"{"users": {"table": 5}}"#, "$.users.table: expected a string"),
        (#"{"users": {}, "users": {}}"#, "$.users: repeated key users"),
        (#"{"users": {"lable": "x"}}"#, "$.users.lable: unknown key lable; did you mean label?"),
        (#"{"users": {"label": "x", "label": "y"}}"#, "$.users.label: repeated key label"),
        (#"{"users": {"": 1}}"#, "$.users[\"\"]: unknown key "),
        (
            #"{"users": {"table": "app_posts"}}"#,
            "$.users: the model users hides the table of that name; configure the table as another model"
        ),
        (
            #"{"users": {"fields": {"mail": {"column": "emial"}}}}"#,
            "$.users.fields.mail.column: users has no column emial; did you mean email?"
        ),
        (#"{"users": {"fields": {"x": {}}}}"#, "$.users.fields.x: users has no column x"),
        (
            #"{"users": {"fields": {"a": {"column": "email"}, "b": {"column": "EMAIL"}}}}"#,
            "$.users.fields.b.column: a second field for the column EMAIL"
        ),
        (#"{"users": {"fields": {"id": {"column": "email"}}}}"#, "$.users.fields.id: users has a second column id"),
        (
            #"{"users": {"fields": {"a__b": {"column": "email"}}}}"#,
            "$.users.fields.a__b: the name a__b cannot be spelled in a lookup"
        ),
        (
            #"{"users": {"fields": {"email": {"type": "txt"}}}}"#,
            "$.users.fields.email.type: unknown type txt; did you mean text?"
        ),
        (
            #"{"users": {"fields": {"email": {"max_length": 0}}}}"#,
            "$.users.fields.email.max_length: expected a positive integer"
        ),
        (#"{"users": {"fields": {"email": {"null": 1}}}}"#, "$.users.fields.email.null: expected true or false"),
        (#"{"users": {"ordering": "id"}}"#, "$.users.ordering: expected an array"),
        (
            #"{"users": {"ordering": ["-emial__x"]}}"#,
            "$.users.ordering[0]: users has no column or relation emial; did you mean email?"
        ),
        (#"{"users": {"get_latest_by": ["-x"]}}"#, "$.users.get_latest_by[0]: users has no column or relation x"),
        (#"{"users": {"unique": [["email", "nme"]]}}"#, "$.users.unique[0][1]: users has no column nme"),
        (#"{"users": {"primary_key": ["email", "email"]}}"#, "$.users.primary_key[1]: repeated column email"),
        (#"{"users": {"default_scope": "x"}}"#, "$.users.default_scope: expected an object"),
        (
            #"{"app_posts": {"relations": {"auther": {}}}}"#,
            "$.app_posts.relations.auther: the relation auther needs columns; did you mean author?"
        ),
        (
            #"{"tagging": {"relations": {"tag": {"columns": ["tag_id"]}}}}"#,
            "$.tagging.relations.tag: the relation tag needs to"
        ),
        (
            #"{"tagging": {"relations": {"tag": {"columns": ["tag_id"], "to": "tag"}}}}"#,
            "$.tagging.relations.tag.to: there is no model tag"
        ),
        (
            #"{"app_posts": {"relations": {"author": {"on_delete": "cascade"}}}}"#,
            "$.app_posts.relations.author.on_delete: unknown on_delete cascade; did you mean CASCADE?"
        ),
        (
            #"{"app_posts": {"relations": {"author": {"to_columns": ["id", "email"]}}}}"#,
            "$.app_posts.relations.author.to_columns[0]: the relation author needs as many to_columns as columns"
        ),
        (
            #"{"app_posts": {"relations": {"slug": {"columns": ["author_id"]}}}}"#,
            "$.app_posts.relations.slug: app_posts already has something named slug"
        ),
        (
            #"{"app_posts": {"relations": {"a": {"columns": ["author_id"]}, "b": {"columns": ["author_id"]}}}}"#,
            "$.app_posts.relations.b: a second relation over the columns of a"
        ),
        (
            #"{"app_posts": {"relations": {"author": {"related_name": "posts"}}}}"#,
            "$.app_posts.relations.author.related_name: users already has something named posts"
        ),
        (
            #"{"app_posts": {"relations": {"author": {"related_name": "x"}, "reviewer": {"related_name": "x"}}}}"#,
            "$.app_posts.relations.reviewer.related_name: users already has something named x"
        ),
        (#"{"app_posts": {"relations": {"author": {"related_name": "+"}}}}"#, "no error"),
        (
            #"{"app_posts": {"relations": {"author": {"related_name": "a_"}}}}"#,
            "$.app_posts.relations.author.related_name: the name a_ cannot be spelled in a lookup"
        ),
        (
            #"{"app_posts": {"many_to_many": {"tags": {}}}}"#,
            "$.app_posts.many_to_many.tags: a many-to-many relation needs through"
        ),
        (
            #"{"app_posts": {"many_to_many": {"tags": {"through": "tagging"}}}}"#,
            "$.app_posts.many_to_many.tags: the relation tags needs target"
        ),
        (
            #"{"app_posts": {"many_to_many": {"tags": {"through": "tagging", "source": "pst"}}}}"#,
            "$.app_posts.many_to_many.tags.source: tagging has no relation pst; did you mean post?"
        ),
        (
            #"{"users": {"many_to_many": {"tags": {"through": "tagging", "source": "post"}}}}"#,
            "$.users.many_to_many.tags.source: the relation post leads to app_posts"
        ),
        (
            #"{"users": {"many_to_many": {"u": {"through": "app_posts", "source": "author", "target": "author"}}}}"#,
            "$.users.many_to_many.u: source and target are the same relation"
        ),
        (
            #"{"users": {"many_to_many": {"u": {"through": "app_posts"}}}}"#,
            "$.users.many_to_many.u: the relation u needs source"
        ),
        (#"{"users\n\u0007": {}}"#, "$[\"users\\n\\u0007\"]: there is no table users  ; did you mean users?"),
    ])
    func errors(models: String, expected: String) throws {
        let actual = try failure(ddl, models)
        #expect(actual == expected)
    }

    @Test func wholeDocument() throws {
        func parse(_ json: String) throws -> Configuration {
            try Configuration.parse(try JSONDocument.parse([UInt8](json.utf8)).root)
        }
        _ = try parse(#"{"$schema": "x", "models": {"users": {}}}"#)
        _ = try parse("{}")
        #expect(throws: NoormmeError.self) { _ = try parse(#"{"model": {}}"#) }
        #expect(throws: NoormmeError.self) { _ = try parse(#"{"models": []}"#) }
        #expect(throws: NoormmeError.self) { _ = try parse("5") }
    }
}
