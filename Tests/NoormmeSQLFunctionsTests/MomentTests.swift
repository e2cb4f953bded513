import Testing

@testable import NoormmeSQLite

/// What goes beyond Django's functions: more forms of dates, and errors that name their cause.
@Suite struct MomentTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    @Test(arguments: [
        ("'2020-01-01'", "2020-01-01 00:00:00"), ("'2020-01-01T10:20'", "2020-01-01 10:20:00"),
        ("'2020-01-01T10:20:30Z'", "2020-01-01 10:20:30"), ("'2020-01-01t10:20:30.5z'", "2020-01-01 10:20:30.500000"),
        ("'2020-01-01 10:20:30+02:00'", "2020-01-01 08:20:30"), ("'2020-01-01 10:20:30 -0530'", "2020-01-01 15:50:30"),
        ("'2020-01-01T00:20:30+01'", "2019-12-31 23:20:30"),
        ("'2020-01-01 10:20:30.1234569'", "2020-01-01 10:20:30.123456"),
        ("'2020-01-01 10:20:30,25'", "2020-01-01 10:20:30.250000"), ("0", "1970-01-01 00:00:00"),
        ("1577836800123", "2020-01-01 00:00:00.123000"), ("-1", "1969-12-31 23:59:59.999000"),
        ("-62135596800000", "0001-01-01 00:00:00"), ("253402300799999", "9999-12-31 23:59:59.999000"),
    ])
    func readsForms(_ value: String, _ text: String) {
        #expect(scratch.select("noormme_datetime(\(value))") == .text(text))
    }

    @Test(arguments: [
        "NULL", "''", "'x'", "2.5", "x'323032302d30312d3031'", "'2020-01-01T'", "'2020-01-01 '", "'2020-01-01Z'",
        "'2020-01-01 10'", "'2020-01-01 10:20:30+'", "'2020-01-01 10:20:30+1'", "'2020-01-01 10:20:30+24:00'",
        "'2020-01-01 10:20:30+01:60'", "'2020-01-01 10:20:30+010'", "'2020-01-01 10:20:30ZZ'", "' 2020-01-01'",
        "'2020-01-01 10:20:30.5.5'", "'99999999999-01-01'", "'0001-01-01 00:00:00+01:00'", "9223372036854775807",
        "253402300800000", "-62135596800001", "char(0)", "'2020-01-01' || char(0)",
    ])
    func nullForTheRest(_ value: String) {
        #expect(scratch.select("noormme_datetime(\(value))") == .null)
    }

    @Test func integersAreMilliseconds() {
        #expect(scratch.select("noormme_datetime_extract('hour', 1577836800000, 'Asia/Tokyo')") == .integer(9))
        #expect(scratch.select("noormme_date_trunc('month', 1577836800000, '-01:00')") == .text("2019-12-01"))
        #expect(scratch.select("noormme_time_extract('second', 5000)") == .integer(5))
        #expect(scratch.select("noormme_timestamp_diff(1000, '1970-01-01')") == .integer(1_000_000))
    }

    @Test func datesCountAsMidnight() {
        #expect(scratch.select("noormme_datetime_extract('hour', '2020-06-01', 'Europe/Rome')") == .integer(2))
        #expect(scratch.select("noormme_datetime_trunc('hour', '2020-01-01', NULL)") == .text("2020-01-01 00:00:00"))
        #expect(scratch.select("noormme_datetime_cast_time('2020-01-01', NULL)") == .text("00:00:00"))
        #expect(
            scratch.select("noormme_timestamp_diff('2020-01-02', '2020-01-01 12:00:00')") == .integer(43_200_000_000))
        #expect(scratch.select("noormme_time_trunc('hour', '2020-01-01', NULL)") == .text("00:00:00"))
    }

    @Test func partsAsText() {
        #expect(
            scratch.select("noormme_datetime_extract('date', '2020-06-01 23:00:00', 'Europe/Rome')")
                == .text("2020-06-02"))
        #expect(
            scratch.select("noormme_datetime_extract('time', '2020-06-01 23:00:00', 'Europe/Rome')")
                == .text("01:00:00"))
        #expect(scratch.select("noormme_time_extract('hour', '10:20')") == .integer(10))
    }

    @Test func localTimesBecomeUTC() {
        func utc(_ text: String, _ zone: String) -> Outcome {
            scratch.select("noormme_datetime_to_utc('\(text)', \(zone))")
        }
        #expect(utc("2024-01-01 00:00:00", "'Europe/Rome'") == .text("2023-12-31 23:00:00"))
        #expect(utc("2024-01-01", "'America/New_York'") == .text("2024-01-01 05:00:00"))
        // Skipped: the offset before the gap. Twice: the earlier.
        #expect(utc("2024-03-31 02:30:00", "'Europe/Rome'") == .text("2024-03-31 01:30:00"))
        #expect(utc("2024-10-27 02:30:00", "'Europe/Rome'") == .text("2024-10-27 00:30:00"))
        #expect(utc("2024-01-01 00:00:00", "'+05:30'") == .text("2023-12-31 18:30:00"))
        #expect(utc("2024-01-01 00:00:00", "NULL") == .text("2024-01-01 00:00:00"))
        #expect(utc("2024-01-01 00:00:00", "'UTC'") == .text("2024-01-01 00:00:00"))
        // Taken at its word.
        #expect(utc("2024-01-01 00:00:00Z", "'Europe/Rome'") == .text("2024-01-01 00:00:00"))
        #expect(utc("2024-01-01T00:00-03:00", "'Europe/Rome'") == .text("2024-01-01 03:00:00"))
        #expect(scratch.select("noormme_datetime_to_utc(0, 'Europe/Rome')") == .text("1970-01-01 00:00:00"))
        #expect(utc("0001-01-01 00:00:00", "'Asia/Tokyo'") == .error("noormme: date out of range"))
    }

    /// Django subtracts ten hours where the zone's name means ten hours behind.
    @Test func aZoneNameWinsOverAnOffset() {
        #expect(scratch.select("noormme_datetime_extract('hour', '2020-01-01 10:00:00', 'Etc/GMT+10')") == .integer(0))
        #expect(scratch.select("noormme_datetime_extract('hour', '2020-01-01 10:00:00', '+0530')") == .integer(15))
        #expect(scratch.select("noormme_datetime_extract('hour', '2020-01-01 10:00:00', 'UTC-3:00')") == .integer(7))
    }

    @Test func errorsSayWhat() {
        let unknown = scratch.select("noormme_datetime_extract('hour', '2020-01-01', 'Nowhere/Land')")
        #expect(unknown == .error("noormme: unknown time zone \"Nowhere/Land\""))
        for name in ["''", "'../UTC'", "'+25:00'", "'UTC+'", "'Nowhere+01:00'", "'utc '", "'Europe/Rome'||char(0)"] {
            guard case .error(let message) = scratch.select("noormme_datetime_cast_date('2020-01-01', \(name))") else {
                Issue.record("\(name) was taken")
                continue
            }
            #expect(message.hasPrefix("noormme: unknown time zone \""))
        }
        #expect(
            scratch.select("noormme_datetime_extract('decade', '2020-01-01', NULL)")
                == .error("noormme: unsupported unit \"decade\""))
        #expect(
            scratch.select("noormme_datetime_extract('hour', '2020-01-01', 5)")
                == .error("noormme: the time zone is not text"))
        #expect(
            scratch.select("noormme_format_dtdelta('+', '2020-01-01', '2020-01-01')")
                == .error("noormme: unsupported operands of a date operator"))
        #expect(scratch.select("noormme_format_dtdelta('%', 1, 2)") == .error("noormme: unsupported operator"))
        #expect(scratch.select("noormme_timestamp_diff('x', 'y')") == .error("noormme: not a date and time"))
    }

    /// A zone in a column changes from row to row; the one looked up first must not stick.
    @Test func zonesMayVaryByRow() {
        let rows = scratch.rows(
            """
            SELECT noormme_datetime_extract('hour', '2020-01-01 10:00:00', column1)
            FROM (VALUES ('Europe/Rome'), ('Asia/Tokyo'), (NULL), ('Europe/Rome'), ('UTC'))
            """)
        #expect(rows == [11, 19, 10, 11, 10].map(Outcome.integer))
    }
}
