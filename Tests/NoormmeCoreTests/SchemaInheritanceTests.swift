import NoormmeCore
import NoormmeJSON
import NoormmeText
import Testing

@Suite struct SchemaInheritanceTests {
    let ddl = """
        CREATE TABLE cities (id INTEGER PRIMARY KEY);
        CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT, city_id INTEGER REFERENCES cities);
        CREATE TABLE restaurants (place_ptr_id INTEGER PRIMARY KEY REFERENCES places, rating INTEGER, UNIQUE (rating));
        CREATE TABLE italians (restaurant_ptr_id INTEGER PRIMARY KEY REFERENCES restaurants, gnocchi BOOLEAN);
        CREATE TABLE reviews (id INTEGER PRIMARY KEY, place_id INTEGER NOT NULL REFERENCES places);
        CREATE TABLE bars (id INTEGER PRIMARY KEY REFERENCES places, twin_id INTEGER UNIQUE REFERENCES places);
        CREATE TABLE halves (id INTEGER PRIMARY KEY, a_id INTEGER UNIQUE REFERENCES places,
            b_id INTEGER UNIQUE REFERENCES places);
        CREATE TABLE boats (place_id INTEGER NOT NULL REFERENCES places, name TEXT);
        """
    let family = """
        "place": {"table": "places", "ordering": ["name"], "get_latest_by": ["id"], "default_scope": {"name__isnull": false}},
        "restaurant": {"table": "restaurants", "parents": ["place"]},
        "italian": {"table": "italians", "parents": {"restaurant": "restaurant_ptr"}, "ordering": [], "default_scope": null}
        """

