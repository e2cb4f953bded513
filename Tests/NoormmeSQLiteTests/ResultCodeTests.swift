import NoormmeSQLite
import NoormmeText
import Testing

@Suite struct ResultCodeTests {
    @Test func names() {
        #expect("\(ResultCode(rawValue: 5).name)" == "SQLITE_BUSY")
        #expect("\(ResultCode(rawValue: 517).name)" == "SQLITE_BUSY_SNAPSHOT")
        #expect(ResultCode(rawValue: 517).primary == ResultCode(rawValue: 5))
        #expect("\(ResultCode(rawValue: 5 | 77 << 8).name)" == "SQLITE_BUSY")
        #expect("\(ResultCode(rawValue: 99).name)" == "SQLITE_UNKNOWN")
        #expect("\(ResultCode(rawValue: -1).name)" == "SQLITE_UNKNOWN")
    }

    /// Every code of the installed header has its name here.
    @Test func agreesWithTheHeader() {
        let header = String(decoding: readFile("/usr/include/sqlite3.h"), as: UTF8.self)
        guard !header.isEmpty else {
            print("skipped: sqlite3.h is not in /usr/include")
            return
        }
        var primary: [Substring: Int32] = [:]
        var extended = 0
        for line in header.split(separator: "\n") where line.hasPrefix("#define SQLITE_") {
            let words = line.dropFirst(8).split(whereSeparator: { " ()|\t".contains($0) })
            guard words.count > 1 else { continue }
            if let code = Int32(words[1]), primary[words[0]] == nil, primary.count < 31 {
                guard words[0] == "SQLITE_OK" || !primary.isEmpty else { continue }
                primary[words[0]] = code
                #expect("\(ResultCode(rawValue: code).name)" == words[0])
            } else if let code = primary[words[1]], words.count > 2, words[2].hasSuffix("<<8"),
                let extensionCode = Int32(words[2].dropLast(3))
            {
                extended += 1
                #expect("\(ResultCode(rawValue: code | extensionCode << 8).name)" == words[0])
            }
        }
        #expect(primary.count == 31)
        #expect(extended >= 70)
    }
}
