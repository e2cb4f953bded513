import ArgumentParser
import NoormmeCore
import NoormmeGenerate
import NoormmeJSON
import NoormmeRuntime
import NoormmeSQLite
import NoormmeText

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks for what is wrong, or will be slow.",
        discussion: """
            Integrity, foreign keys, missing indexes, columns of mixed types or date formats, text that is not UTF-8, \
            JSON that is none, the journal mode. Ends with 1 when there is an error; with --strict, a warning.
            """)

    @OptionGroup var target: Target

    @Argument(help: "A database file.")
    var file: [String] = []

    @Flag(help: "The structure alone, without reading the rows.")
    var quick = false

    @Flag(help: "Fail for warnings too.")
    var strict = false

    func run() throws {
        let named = try target.named(file)
        if let stranger = named.rest.first { throw Failure(.usage, "unexpected argument \(stranger)") }
        let database = try named.open()
        let schema = try database.schema()
        let findings = try examine(database, schema, isWAL: named.file.map { Self.isWAL($0) } ?? false)
        database.close()
        if target.json { Output.write(Self.json(findings)) } else { Output.write(Self.text(findings)) }
        let isBad = findings.contains { $0.severity == .error || (strict && $0.severity == .warning) }
        // The findings are the message.
        if isBad { throw ExitCode(Failure.Kind.check.rawValue) }
    }

    private func examine(_ database: Database, _ schema: Schema, isWAL: Bool) throws -> [Finding] {
        do {
            let connection = try database.readOnlyConnection()
            defer { connection.close() }
            var examination = Examination(connection, schema, isWAL: isWAL)
            try examination.run(quick: quick)
            return examination.findings
        } catch let error as SQLiteError {
            throw Failure(.database, error.message.string)
        }
    }

    /// sqlite.org/fileformat.html, "File format version numbers".
    private static func isWAL(_ path: String) -> Bool {
        let header = File.head(path, 20)
        return header.count == 20 && header[18] == 2 && header[19] == 2
    }

    private static func text(_ findings: [Finding]) -> [UInt8] {
        if findings.isEmpty { return Array("nothing found\n".utf8) }
        var lines: [String] = []
        for finding in findings {
            let place = ([finding.table] + finding.columns).filter { !$0.isEmpty }
            let columns = finding.columns.isEmpty ? "" : "(\(finding.columns.joined(separator: ", ")))"
            lines.append(
                "\(finding.severity.rawValue): \(place.isEmpty ? "" : "\(finding.table)\(columns): ")\(finding.message)"
                    + " [\(finding.code)]")
            if !finding.fix.isEmpty { lines.append("    \(finding.fix)") }
        }
        let counts = [Finding.Severity.error, .warning, .note].map { severity in
            let count = findings.filter { $0.severity == severity }.count
            return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        lines.append(counts.joined(separator: ", "))
        let printable = (lines.joined(separator: "\n") + "\n").utf8.map { $0 < 0x20 && $0 != 0x0A ? 0x20 : $0 }
        return printable
    }

    private static func json(_ findings: [Finding]) -> [UInt8] {
        var json = JSONWriter()
        json.beginArray()
        for finding in findings {
            json.beginObject()
            for (key, value) in [
                ("severity", finding.severity.rawValue), ("code", finding.code), ("table", finding.table),
                ("message", finding.message), ("fix", finding.fix),
            ] {
                json.key(Text(key.utf8))
                json.string(Text(value.utf8))
            }
            json.key("columns")
            json.texts(finding.columns)
            json.endObject()
        }
        json.endArray()
        return PrettyJSON.text(json.bytes) + [0x0A]
    }
}
