import NoormmeText
import Testing

@testable import NoormmeCore

@Suite struct SchemaColumnTests {
    @Test(arguments: [
        ("INTEGER", "integer"), ("int", "integer"), ("UNSIGNED BIG INT", "integer"), ("TINYINT(1)", "integer"),
        ("Bool", "boolean"), ("BOOLEAN", "boolean"), ("datetime", "datetime"), ("DATETIME(6)", "datetime"),
        ("TIMESTAMP WITH TIME ZONE", "datetime"), ("timestamptz", "datetime"), ("DATE", "date"), ("date (10)", "date"),
        ("TIME", "time"), ("TIME WITHOUT TIME ZONE", "time"), ("TIMES", "any"), ("DATES", "any"),
        ("DECIMAL(10,2)", "decimal(10,2)"), ("NUMERIC( 5 )", "decimal(5,0)"), ("decimal", "decimal"),
        ("DECIMAL(10,-2)", "decimal"), ("DECIMAL(2,10)", "decimal"), ("numeric(99999999999999,2)", "decimal"),
        ("REAL", "real"), ("FLOAT", "real"), ("DOUBLE PRECISION", "real"), ("JSON", "json"), ("jsonb", "json"),
        ("TEXT", "text"), ("NVARCHAR(160)", "text"), ("CHARACTER VARYING (20)", "text"), ("CLOB", "text"),
        ("BLOB", "blob"), ("LONGBLOB", "blob"), ("", "any"), ("ANY", "any"), ("UUID", "any"), ("STRING", "any"),
        ("char(32)", "text"), ("POINT", "any"), ("INTERVAL", "any"), ("((((", "any"), ("))", "any"),
    ])
    func declaredTypes(declared: String, name: String) {
        #expect(FieldType(declared: Text(string: declared)).name.string == name)
    }

    @Test func typeNamesGoBothWays() {
        for name in FieldType.names + ["decimal(10,2)", "decimal(38,0)"] {
            #expect(FieldType.parse(name)?.name == name)
        }
        #expect(FieldType.parse("decimal(10)") == .decimal(digits: 10, places: 0))
        for name: Text in ["", "Text", "decimal()", "decimal(", "decimal(a)", "decimal(0)", "decimal(1,2)", "decimal2"]
        {
            #expect(FieldType.parse(name) == nil)
        }
    }

    @Test func keys() throws {
        let schema = try schema(
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x);
            CREATE TABLE b (id INT PRIMARY KEY, x NOT NULL);
            CREATE TABLE c (id INTEGER PRIMARY KEY DESC);
            CREATE TABLE d (x, id INTEGER, PRIMARY KEY (id DESC));
            CREATE TABLE e (a, b, c, PRIMARY KEY (c, a)) WITHOUT ROWID;
            CREATE TABLE f (a TEXT, b TEXT, PRIMARY KEY (b, a)) STRICT;
            CREATE TABLE g (a, b);
            CREATE TABLE h (id integer PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE i (x, id INTEGER, CONSTRAINT k PRIMARY KEY (id AUTOINCREMENT));
            CREATE VIEW v AS SELECT * FROM a;
            """)
        func key(_ model: Text) throws -> [Int32] { try #require(schema.model(model)).primaryKey }
        #expect(try key("a") == [0])
        #expect(try schema.column("a", "id").isRowID)
        #expect(try schema.column("a", "id").isAutoincrement)
        #expect(try !schema.column("a", "id").isNullable)
        #expect(try schema.column("a", "id").isUnique)
        #expect(try schema.column("a", "x").isNullable)
        #expect(try !schema.column("b", "id").isRowID)
        #expect(try schema.column("b", "id").isNullable)
        #expect(try !schema.column("b", "x").isNullable)
        #expect(try !schema.column("c", "id").isRowID)
        #expect(try schema.column("d", "id").isRowID)
        #expect(try key("e") == [2, 0])
        #expect(try schema.column("e", "b").isNullable)
        #expect(try !schema.column("e", "c").isNullable)
        #expect(try !schema.column("e", "c").isUnique)
        #expect(try key("f") == [1, 0])
        #expect(try !schema.column("f", "a").isNullable)
        #expect(try key("g") == [])
        #expect(try !schema.column("h", "id").isRowID)
        #expect(try !schema.column("h", "id").isNullable)
        #expect(try schema.column("i", "id").isAutoincrement)
        #expect(try schema.column("i", "id").isRowID)
        #expect(try key("v") == [])
        #expect(try schema.column("v", "id").isNullable)
        #expect(try schema.column("v", "id").type == .integer)
        #expect(try #require(schema.model("v")).isView)
    }

    @Test func uniqueSets() throws {
        let schema = try schema(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a UNIQUE, b, c, d, UNIQUE (b, c), UNIQUE (c, b), UNIQUE (id));
            CREATE UNIQUE INDEX i1 ON t (d) WHERE d IS NOT NULL;
            CREATE UNIQUE INDEX i2 ON t (lower(d));
            CREATE UNIQUE INDEX i3 ON t (c COLLATE NOCASE DESC);
            CREATE INDEX i4 ON t (d);
            """)
        let sets = try #require(schema.model("t")).uniqueSets
        #expect(sets.count == 3)
        #expect(sets.contains([1]) && sets.contains([3]) && (sets.contains([2, 3]) || sets.contains([3, 2])))
        #expect(try schema.column("t", "a").isUnique)
        #expect(try schema.column("t", "c").isUnique)
        #expect(try !schema.column("t", "b").isUnique)
        #expect(try !schema.column("t", "d").isUnique)
    }

