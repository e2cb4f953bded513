import Testing

@testable import NoormmeSQLite

/// Every line of the tables that Generate/expectations.py wrote with Django 6.1.
@Suite struct DjangoTests {
    @Test(arguments: [
        ("dates", 2_000), ("times", 250), ("durations", 350), ("texts", 900), ("numbers", 150), ("aggregates", 450),
        ("cases", 150),
    ])
    func agrees(table name: String, atLeast: Int) throws {
        try Self.check(table: name, atLeast: atLeast)
    }

    static func check(table name: String, atLeast: Int) throws {
        let table = try ExpectationTable(name)
        let scratch = try Scratch()
        #expect(table.lines.count >= atLeast)
        for line in table.lines {
            guard line.count == 2, let expected = ExpectationTable.outcome(line[1]) else {
                Issue.record("unreadable line: \(line)")
                continue
            }
            let outcome = scratch.select(line[0])
            switch (outcome, expected) {
            case (.error(let message), .error):
                let known = message.hasPrefix("noormme: ") || message == "string or blob too big"
                #expect(known, "\(line[0]): \(message)")
            default:
                #expect(outcome == expected, "\(line[0])")
            }
        }
    }
}
