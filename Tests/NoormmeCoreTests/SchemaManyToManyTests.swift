import NoormmeCore
import NoormmeText
import Testing

@Suite struct SchemaManyToManyTests {
    @Test func junctionByPrimaryKeyOrUniqueSet() throws {
        let schema = try schema(
            """
            CREATE TABLE posts (id INTEGER PRIMARY KEY);
            CREATE TABLE tags (id INTEGER PRIMARY KEY);
            CREATE TABLE post_tags (post_id NOT NULL REFERENCES posts, tag_id NOT NULL REFERENCES tags,
                PRIMARY KEY (tag_id, post_id)) WITHOUT ROWID;
            CREATE TABLE people (id INTEGER PRIMARY KEY);
            CREATE TABLE memberships (id INTEGER PRIMARY KEY, person_id NOT NULL REFERENCES people,
                club_id NOT NULL REFERENCES clubs, since TEXT NOT NULL, inviter_id REFERENCES people,
                UNIQUE (person_id, club_id));
            CREATE TABLE clubs (id INTEGER PRIMARY KEY);
            """)
        #expect(
            try schema.relations("posts") == [
                "post_tags <- post_tags (id = post_id)",
                "tags <> tags (id = id) via post_tags (post_id, tag_id) plain",
            ])
        #expect(
            try schema.relations("tags").last == "posts <> posts (id = id) via post_tags (tag_id, post_id) plain")
        #expect(
            try schema.relations("people") == [
                "memberships_by_person <- memberships (id = person_id)",
                "memberships_by_inviter <- memberships (id = inviter_id)",
                "clubs <> clubs (id = id) via memberships (person_id, club_id)",
            ])
        #expect(try schema.relations("clubs").last == "people <> people (id = id) via memberships (club_id, person_id)")
    }

    @Test func whatIsNoJunction() throws {
        // No key over both; three keys in one set; one of them unique alone; a partial index.
        let schema = try schema(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE b (id INTEGER PRIMARY KEY);
            CREATE TABLE loose (a_id REFERENCES a, b_id REFERENCES b);
            CREATE TABLE triple (a_id REFERENCES a, b_id REFERENCES b, c_id REFERENCES a, UNIQUE (a_id, b_id, c_id));
            CREATE TABLE single (a_id UNIQUE REFERENCES a, b_id REFERENCES b, UNIQUE (a_id, b_id));
            CREATE TABLE partial (a_id REFERENCES a, b_id REFERENCES b);
            CREATE UNIQUE INDEX p ON partial (a_id, b_id) WHERE a_id > 3;
            CREATE TABLE expressed (a_id REFERENCES a, b_id REFERENCES b);
            CREATE UNIQUE INDEX e ON expressed (a_id, b_id, a_id + b_id);
            CREATE TABLE ambiguous (a_id REFERENCES a, b_id REFERENCES b, c_id REFERENCES a, d_id REFERENCES b,
                UNIQUE (a_id, b_id), UNIQUE (c_id, d_id));
            """)
        for model in ["a", "b"] {
            #expect(try schema.relations(model).filter { $0.contains("<>") } == [])
        }
    }

    @Test func aTableJoinedToItself() throws {
        let schema = try schema(
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY);
            CREATE TABLE follows (follower_id REFERENCES users, followed_id REFERENCES users,
                PRIMARY KEY (follower_id, followed_id));
            """)
        #expect(
            try schema.relations("users") == [
                "follows_by_follower <- follows (id = follower_id)",
                "follows_by_followed <- follows (id = followed_id)",
                "followed_via_follows <> users (id = id) via follows (follower_id, followed_id) plain",
                "follower_via_follows <> users (id = id) via follows (followed_id, follower_id) plain",
            ])
    }

    @Test func whatAddingByKeyNeeds() throws {
        func isPlain(_ columns: String) throws -> Bool {
            let schema = try schema(
                """
                CREATE TABLE a (id INTEGER PRIMARY KEY, t, UNIQUE (t, id));
                CREATE TABLE j (\(columns), UNIQUE (a_id, b_id));
                CREATE TABLE b (id INTEGER PRIMARY KEY);
                """)
            return try #require(schema.relations("a").last).hasSuffix("plain")
        }
        let keys = "a_id NOT NULL REFERENCES a, b_id NOT NULL REFERENCES b"
        #expect(try isPlain(keys))
        #expect(try isPlain("id INTEGER PRIMARY KEY AUTOINCREMENT, " + keys))
        #expect(try isPlain(keys + ", note TEXT, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP"))
        #expect(try isPlain(keys + ", sum NOT NULL AS (a_id + b_id)"))
        #expect(try !isPlain(keys + ", note TEXT NOT NULL"))
        #expect(try !isPlain("id TEXT PRIMARY KEY, " + keys))
    }

    @Test func aTakenNameGivesWay() throws {
        let schema = try schema(
            """
            CREATE TABLE posts (id INTEGER PRIMARY KEY);
            CREATE TABLE tags (id INTEGER PRIMARY KEY, post_id REFERENCES posts, posts TEXT);
            CREATE TABLE tagging (post_id REFERENCES posts, tag_id REFERENCES tags, UNIQUE (post_id, tag_id));
            """)
        #expect(try schema.relations("posts").last?.hasPrefix("tags_via_tagging <> tags") == true)
        #expect(try schema.relations("tags").last?.hasPrefix("posts_via_tagging <> posts") == true)
    }

    @Test func configuredEnds() throws {
        let ddl = """
            CREATE TABLE person (id INTEGER PRIMARY KEY);
            CREATE TABLE person_friends (id INTEGER PRIMARY KEY, from_person_id NOT NULL REFERENCES person,
                to_person_id NOT NULL REFERENCES person, UNIQUE (from_person_id, to_person_id));
            CREATE TABLE person_idols (id INTEGER PRIMARY KEY, from_person_id NOT NULL REFERENCES person,
                to_person_id NOT NULL REFERENCES person);
            """
        let schema = try schema(
            ddl,
            """
            {"Person": {"table": "person", "many_to_many": {
                "friends": {"to": "Person", "through": "person_friends", "source": "from_person",
                            "target": "to_person", "symmetrical": true},
                "idols": {"through": "person_idols", "source": "from_person", "target": "to_person",
                          "related_name": "stalkers", "related_query_name": "stalker"}}}}
            """)
        #expect(
            try schema.relations("Person").filter { $0.contains("<>") } == [
                "friends <> Person (id = id) via person_friends (from_person_id, to_person_id) plain symmetrical",
                "hidden <> Person (id = id) via person_friends (to_person_id, from_person_id) plain symmetrical",
                "idols <> Person (id = id) via person_idols (from_person_id, to_person_id) plain",
                "stalkers/stalker <> Person (id = id) via person_idols (to_person_id, from_person_id) plain",
            ])
        let person = try #require(schema.model("Person"))
        #expect(person.relation(accessor: "") == nil)
        #expect(person.relation("") == nil)
        #expect(person.relation("stalker")?.accessor == "stalkers")
    }

    @Test func configuredEndsAreGuessedWhereOnlyOneFits() throws {
        let schema = try schema(
            """
            CREATE TABLE posts (id INTEGER PRIMARY KEY);
            CREATE TABLE tags (id INTEGER PRIMARY KEY);
            CREATE TABLE tagging (post_id REFERENCES posts, tag_id REFERENCES tags);
            """, #"{"posts": {"many_to_many": {"labels": {"through": "tagging"}}}}"#)
        #expect(
            try schema.relations("posts").last == "labels <> tags (id = id) via tagging (post_id, tag_id) plain")
        #expect(
            try schema.relations("tags").last == "posts <> posts (id = id) via tagging (tag_id, post_id) plain")
    }
}
