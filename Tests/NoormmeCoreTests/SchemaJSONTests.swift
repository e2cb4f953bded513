import Glibc
import NoormmeCore
import NoormmeJSON
import NoormmeText
import Testing

@Suite struct SchemaJSONTests {
    private func text(_ tables: [TableDescription]) -> String {
        var writer = JSONWriter()
        TableDescription.write(tables, into: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func parse(_ json: String) throws -> [TableDescription] {
        try TableDescription.parse(list: try JSONDocument.parse([UInt8](json.utf8)).root)
    }

    @Test func tablesGoBothWays() throws {
        let fixture = try SchemaFixture(
            """
            CREATE TABLE "a ""x"" y" (id INTEGER PRIMARY KEY, b TEXT NOT NULL DEFAULT 'é', g AS (id + 1),
                other REFERENCES "a ""x"" y" ON DELETE CASCADE, c UNIQUE);
            CREATE INDEX i ON "a ""x"" y" (lower(b), c) WHERE c > 1;
            CREATE VIEW v AS SELECT 1 AS one;
            CREATE TABLE w (k PRIMARY KEY) WITHOUT ROWID, STRICT;
            """.replacing("k PRIMARY", with: "k TEXT PRIMARY"))
        let tables = try fixture.descriptions()
        let json = text(tables)
        #expect(text(try parse(json)) == json)
        let direct = try Schema.build(tables, configuration: .empty)
        let travelled = try Schema.build(try parse(json), configuration: .empty)
        #expect(written(direct) == written(travelled))
        #expect(written(direct).contains(#""generated":"id + 1""#))
    }

    @Test func tablesNeedLittle() throws {
        let tables = try parse(#"[{"name":"t","new_key":1,"columns":[{"name":"id","type":null}],"foreign_keys":null}]"#)
        #expect(
            text(tables) == #"{"tables":[{"name":"t","kind":"table","sql":"","without_rowid":false,"strict":false,"#
                + #""columns":[{"name":"id","type":"","not_null":false,"default":null,"key":0,"hidden":0}],"#
                + #""foreign_keys":[],"indexes":[]}]}"#)
    }

    @Test(arguments: [
        ("5", "$: expected an array of tables"), ("[5]", "$[0]: expected an object"),
        ("[{}]", "$[0]: a table needs a name"), (#"[{"name":"t","kind":"x"}]"#, "$[0].kind: unknown kind of table x"),
        (#"{"tables":[{"name":"t","columns":[{"name":1}]}]}"#, "$.tables[0].columns[0].name: expected a string"),
        (#"[{"name":"t","columns":[{"name":"a","key":-1}]}]"#, "$[0].columns[0].key: expected a small integer"),
        (#"[{"name":"t","columns":[{"name":"a","key":1e3}]}]"#, "$[0].columns[0].key: expected a small integer"),
        (#"[{"name":"t","strict":0}]"#, "$[0].strict: expected true or false"),
        (#"[{"name":"t","indexes":[{"columns":[1]}]}]"#, "$[0].indexes[0].columns[0]: expected a string or null"),
        (#"[{"name":"t","foreign_keys":[{"columns":[]}]}]"#, "$[0].foreign_keys[0]: a foreign key needs a table"),
    ])
    func refusesOtherShapes(json: String, expected: String) throws {
        let root = try JSONDocument.parse([UInt8](json.utf8)).root
        do throws(NoormmeError) {
            _ = try TableDescription.parse(list: root)
            Issue.record("no error")
        } catch {
            #expect("\(error.path.string): \(error.message.string)" == expected)
        }
    }

    private func written(_ schema: Schema) -> String {
        var writer = JSONWriter()
        schema.write(into: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func describesTheSchema() throws {
        let schema = try schema(
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, "a__b" TEXT CHECK ("a__b" IN ('x')));
            CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
                gone_id REFERENCES nowhere);
            """,
            """
            {"users": {"ordering": ["-id", {"$f": "id"}], "default_scope": {"id__gt": 0}},
             "posts": {"relations": {"user": {"on_delete": "PROTECT"}}}}
            """)
        #expect(
            written(schema)
                == #"""
                {"models":[{"name":"posts","table":"posts","label":"posts","kind":"table","without_rowid":false,
                "strict":false,"columns":[{"name":"id","column":"id","type":"integer","declared_type":"INTEGER",
                "null":false,"default":null,"generated":null,"rowid":true,"autoincrement":false,"unique":true,
                "max_length":null,"choices":[]},{"name":"user_id","column":"user_id","type":"integer",
                "declared_type":"INTEGER","null":false,"default":null,"generated":null,"rowid":false,
                "autoincrement":false,"unique":false,"max_length":null,"choices":[]},{"name":"gone_id",
                "column":"gone_id","type":"any","declared_type":"","null":true,"default":null,"generated":null,
                "rowid":false,"autoincrement":false,"unique":false,"max_length":null,"choices":[]}],
                "hidden_columns":[],"primary_key":["id"],"unique":[],"relations":[{"name":"user","query_name":"user",
                "kind":"forward","to":"users","columns":["user_id"],"to_columns":["id"],"null":false,
                "one_to_one":false,"on_delete":"PROTECT","foreign_key":{"on_delete":"CASCADE",
                "on_update":"NO ACTION","deferred":false}}],"ordering":[],"get_latest_by":[],"default_scope":null},
                {"name":"users","table":"users","label":"users","kind":"table","without_rowid":false,"strict":false,
                "columns":[{"name":"id","column":"id","type":"integer","declared_type":"INTEGER","null":false,
                "default":null,"generated":null,"rowid":true,"autoincrement":true,"unique":true,"max_length":null,
                "choices":[]},{"name":"a__b","column":"a__b","type":"text","declared_type":"TEXT","null":true,
                "default":null,"generated":null,"rowid":false,"autoincrement":false,"unique":false,
                "max_length":null,"choices":["'x'"]}],"hidden_columns":[],"primary_key":["id"],"unique":[],
                "relations":[{"name":"posts","query_name":"posts","kind":"reverse_many","to":"posts",
                "columns":["id"],"to_columns":["user_id"],"null":true,"one_to_one":false,"on_delete":"PROTECT",
                "foreign_key":{"on_delete":"CASCADE","on_update":"NO ACTION","deferred":false}}],
                "ordering":["-id",{"$f": "id"}],"get_latest_by":[],"default_scope":{"id__gt": 0}}],
                "unspellable":[{"model":"users","column":"a__b","suggestion":"a_b"}],
                "notes":["the foreign key posts(gone_id) refers to nowhere, which does not exist"]}
                """#.replacing("\n", with: ""))
    }

    @Test func schemasGoBothWays() throws {
        let schema = try schema(
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, "a__b" TEXT CHECK ("a__b" IN ('x')), g AS (id * 2));
            CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER UNIQUE REFERENCES users ON DELETE CASCADE);
            CREATE TABLE tags (name TEXT PRIMARY KEY, price DECIMAL(5, 2) DEFAULT 1) WITHOUT ROWID;
            CREATE TABLE post_tags (post_id REFERENCES posts, tag_name REFERENCES tags, UNIQUE (post_id, tag_name));
            CREATE VIRTUAL TABLE docs USING fts5(title);
            CREATE VIEW v AS SELECT 1 AS one;
            """,
            """
            {"users": {"ordering": ["-id", {"$f": "id"}], "get_latest_by": ["id"], "default_scope": {"id__gt": 0}},
             "posts": {"relations": {"user": {"on_delete": "PROTECT", "related_query_name": "entry"}},
                       "fields": {"key": {"column": "id", "max_length": 5}}}}
            """)
        let json = written(schema)
        let parsed = try Schema.parse(try JSONDocument.parse([UInt8](json.utf8)).root)
        #expect(written(parsed) == json)
        for model in schema.models {
            #expect(try parsed.relations(model.name.string) == schema.relations(model.name.string))
        }
    }

    @Test(arguments: [
        ("[]", "$: expected an object"), ("{}", "$: expected models"),
        (#"{"models":[{}]}"#, "$.models[0]: a model needs a name"),
        (#"{"models":[{"name":"a"},{"name":"a"}]}"#, "$.models[1]: repeated model"),
        (
            #"{"models":[{"name":"a","columns":[{"name":"x","type":"y"}]}]}"#,
            "$.models[0].columns[0]: a column needs a name and a known type"
        ),
        (
            #"{"models":[{"name":"a","columns":[{"name":"x"},{"name":"x"}]}]}"#,
            "$.models[0].columns[1]: repeated column"
        ),
        (#"{"models":[{"name":"a","primary_key":["x"]}]}"#, "$.models[0].primary_key[0]: a has no column x"),
        (#"{"models":[{"name":"a","primary_key":"x"}]}"#, "$.models[0].primary_key: expected an array"),
        (
            #"{"models":[{"name":"a","relations":[{"kind":"x"}]}]}"#,
            "$.models[0].relations[0]: unknown kind of relation"
        ),
        (
            #"{"models":[{"name":"a","relations":[{"kind":"forward","to":"b"}]}]}"#,
            "$.models[0].relations[0]: there is no such model: to"
        ),
        (
            #"{"models":[{"name":"a","relations":[{"kind":"forward","to":"a"}]}]}"#,
            "$.models[0].relations[0]: the columns of the two ends do not match"
        ),
        (
            #"{"models":[{"name":"a","relations":[{"kind":"many_to_many","to":"a"}]}]}"#,
            "$.models[0].relations[0]: there is no such model: through"
        ),
    ])
    func refusesOtherSchemas(json: String, expected: String) throws {
        let root = try JSONDocument.parse([UInt8](json.utf8)).root
        do throws(NoormmeError) {
            _ = try Schema.parse(root)
            Issue.record("no error")
        } catch {
            #expect("\(error.path.string): \(error.message.string)" == expected)
        }
    }

    @Test func chinook() throws {
        let path =
            String(#filePath.prefix(upTo: #filePath.range(of: "/Tests/")!.lowerBound))
            + "/../shared/data/chinook.sqlite"
        guard access(path, R_OK) == 0 else {
            print("skipped: shared data absent")
            return
        }
        let schema = try SchemaFixture(file: path).schema()
        #expect(schema.models.count == 11)
        #expect(schema.unspellableNames.isEmpty && schema.notes.isEmpty)
        #expect(
            try schema.relations("Track") == [
                "Album -> Album (AlbumId = AlbumId) null", "MediaType -> MediaType (MediaTypeId = MediaTypeId)",
                "Genre -> Genre (GenreId = GenreId) null", "InvoiceLine <- InvoiceLine (TrackId = TrackId)",
                "PlaylistTrack <- PlaylistTrack (TrackId = TrackId)",
                "Playlist <> Playlist (TrackId = PlaylistId) via PlaylistTrack (TrackId, PlaylistId) plain",
            ])
        #expect(
            try schema.relations("Employee") == [
                "ReportsTo_ref -> Employee (ReportsTo = EmployeeId) null",
                "Customer <- Customer (EmployeeId = SupportRepId)", "Employee <- Employee (EmployeeId = ReportsTo)",
            ])
        #expect(try schema.relations("Customer").first == "SupportRep -> Employee (SupportRepId = EmployeeId) null")
        #expect(try schema.column("Invoice", "Total").type == .decimal(digits: 10, places: 2))
        #expect(try schema.column("Track", "TrackId").isRowID)
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }
}
