import NoormmeCore
import NoormmeText
import Testing

@Suite struct SchemaRelationTests {
    @Test func namesBothEnds() throws {
        let schema = try schema(
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users(id));
            CREATE TABLE comments (id INTEGER PRIMARY KEY, postId INTEGER REFERENCES posts);
            """)
        #expect(try schema.relations("users") == ["posts <- posts (id = author_id)"])
        #expect(
            try schema.relations("posts") == [
                "author -> users (author_id = id)", "comments <- comments (id = postId)",
            ])
        #expect(try schema.relations("comments") == ["post -> posts (postId = id) null"])
    }

    @Test func cutsKeyEndings() throws {
        let schema = try schema(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
            CREATE TABLE s (a_id REFERENCES t, bId REFERENCES t, userID REFERENCES t, E_ID REFERENCES t,
                FID REFERENCES t, country_code REFERENCES t(code), GRID REFERENCES t, paid REFERENCES t,
                id2Id REFERENCES t, _id REFERENCES t, "éId" REFERENCES t, "Customer ID" REFERENCES t,
                "ship-id" REFERENCES t, " id" REFERENCES t);
            """)
        #expect(
            try schema.relations("s").map { String($0.prefix { $0 != " " }) } == [
                "a", "b", "user", "E", "FID_ref", "country", "GRID_ref", "paid_ref", "id2", "_id_ref", "é",
                "Customer", "ship", "",
            ])
    }

    @Test func neverSharesANameWithAColumn() throws {
        let schema = try schema(
            """
            CREATE TABLE Employee (EmployeeId INTEGER PRIMARY KEY, ReportsTo INTEGER REFERENCES Employee(EmployeeId));
            CREATE TABLE books (id INTEGER PRIMARY KEY, Author TEXT, author_id REFERENCES authors,
                editor_id REFERENCES authors, editor TEXT, editor_ref TEXT);
            CREATE TABLE authors (id INTEGER PRIMARY KEY, books_by_author TEXT);
            """)
        #expect(
            try schema.relations("Employee") == [
                "ReportsTo_ref -> Employee (ReportsTo = EmployeeId) null",
                "Employee <- Employee (EmployeeId = ReportsTo)",
            ])
        #expect(
            try schema.relations("books") == [
                "author_ref -> authors (author_id = id) null", "editor_ref_2 -> authors (editor_id = id) null",
            ])
        #expect(
            try schema.relations("authors") == [
                "books_by_author_2 <- books (id = author_id)", "books_by_editor <- books (id = editor_id)",
            ])
    }

    @Test func pkIsTheKeysAlone() throws {
        let ddl = "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE PK (pk_id INTEGER REFERENCES a);"
        #expect(try schema(ddl).relations("PK") == ["pk_ref -> a (pk_id = id) null"])
        #expect(try schema(ddl).relations("a") == ["PK_by_pk <- PK (id = pk_id)"])
        #expect(
            try failure(ddl, #"{"PK": {"relations": {"pk": {"columns": ["pk_id"]}}}}"#)
                == "$.PK.relations.pk: PK already has something named pk")
    }

    @Test func tellsSeveralKeysToOneTableApart() throws {
        let schema = try schema(
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY);
            CREATE TABLE messages (id INTEGER PRIMARY KEY, sender_id REFERENCES users, recipient_id REFERENCES users,
                created_by REFERENCES users);
            """)
        #expect(
            try schema.relations("users") == [
                "messages_by_sender <- messages (id = sender_id)",
                "messages_by_recipient <- messages (id = recipient_id)",
                "messages_by_created_by <- messages (id = created_by)",
            ])
    }

    @Test func uniqueKeysAreOneToOne() throws {
        let schema = try schema(
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY);
            CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users(id));
            CREATE TABLE categories (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL UNIQUE REFERENCES users(id));
            CREATE TABLE maybe (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id));
            CREATE UNIQUE INDEX partial ON maybe (user_id) WHERE user_id > 5;
            """)
        #expect(
            try schema.relations("users") == [
                "category -< categories (id = owner_id)", "maybe <- maybe (id = user_id)",
                "profile -< profiles (id = user_id)",
            ])
        #expect(try schema.relations("profiles") == ["user - users (user_id = id)"])
    }

    @Test func clashingWaysBackAllTakeTheLongName() throws {
        // One-to-one `post` of posts and the table `post`; and a column in the way.
        let schema = try schema(
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY, likes INTEGER);
            CREATE TABLE posts (user_id INTEGER UNIQUE REFERENCES users(id));
            CREATE TABLE post (writer_id INTEGER REFERENCES users(id));
            CREATE TABLE likes (user_id INTEGER REFERENCES users(id));
            """)
        #expect(
            try schema.relations("users") == [
                "likes_by_user <- likes (id = user_id)", "post_by_writer <- post (id = writer_id)",
                "post_by_user -< posts (id = user_id)",
            ])
    }

    @Test func compositeKeys() throws {
        let schema = try schema(
            """
            CREATE TABLE regions (country TEXT, code TEXT, PRIMARY KEY (country, code));
            CREATE TABLE cities (id INTEGER PRIMARY KEY, country TEXT NOT NULL, region_code TEXT,
                FOREIGN KEY (country, region_code) REFERENCES regions);
            CREATE TABLE moves (country TEXT, from_code TEXT, to_code TEXT,
                FOREIGN KEY (country, from_code) REFERENCES regions(country, code),
                FOREIGN KEY (country, to_code) REFERENCES regions(country, code));
            """)
        #expect(try schema.relations("cities") == ["region -> regions (country,region_code = country,code) null"])
        #expect(
            try schema.relations("moves") == [
                "region_by_from -> regions (country,from_code = country,code) null",
                "region_by_to -> regions (country,to_code = country,code) null",
            ])
        #expect(
            try schema.relations("regions") == [
                "cities <- cities (country,code = country,region_code)",
                "moves_by_from <- moves (country,code = country,from_code)",
                "moves_by_to <- moves (country,code = country,to_code)",
            ])
    }

    @Test func findsTargetsAsSQLiteDoes() throws {
        let schema = try schema(
            """
            CREATE TABLE Users (Id INTEGER PRIMARY KEY, Mail TEXT UNIQUE);
            CREATE TABLE a (user_id REFERENCES USERS);
            CREATE TABLE b (user_mail REFERENCES uSERS(mAIL));
            CREATE TABLE c (x_id REFERENCES nowhere, y_id REFERENCES Users(none), z_id REFERENCES Keyless);
            CREATE TABLE Keyless (x);
            """)
        #expect(try schema.relations("a") == ["user -> Users (user_id = Id) null"])
        #expect(try schema.relations("b") == ["user -> Users (user_mail = Mail) null"])
        #expect(try schema.relations("c") == [])
        #expect(
            schema.notes.map(\.string).sorted() == [
                "the foreign key c(x_id) refers to nowhere, which does not exist",
                "the foreign key c(y_id) refers to Users, which has no such columns",
                "the foreign key c(z_id) refers to Keyless, whose key has another number of columns",
            ])
    }

    @Test func keysOverOneColumnAndTwiceDeclared() throws {
        let schema = try schema(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE b (id INTEGER PRIMARY KEY);
            CREATE TABLE c (x_id INTEGER REFERENCES b(id) REFERENCES a(id), FOREIGN KEY (x_id) REFERENCES a(id));
            """)
        #expect(try schema.relations("c") == ["x -> a (x_id = id) null", "x_ref -> b (x_id = id) null"])
    }

    @Test func keepsTheClausesOfForeignKeys() throws {
        let schema = try schema(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE b (x_id REFERENCES a ON DELETE SET DEFAULT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
                y_id REFERENCES a DEFERRABLE, z_id REFERENCES a NOT DEFERRABLE INITIALLY DEFERRED,
                w_id, FOREIGN KEY (w_id) REFERENCES "a" (id) DEFERRABLE INITIALLY /* late */ DEFERRED);
            """)
        let relations = try #require(schema.model("b")).relations
        #expect(relations.map { $0.foreignKey?.isDeferred } == [true, false, false, true])
        #expect(
            relations.map { $0.foreignKey?.onDelete.string } == ["SET DEFAULT", "NO ACTION", "NO ACTION", "NO ACTION"])
        #expect(relations[0].foreignKey?.onUpdate.string == "CASCADE")
        #expect(relations.allSatisfy { $0.onDelete == .databaseAction })
    }

    @Test func doesNotDependOnTheOrderOfTables() throws {
        let ddl = [
            "CREATE TABLE users (id INTEGER PRIMARY KEY, mentor_id REFERENCES users, team_id REFERENCES teams);",
            "CREATE TABLE teams (id INTEGER PRIMARY KEY, lead_id UNIQUE REFERENCES users, sub_id REFERENCES users);",
            "CREATE TABLE team_users (team_id REFERENCES teams, user_id REFERENCES users, UNIQUE (user_id, team_id));",
            "CREATE TABLE bans (team_id REFERENCES teams, user_id REFERENCES users, PRIMARY KEY (user_id, team_id));",
        ]
        let first = try schema(ddl.joined())
        for shift in 1..<ddl.count {
            let other = try schema((ddl[shift...] + ddl[..<shift].reversed()).joined())
            for model in first.models {
                #expect(try first.relations(model.name.string) == other.relations(model.name.string))
            }
        }
        #expect(
            try first.relations("users").filter { $0.contains("<>") } == [
                "teams_via_bans <> teams (id = id) via bans (user_id, team_id) plain",
                "teams_via_team_users <> teams (id = id) via team_users (user_id, team_id) plain",
            ])
    }
}