    @Test func factsOfTheCreateStatement() throws {
        let schema = try schema(
            """
            CREATE TABLE IF NOT EXISTS "a ""b"" (c)" (
                -- CHECK (status IN ('no', 'comment'))
                status TEXT NOT NULL DEFAULT 'CHECK (x IN (1))' CHECK (status IN ('draft', 'it''s', 'x,y)')),
                [level] INT CHECK (([level]) IN (1, -2, +3) OR "level" IS NULL),
                data TEXT CONSTRAINT "json" CHECK (JSON_VALID("data") OR "data" IS NULL) /* ) */,
                pages integer unsigned NOT NULL CHECK ("pages" >= 0),
                twice INT GENERATED ALWAYS AS (pages * (1 + 1)) STORED,
                thrice AS (pages * 3),
                CONSTRAINT one CHECK (`pages` < 9 AND size IN ('S', 'M')), size TEXT
            );
            """.replacing(", size TEXT", with: "").replacing("data TEXT CON", with: "size TEXT, data TEXT CON"))
        let model = "a \"b\" (c)"
        #expect(try schema.column(model, "status").choices == ["'draft'", "'it''s'", "'x,y)'"])
        #expect(try schema.column(model, "level").choices == ["1", "-2", "3"])
        #expect(try schema.column(model, "data").type == .json)
        #expect(try schema.column(model, "pages").type == .positiveInteger)
        #expect(try schema.column(model, "twice").generatedSQL == "pages * (1 + 1)")
        #expect(try schema.column(model, "twice").isGenerated)
        #expect(try schema.column(model, "thrice").generatedSQL == "pages * 3")
        #expect(try schema.column(model, "size").choices == ["'S'", "'M'"])
    }

    @Test(arguments: [
        ("x IN ('a', 'b')", ["'a'", "'b'"]), ("t.x = 'a' OR x = 'b' OR x IS NULL", ["'a'", "'b'"]),
        ("x == 'a'", ["'a'"]), ("((x IN (\"a\", \"it's\")))", ["'a'", "'it''s'"]),
        ("x IN (x'00', 1e-5)", ["x'00'", "1e-5"]),
        ("y BETWEEN 1 AND 2 AND x IN (1)", ["1"]), ("length(x) > 1 AND (y OR y) AND x IN (TRUE)", ["TRUE"]),
        ("y BETWEEN 1 AND x IN (1)", []), ("x IN ('a', NULL)", []), ("x IN ('a', lower('b'))", []),
        ("x IN ('a', \"y\")", []), ("NOT x IN ('a')", []), ("x NOT IN ('a')", []), ("x IN ('a') OR y > 1", []),
        ("x IN ('a') OR y IS NULL", []), ("CASE WHEN y THEN 1 AND x IN (1) END", []), ("x IN ('a') = 0", []),
        ("x || y IN ('a')", []), ("x COLLATE NOCASE IN ('a')", []), ("'x' IN ('a')", []), ("x IN (SELECT 1)", []),
        ("x", []), ("x = 'a' AND x > 'a' OR y", []), ("lower(x) IN ('a')", []), ("x = 'a' COLLATE NOCASE", []),
    ])
    func checkedChoices(check: String, choices: [String]) throws {
        // Subqueries are refused in a CHECK, and old strings by a strict build: read, not run.
        let definition = TableDefinition.parse(Text(string: "CREATE TABLE t (x TEXT, y INT, CHECK (\(check)))"))
        #expect(definition.columns[0].choices.map(\.string) == choices)
    }

