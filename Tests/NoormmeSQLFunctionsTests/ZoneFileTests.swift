import Testing

@testable import NoormmeSQLite

/// Zone files built here, whole and broken.
@Suite struct ZoneFileTests {
    /// A version 2 file with the given changes; the first type is the one before them.
    private func file(
        types: [(offset: Int32, isDaylight: Bool)], changes: [(time: Int64, type: UInt8)], footer: String,
        version: UInt8 = 0x32
    ) -> [UInt8] {
        func block(wide: Bool) -> [UInt8] {
            var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
            for count in [0, 0, 0, changes.count, types.count, 4] { bytes += big(Int64(count), 4) }
            for change in changes { bytes += big(change.time, wide ? 8 : 4) }
            bytes += changes.map(\.type)
            for type in types { bytes += big(Int64(type.offset), 4) + [type.isDaylight ? 1 : 0, 0] }
            return bytes + [0x41, 0x42, 0x43, 0]
        }
        if version < 0x32 { return block(wide: false) }
        return block(wide: false) + block(wide: true) + [10] + Array(footer.utf8) + [10]
    }

    private func big(_ value: Int64, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
    }

    private let simple: [(offset: Int32, isDaylight: Bool)] = [(3_600, false), (7_200, true)]

    @Test func readsBothVersions() throws {
        for version: UInt8 in [0, 0x32, 0x33] {
            let bytes = file(types: simple, changes: [(1_000_000, 1), (2_000_000, 0)], footer: "", version: version)
            let zone = try #require(ZoneFile.zone(bytes))
            #expect(zone.offset(atUTC: 999_999) == 3_600)
            #expect(zone.offset(atUTC: 1_000_000) == 7_200)
            #expect(zone.offset(atUTC: 1_999_999) == 7_200)
            #expect(zone.offset(atUTC: 9_000_000) == 3_600)
        }
    }

    /// The clock goes from 03:46:40 + 1 h to + 2 h at 1,000,000 and back at 2,000,000.
    @Test func resolvesFoldsAndGaps() throws {
        let bytes = file(types: simple, changes: [(1_000_000, 1), (2_000_000, 0)], footer: "")
        let zone = try #require(ZoneFile.zone(bytes))
        let gap: Int64 = 1_000_000 + 3_600
        #expect(zone.offset(atLocal: gap - 1) == 3_600)
        #expect(zone.offset(atLocal: gap) == 3_600)
        #expect(zone.offset(atLocal: gap, fold: true) == 7_200)
        #expect(zone.offset(atLocal: gap + 3_600) == 7_200)
        let fold: Int64 = 2_000_000 + 3_600
        #expect(zone.offset(atLocal: fold - 1) == 7_200)
        #expect(zone.offset(atLocal: fold) == 7_200)
        #expect(zone.offset(atLocal: fold, fold: true) == 3_600)
        #expect(zone.offset(atLocal: fold + 3_600) == 3_600)
    }

    @Test func footerRulesTheRest() throws {
        let zone = try #require(ZoneFile.zone(file(types: simple, changes: [], footer: "CET-1CEST,M3.5.0,M10.5.0/3")))
        // 2100-03-28 01:00 UTC is the last Sunday of March.
        #expect(zone.offset(atUTC: 4_109_878_799) == 3_600)
        #expect(zone.offset(atUTC: 4_109_878_800) == 7_200)
        let fixed = try #require(ZoneFile.zone(file(types: simple, changes: [], footer: "<-0330>3:30")))
        #expect(fixed.offset(atUTC: 0) == -12_600)
    }

    @Test(arguments: [
        ("EST5EDT,M3.2.0,M11.1.0", true), ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", true), ("UTC0", true),
        ("IST-2IDT,M3.4.4/26,M10.5.0", true), ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true), ("A1", true),
        ("AAA0BBB,J60,J300", true), ("AAA0BBB,0,365/24", true), ("", false), ("5", false), ("EST", false),
        ("EST5EDT", false), ("EST5EDT,M3.2.0", false), ("EST5EDT,M13.2.0,M11.1.0", false), ("<>5", false),
        ("EST5EDT,M3.6.0,M11.1.0", false), ("EST5EDT,M3.2.7,M11.1.0", false), ("EST25", false), ("EST5:60", false),
        ("AAA0BBB,J0,J300", false), ("AAA0BBB,366,1", false), ("EST5EDT,M3.2.0/168,M11.1.0", false),
        ("EST5EDT,M3.2.0,M11.1.0,", false), ("<EST5", false), ("EST5 ", false),
    ])
    func readsRules(_ rule: String, isGood: Bool) {
        #expect((ZoneRuleParser.tail(Array(rule.utf8)) != nil) == isGood)
    }

    /// Python counts the days of these two forms otherwise; POSIX says this.
    @Test func daysOfTheYear() {
        let leap = ZoneRule.Day(kind: .julian(60), seconds: 0)
        #expect(leap.reading(in: 2024) == Int64(CivilDate(year: 2024, month: 3, day: 1)?.days ?? 0) * 86_400)
        #expect(leap.reading(in: 2023) == Int64(CivilDate(year: 2023, month: 3, day: 1)?.days ?? 0) * 86_400)
        let ordinal = ZoneRule.Day(kind: .ordinal(59), seconds: 0)
        #expect(ordinal.reading(in: 2024) == Int64(CivilDate(year: 2024, month: 2, day: 29)?.days ?? 0) * 86_400)
    }

    @Test func refusesBrokenFiles() {
        let good = file(types: simple, changes: [(1_000_000, 1), (2_000_000, 0)], footer: "CET-1")
        #expect(ZoneFile.zone(good) != nil)
        for length in 0..<good.count { #expect(ZoneFile.zone(Array(good[..<length])) == nil, "cut at \(length)") }
        #expect(ZoneFile.zone(file(types: [], changes: [], footer: "")) == nil)
        #expect(ZoneFile.zone(file(types: simple, changes: [(0, 2)], footer: "")) == nil)
        #expect(ZoneFile.zone(file(types: simple, changes: [(5, 1), (5, 0)], footer: "")) == nil)
        #expect(ZoneFile.zone(file(types: [(90_000, false)], changes: [], footer: "")) == nil)
        #expect(ZoneFile.zone(file(types: simple, changes: [], footer: "nonsense")) == nil)
    }

    /// Damaged bytes give nil or a zone that answers, never a trap.
    @Test func survivesDamage() {
        var generator = Seeded(seed: 11)
        let good = file(types: simple, changes: [(1_000_000, 1), (2_000_000, 0)], footer: "CET-1CEST,M3.5.0,M10.5.0/3")
        var zones = 0
        for _ in 0..<20_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[index] =
                    [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &generator)]
                    .randomElement(using: &generator) ?? 0
            }
            guard let zone = ZoneFile.zone(bytes) else { continue }
            zones += 1
            for seconds in [Int64.min / 4, Moment.range.lowerBound / 1_000_000, 0, 1_500_000, 253_402_300_799] {
                #expect(abs(zone.offset(atUTC: seconds)) <= 200_000)
                #expect(abs(zone.offset(atLocal: seconds)) <= 200_000)
            }
        }
        #expect(zones > 1_000)
    }
}
