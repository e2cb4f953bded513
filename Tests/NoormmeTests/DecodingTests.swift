import Noormme
import Testing

@Suite struct DecodingTests {
    /// One column of every declared type, and what SQLite lets into columns anyway.
    private static let script = """
        CREATE TABLE things (
            id INTEGER PRIMARY KEY, small SMALLINT, big BIGINT, flag BOOLEAN, loose INTEGER, real REAL,
            price DECIMAL(10, 2), name TEXT, born DATE, seen DATETIME, level TEXT, data JSON, picture BLOB, any_of);
        INSERT INTO things VALUES
            (1, -7, 9223372036854775807, 1, 0, 0.1, 12.5, 'Zoë "x"', '2020-01-31', '2020-01-31 12:30:00', 'high',
             '{"tags": ["a", "b"], "size": {"w": 2}, "n": null}', x'00ff10', 3.5),
            (2, NULL, -9223372036854775808, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
            (3, 300, 5, 0, 1, 9e999, 1, '', '', '', 'low', '[]', x'', 'text');
        """

    private let things: QuerySet<Row>
    private let fixture: Fixture

    init() throws {
        fixture = try Fixture(Self.script)
        things = fixture.database.model("things").objects.orderBy("id")
    }

    private enum Level: String, Codable { case low, high }

    private struct Data: Codable, Equatable {
        struct Size: Codable, Equatable { var w: Int }
        var tags: [String]
        var size: Size
        var n: Int?
    }

    private struct Thing: Model {
        static let table = "things"
        var id: Int
        var small: Int16?
        var big: Int64
        var flag: Bool?
        var loose: Bool?
        var real: Double?
        var price: Float?
        var name: String?
        var born: String?
        var level: Level?
        var data: Value?
        var picture: [UInt8]?
        var anyOf: Value?
        var notThere: String?
        static let columnNaming = ColumnNaming.snakeCase
    }

    @Test func decodesEveryType() async throws {
        let all = try await fixture.database.objects(Thing.self).orderBy("id").all()
        let first = all[0]
        #expect(first.id == 1 && first.small == -7 && first.big == Int64.max)
        #expect(first.flag == true && first.loose == false)
        #expect(first.real == 0.1 && first.price == 12.5)
        #expect(first.name == "Zoë \"x\"" && first.born == "2020-01-31" && first.level == .high)
        #expect(first.data?["tags"]?[1] == "b" && first.data?["size"]?["w"] == 2 && first.data?["n"] == .null)
        #expect(first.picture == [0, 255, 16])
        #expect(first.anyOf == 3.5)
        #expect(first.notThere == nil)
    }

    @Test func decodesNull() async throws {
        let thing = try await fixture.database.objects(Thing.self).get(["id": 2])
        #expect(thing.big == Int64.min)
        #expect(thing.small == nil && thing.flag == nil && thing.loose == nil && thing.real == nil)
        #expect(thing.price == nil && thing.name == nil && thing.level == nil && thing.picture == nil)
        #expect(thing.data == nil && thing.anyOf == nil)
    }

    @Test func decodesTheRest() async throws {
        let thing = try await fixture.database.objects(Thing.self).get(["id": 3])
        #expect(thing.real == .infinity && thing.loose == true && thing.flag == false)
        #expect(thing.name == "" && thing.picture == [] && thing.data == [] && thing.anyOf == "text")
        #expect(try await things.item(at: 0).get("data", as: Data.self) == Data(tags: ["a", "b"], size: .init(w: 2)))
        #expect(try await things.item(at: 0).get("data", as: [String: Value].self)["n"] == .null)
        #expect(try await things.item(at: 0).get("price", as: String.self) == "12.5")
        #expect(try await things.item(at: 0).get("big", as: String.self) == "9223372036854775807")
        #expect(try await things.item(at: 0).get("big", as: UInt64.self) == UInt64(Int64.max))
        #expect(try await things.item(at: 0).get("big", as: Double.self) == 0x1p63)
        #expect(try await things.item(at: 0).get("picture", as: Bytes.self).all == [0, 255, 16])
    }

    /// As Foundation's Data: a sequence of bytes.
    private struct Bytes: Decodable {
        var all: [UInt8] = []
        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            while !container.isAtEnd { all.append(try container.decode(UInt8.self)) }
        }
    }

    @Test func readsRowsAsValues() async throws {
        let row = try await things.item(at: 0)
        #expect(row["big"] == .integer(.max))
        #expect(row["flag"] == true && row["loose"] == 0)
        #expect(row["real"]?.doubleValue == 0.1 && row["id"]?.doubleValue == 1.0)
        #expect(row["picture"]?.bytesValue == [0, 255, 16])
        #expect(row["data"]?["tags"]?.arrayValue?.map(\.stringValue) == ["a", "b"])
        #expect(row["data"]?["tags"]?[2] == nil && row["data"]?["tags"]?[-1] == nil)
        #expect(row["nothing"] == nil)
        #expect(try await things.item(at: 1)["name"]?.isNull == true)
        #expect(try await things.item(at: 2)["real"] == .real(.infinity))
        #expect(row["id"]?.intValue == 1 && row["name"]?.intValue == nil && row["flag"]?.boolValue == true)
        #expect(row.description.hasPrefix("{\"id\":1,"))
        #expect(row["data"]?.description == #"{"tags":["a","b"],"size":{"w":2},"n":null}"#)
    }

    @Test func saysWhatDoesNotFit() async throws {
        func error<T: Decodable & Sendable>(_ id: Int, _ type: T.Type) async -> String? {
            let query = things.filter(["id": id]).decoding(T.self)
            let error = await failure { try await query.all() }
            return error?.message
        }
        struct Whole: Decodable { var small: Int }
        struct Tiny: Decodable { var small: Int8 }
        struct Missing: Decodable { var smal: Int }
        struct Nested: Decodable {
            struct Data: Decodable { var tags: [Int] }
            var data: Data
        }
        struct Choice: Decodable {
            enum Kind: String, Decodable { case a }
            var level: Kind
        }
        #expect(await error(2, Whole.self) == "Whole.small: NULL where Int is wanted")
        #expect(await error(3, Tiny.self) == "Tiny.small: an integer where Int8 is wanted")
        #expect(await error(1, Missing.self) == "Missing.smal: there is no column of this name")
        #expect(await error(1, Nested.self) == "Nested.data.tags[0]: text where Int is wanted")
        // The value stays out of the message.
        #expect(await error(1, Choice.self) == "Choice.level: the value is none of its type")
        let missing = await failure { try await things.decoding(Missing.self).all() }
        #expect(missing?.code == .dataError && missing?.field == "smal")
        let row = try await things.item(at: 0)
        #expect(await failure { try row.get("nope", as: Int.self) }?.field == "nope")
        #expect(await failure { try row.get("name", as: Int.self) }?.message == "row.name: text where Int is wanted")
        #expect(await failure { try row.get("picture", as: Int.self) }?.code == .dataError)
        #expect(await failure { try row.get("name", as: [Int].self) }?.code == .dataError)
    }

    @Test func keepsValuesThroughOtherCoders() async throws {
        let value: Value = ["a": [1, 2.5, "x", true, nil], "b": [:]]
        #expect(value["a"]?[1] == 2.5)
        let stored = try Fixture("CREATE TABLE t (id INTEGER PRIMARY KEY, data JSON);")
        let rows = stored.database.model("t").objects
        #expect(try await rows.create(["data": value])["data"] == value)
        #expect(try await rows.create(["data": [1, 2]])["data"] == [1, 2])
        #expect(try await rows.filter(["data__a__0": 1]).count() == 1)
    }
}
