import NoormmeText
import Testing

@testable import NoormmeSQLite

/// Offsets against the tables that Generate/zones.py wrote with Python's `zoneinfo`.
@Suite struct ZoneTests {
    private let database = ZoneDatabase.shared

    @Test func agreesWithPythonInThePast() throws {
        var compared = 0
        for line in try ExpectationTable("zones").lines.compactMap(\.first) {
            let parts = line.split(separator: " ").map(String.init)
            guard let zone = database.zone(named: Text(parts[1].utf8)) else {
                Issue.record("no zone \(parts[1])")
                continue
            }
            for item in parts.dropFirst(2) {
                let numbers = item.split { $0 == "=" || $0 == "/" }.compactMap { Int64($0) }
                if parts[0] == "U" {
                    #expect(zone.offset(atUTC: numbers[0]) == numbers[1], "\(parts[1]) at \(numbers[0]) UTC")
                } else {
                    #expect(zone.offset(atLocal: numbers[0]) == numbers[1], "\(parts[1]) reading \(numbers[0])")
                    #expect(
                        zone.offset(atLocal: numbers[0], fold: true) == numbers[2],
                        "\(parts[1]) reading \(numbers[0]) again")
                }
                compared += 1
            }
        }
        #expect(compared > 8_000)
    }

    /// Every zone of the system over 2,000 instants of ten thousand years, if the data is of the same release.
    @Test func agreesWithPythonEverywhere() throws {
        let table = try ExpectationTable("zone_digests")
        guard let version = table.lines.first, version == ["version", Self.installedVersion] else {
            print("skipped: zone data of another release")
            return
        }
        #expect(table.lines.count > 500)
        for line in table.lines.dropFirst() {
            guard let zone = database.zone(named: Text(line[0].utf8)) else {
                Issue.record("no zone \(line[0])")
                continue
            }
            var state: UInt64 = 12_345
            var digest: UInt64 = 0xCBF2_9CE4_8422_2325
            for step in 0..<2_000 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let (low, width) =
                    step % 2 == 1
                    ? (-62_135_510_400, 315_537_724_800) : (-3_786_825_600, 9_467_000_000) as (Int64, UInt64)
                let seconds = low + Int64((state >> 16) % width)
                for offset in [
                    zone.offset(atUTC: seconds), zone.offset(atLocal: seconds),
                    zone.offset(atLocal: seconds, fold: true),
                ] {
                    digest = (digest ^ UInt64(bitPattern: offset)) &* 0x100_0000_01B3
                }
            }
            let digits = String(digest, radix: 16)
            #expect(String(repeating: "0", count: 16 - digits.count) + digits == line[1], "\(line[0])")
        }
    }

    private static var installedVersion: String {
        guard let table = try? ExpectationTable(path: "/usr/share/zoneinfo/tzdata.zi"),
            let first = table.lines.first?.first
        else { return "none" }
        return first.split(separator: " ").last.map(String.init) ?? "none"
    }

    @Test(arguments: [
        "", "/", "/etc/passwd", "../zoneinfo/UTC", "Europe/../UTC", "./UTC", "Europe//Rome", "Europe/", "Europe/Rome ",
        "Europe\\Rome", "Europe/Rome\u{0}", "Ünited", "a.b", String(repeating: "a", count: 300), "tzdata.zi", "Europe",
        "zone.tab",
    ])
    func refusesNames(that name: String) {
        #expect(database.zone(named: Text(name.utf8)) == nil)
    }

    @Test func absentDatabaseIsAnUnknownZone() {
        let empty = ZoneDatabase(folders: ["/nonexistent"])
        #expect(empty.offset(ofZone: "Europe/Rome", atUTC: 0) == nil)
        #expect(empty.offset(ofZone: "Europe/Rome", atLocal: 0) == nil)
        #expect(database.offset(ofZone: "Europe/Rome", atUTC: 0) == 3_600)
        #expect(database.offset(ofZone: "Europe/Rome", atLocal: 0, fold: true) == 3_600)
    }

    @Test func manyThreadsMayLook() {
        let fresh = ZoneDatabase(folders: nil)
        let names: [Text] = ["Europe/Rome", "Asia/Tokyo", "America/New_York", "Australia/Sydney"]
        let wrong = Threads.count(8) { thread in
            var wrong = 0
            for step in 0..<200 {
                let index = (thread + step) % names.count
                let expected: [Int64] = [3_600, 32_400, -18_000, 36_000]
                if fresh.offset(ofZone: names[index], atUTC: 0) != expected[index] { wrong += 1 }
            }
            return wrong
        }
        #expect(wrong == 0)
    }
}
