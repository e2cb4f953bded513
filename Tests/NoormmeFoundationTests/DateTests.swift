import Testing

@testable import NoormmeFoundation

@Suite struct DateTests {
    @Test(arguments: [
        ("1970-01-01", 0.0), ("1970-01-01 00:00", 0), ("1970-01-01T00:00:01Z", 1), ("1969-12-31 23:59:59.75", -0.25),
        ("2020-01-31 12:30:00", 1_580_473_800), ("2020-01-31T12:30:00.5+02:00", 1_580_466_600.5),
        ("2020-02-29T00:00:00-0530", 1_582_954_200), ("0001-01-01", -62_135_596_800), ("9999-12-31", 253_402_214_400),
        ("2024-12-31T23:59:59.999999Z", 1_735_689_599.999999), ("1900-03-01", -2_203_891_200),
    ])
    func reads(text: String, seconds: Double) {
        #expect(Date(isoText: text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2020", "2020-13-01", "2020-02-30", "1900-02-29", "2020-01-31 24:00", "2020-01-31 12:60", "2020-1-31",
        "2020-01-31 12:30:00.", "2020-01-31x", "2020-01-31 12:30Q", "2020-01-31 12:30+25", "20200131", "noon",
    ])
    func refuses(text: String) {
        #expect(Date(isoText: text) == nil)
    }

    @Test func writesWhatItReads() {
        var seed: UInt64 = 42
        for _ in 0..<5000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let microseconds = Int64(seed >> 11) % 200_000_000_000_000_000 - 60_000_000_000_000_000
            let date = Date(timeIntervalSince1970: Double(microseconds / 1000) / 1000)
            let back = Date(isoText: date.isoText)
            #expect(back.map { abs($0.timeIntervalSince(date)) < 0.000_01 } == true, "\(date.isoText)")
        }
        #expect(Date(timeIntervalSince1970: -0.25).isoText == "1969-12-31T23:59:59.75Z")
        #expect(Date(timeIntervalSince1970: 1_580_473_800).isoText == "2020-01-31T12:30:00Z")
        #expect(Date(timeIntervalSince1970: .infinity).isoText == "")
    }

    @Test func readsOtherColumns() {
        #expect(Date(column: .integer(1500))?.timeIntervalSince1970 == 1.5)
        #expect(Date(column: .null) == nil && Date(column: .real(1)) == nil)
        #expect(
            UUID(column: .text("0123456789abcdef0123456789ABCDEF"))?.uuidString
                == "01234567-89AB-CDEF-0123-456789ABCDEF")
        #expect(UUID(column: .text("0123")) == nil)
        #expect(Decimal(column: .text("12.50")) == Decimal(string: "12.5") && Decimal(column: .text("12a")) == nil)
        #expect(Data(column: .text("AAE=")) == Data([0, 1]) && Data(column: .integer(1)) == nil)
    }
}