    @Test func givesChildrenTheirParentsColumnsAndRelations() throws {
        let schema = try schema(ddl, "{\(family)}")
        let italian = try #require(schema.model("italian"))
        #expect(
            italian.columns.map(\.name.string) == [
                "id", "name", "city_id", "place_ptr_id", "rating", "restaurant_ptr_id", "gnocchi",
            ])
        #expect(italian.columns.map { $0.inherited == nil } == [false, false, false, false, false, true, true])
        #expect(italian.primaryKey == [5])
        #expect(italian.parentLinks == [0])
        #expect(
            try schema.relations("italian") == [
                "restaurant_ptr - restaurant (restaurant_ptr_id = place_ptr_id)",
                // The key of the parent above is that of its link, and so on down.
                "place_ptr - place (place_ptr_id = id)", "city -> cities (city_id = id) null",
                "bar_by_id -< bars (restaurant_ptr_id = id)", "bar_by_twin -< bars (restaurant_ptr_id = twin_id)",
                "boats <- boats (restaurant_ptr_id = place_id)", "halve_by_a -< halves (restaurant_ptr_id = a_id)",
                "halve_by_b -< halves (restaurant_ptr_id = b_id)", "reviews <- reviews (restaurant_ptr_id = place_id)",
            ])
        #expect(italian.relations[0].onDelete == .cascade)
        #expect(try #require(schema.model("restaurant")).uniqueSets == [[4]])
    }

    @Test func inheritsWhatIsSaidOfTheFirstParent() throws {
        let schema = try schema(ddl, "{\(family)}")
        let restaurant = try #require(schema.model("restaurant"))
        #expect(restaurant.ordering == ["name"])
        #expect(restaurant.getLatestBy == ["id"])
        #expect(restaurant.defaultScope == #"{"name__isnull": false}"#)
        let italian = try #require(schema.model("italian"))
        #expect(italian.ordering.isEmpty)
        #expect(italian.getLatestBy == ["id"])
        #expect(italian.defaultScope.isEmpty)
    }

    @Test func aLinkOfTheParentsNameIsOneColumn() throws {
        let schema = try schema(ddl, #"{"bars": {"parents": ["places"]}}"#)
        let bars = try #require(schema.model("bars"))
        #expect(bars.columns.map(\.name.string) == ["name", "city_id", "id", "twin_id"])
        #expect(bars.primaryKey == [2])
        #expect(bars.relations[Int(bars.parentLinks[0])].accessor == "id_ref")
    }

    @Test func proxiesShareAllButWhatIsSaidOfThem() throws {
        let schema = try schema(
            ddl,
            """
            {\(family), "best": {"proxy": "restaurant", "ordering": ["-rating"], "label": "Best"},
             "older": {"proxy": "best"}, "towns": {"proxy": "cities"}}
            """)
        let restaurant = try #require(schema.model("restaurant"))
        for name in ["best", "older"] {
            let proxy = try #require(schema.model(Text(string: name)))
            #expect(proxy.table == restaurant.table)
            #expect(proxy.columns.map(\.name) == restaurant.columns.map(\.name))
            #expect(proxy.primaryKey == restaurant.primaryKey)
            #expect(proxy.parentLinks == restaurant.parentLinks)
            #expect(proxy.relations.map(\.accessor) == restaurant.relations.map(\.accessor))
            #expect(proxy.relations.allSatisfy { $0.source == proxy.index })
            #expect(proxy.ordering == ["-rating"])
            #expect(proxy.getLatestBy == ["id"])
        }
        // A table that is only stood for has its own model, too.
        #expect(schema.model("cities")?.proxyOf == -1)
        #expect(schema.model("towns")?.proxyOf == schema.model("cities")?.index)
        // Foreign keys lead to the table's own model.
        #expect(try schema.relations("place").first == "city -> cities (city_id = id) null")
    }

    @Test func survivesJSON() throws {
        let schema = try schema(ddl, #"{\#(family), "best": {"proxy": "restaurant"}}"#)
        var json = JSONWriter()
        schema.write(into: &json)
        let again = try Schema.parse(JSONDocument.parse(json.bytes).root)
        var second = JSONWriter()
        again.write(into: &second)
        #expect(String(decoding: json.bytes, as: UTF8.self) == String(decoding: second.bytes, as: UTF8.self))
        let italian = try #require(again.model("italian"))
        #expect(italian.parentLinks == [0])
        #expect(italian.columns[1].inherited?.column == 1)
        #expect(again.model("best")?.proxyOf == again.model("restaurant")?.index)
    }

    @Test func refusesASchemaWhoseParentsLeadNowhere() throws {
        let schema = try schema(ddl, "{\(family)}")
        var json = JSONWriter()
        schema.write(into: &json)
        let text = String(decoding: json.bytes, as: UTF8.self)
        for (old, new) in [
            (#""parents":["place_ptr"]"#, #""parents":["city"]"#),
            (#""parents":["place_ptr"]"#, #""parents":["gone"]"#),
            (#""parents":["place_ptr"],"#, ""),
            (#""relation":"place_ptr","column":"name""#, #""relation":"place_ptr","column":"gone""#),
            // A circle.
            (
                #""name":"place_ptr","query_name":"place_ptr","kind":"forward","to":"place","columns":["place_ptr_id"],"to_columns":["id"]"#,
                #""name":"place_ptr","query_name":"place_ptr","kind":"forward","to":"restaurant","columns":["place_ptr_id"],"to_columns":["place_ptr_id"]"#
            ),
        ] {
            #expect(text.contains(old))
            let document = try JSONDocument.parse([UInt8](text.replacing(old, with: new).utf8))
            #expect(throws: NoormmeError.self) { _ = try Schema.parse(document.root) }
        }
    }

    @Test(arguments: [
        (#"{"restaurants": {"parents": ["plaices"]}}"#, "there is no model plaices; did you mean places?"),
        (#"{"boats": {"parents": ["places"]}}"#, "there is no one-to-one relation to the parent places"),
        (#"{"halves": {"parents": ["places"]}}"#, "say which relation leads to the parent places"),
        (
            #"{"restaurants": {"parents": {"places": "place"}}}"#,
            "restaurants has no one-to-one relation to its parent called place; did you mean place_ptr?"
        ),
        (#"{"restaurants": {"parents": 1}}"#, "expected an array of strings"),
        (#"{"restaurants": {"parents": ["places", "places"]}}"#, "a second parent over the relation places"),
        (
            #"{"restaurants": {"parents": ["places"], "fields": {"name": {"column": "rating"}}}}"#,
            "restaurants and its parents have more than one column or relation called name"
        ),
        (
            #"{"restaurants": {"parents": ["places"], "relations": {"city": {"columns": ["rating"], "to": "cities"}}}}"#,
            "restaurants and its parents have more than one column or relation called city"
        ),
        (#"{"a": {"proxy": "b"}, "b": {"proxy": "a"}}"#, "a proxy of itself: a"),
        (#"{"a": {"proxy": "gone"}}"#, "there is no table gone"),
        (#"{"a": {"proxy": "places", "fields": {}}}"#, "a proxy shares with its model and cannot say fields"),
        (#"{"a": {"proxy": "places", "parents": ["b"]}}"#, "a proxy shares with its model and cannot say parents"),
    ])
    func refuses(_ models: String, _ message: String) throws {
        let failure = try failure(ddl, models)
        #expect(failure.hasPrefix("$"))
        #expect(failure.hasSuffix(": " + message))
    }

    @Test func refusesAParentOfItself() throws {
        let circle = """
            CREATE TABLE a (id INTEGER PRIMARY KEY REFERENCES b); CREATE TABLE b (id INTEGER PRIMARY KEY REFERENCES a);
            """
        #expect(
            try failure(circle, #"{"a": {"parents": ["b"]}, "b": {"parents": ["a"]}}"#).hasSuffix(
                ": a parent of itself: a"))
        #expect(
            try failure("CREATE TABLE a (id INTEGER PRIMARY KEY REFERENCES a)", #"{"a": {"parents": ["a"]}}"#)
                .hasSuffix(
                    ": a parent of itself: a"))
    }
}