    @Test(arguments: [
        ("json_valid(x)", true), ("json_valid(x, 6) = 1", true), ("y > 1 AND (x IS NULL OR JSON_VALID(t.x))", true),
        ("json_valid(x) = 0", false), ("json_valid(x) OR y IS NULL", false), ("json_valid(x) OR x = 'a'", false),
        ("NOT json_valid(x)", false), ("json_valid(x || y)", false),
    ])
    func checkedJSON(check: String, isJSON: Bool) {
        let definition = TableDefinition.parse(Text(string: "CREATE TABLE t (x TEXT, y INT, CHECK (\(check)))"))
        #expect(definition.columns[0].isJSON == isJSON)
    }

    @Test func collationsLoosenChoices() throws {
        let schema = try schema(
            "CREATE TABLE t (x TEXT COLLATE NOCASE CHECK (x IN ('a')), y TEXT COLLATE binary CHECK (y IN ('a')))")
        #expect(try schema.column("t", "x").choices == [])
        #expect(try schema.column("t", "y").choices == ["'a'"])
    }

    @Test func hiddenAndVirtual() throws {
        let schema = try schema(
            """
            CREATE VIRTUAL TABLE docs USING fts5(title, body);
            CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);
            INSERT INTO t VALUES (1);
            ANALYZE;
            """)
        #expect(schema.models.map(\.name.string) == ["docs", "t"])
        let docs = try #require(schema.model("docs"))
        #expect(docs.isVirtual)
        #expect(docs.columns.map(\.name.string) == ["title", "body"])
        #expect(docs.hiddenColumns.map(\.string) == ["docs", "rank"])
    }

    @Test func nastyNames() throws {
        let schema = try schema(
            """
            CREATE TABLE "order details" ("select" INTEGER PRIMARY KEY, "a__b" INT, "$x" INT, "end_" INT, "pk" INT,
                "-x" INT, "Größe" INT, "a""b" INT, "it's" INT, "a b_id" REFERENCES "order details", "a_b" INT, "" INT);
            CREATE TABLE "x__y" ("__id" INTEGER REFERENCES "order details");
            """)
        #expect(
            schema.unspellableNames.map { "\($0.model.string).\($0.column.string) \($0.suggestion.string)" } == [
                "order details.a__b a_b_2", "order details.$x x", "order details.end_ end",
                "order details.pk pk_column", "order details.-x x", "order details. unnamed", "x__y.__id _id",
            ])
        #expect(
            try schema.relations("order details") == [
                "a b -> order details (a b_id = select) null", "order details <- order details (select = a b_id)",
                "x_y <- x__y (select = __id)",
            ])
        #expect(try schema.relations("x__y") == ["_id -> order details (__id = select) null"])
    }

    @Test(arguments: [
        ("posts", "post"), ("Categories", "Category"), ("boxes", "box"), ("addresses", "address"),
        ("address", "address"),
        ("status", "status"), ("analysis", "analysis"), ("people", "person"), ("app_people", "app_person"),
        ("PEOPLE", "PERSON"), ("AppPeople", "AppPerson"), ("news", "news"), ("series", "series"), ("Track", "Track"),
        ("batches", "batch"), ("houses", "house"), ("sizes", "size"), ("movies", "movie"), ("as", "as"), ("s", "s"),
        ("", ""), ("women", "woman"), ("OrderStatuses", "OrderStatus"), ("données", "donnée"), ("POSTS", "POST"),
        ("specimen", "specimen"), ("x1s", "x1s"), ("omen", "omen"),
    ])
    func singular(plural: String, singular: String) {
        #expect(Text(string: plural).singular.string == singular)
    }

    @Test func nearest() {
        let names: [Text] = ["email", "created_at", "author", "id"]
        #expect(NearestName.find("emial", among: names) == "email")
        #expect(NearestName.find("EMAIL", among: names) == "email")
        #expect(NearestName.find("createdat", among: names) == "created_at")
        #expect(NearestName.find("autor", among: names) == "author")
        #expect(NearestName.find("xx", among: names) == nil)
        #expect(NearestName.find("", among: names) == nil)
        #expect(NearestName.find("password", among: names) == nil)
        // A relation told from another by its column.
        #expect(NearestName.find("posts", among: ["post", "posts_by_author"]) == "post")
        #expect(NearestName.find("posts", among: ["id", "posts_by_author"]) == "posts_by_author")
        #expect(NearestName.find("id", among: ["id_card"]) == nil)
    }
}
