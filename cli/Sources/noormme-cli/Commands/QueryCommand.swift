import ArgumentParser
import NoormmeCore
import NoormmeGenerate
import NoormmeJSON
import NoormmeRuntime
import NoormmeText

/// What a query is written as: a chain of calls, or a spec.
struct QueryText: ParsableArguments {
    @OptionGroup var target: Target

    @Argument(
        help: "A database file, and the query: users.filter({age__gte: 18}).orderBy('name'), or a spec as JSON.")
    var query: [String] = []

    struct Prepared {
        let database: Database
        let spec: [UInt8]
    }

    func prepare(limit: Int? = nil, writes: Bool = false) throws -> Prepared {
        let named = try target.named(query)
        guard named.rest.count == 1 else {
            throw Failure(
                .usage, named.rest.isEmpty ? "a query is wanted" : "one query is wanted; put it into quotes")
        }
        let text = named.rest[0]
        let database = try named.open(writes: writes)
        let start = text.utf8.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x09 }
        if start == UInt8(ascii: "{") { return Prepared(database: database, spec: Array(text.utf8)) }
        let chain = try ChainParser.parse(text)
        return Prepared(
            database: database, spec: try ChainWriter.spec(chain, schema: try database.schema(), limit: limit))
    }
}

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Runs a query and prints its rows.",
        discussion: """
            noormme query app.sqlite "users.filter({is_active: true}).orderBy('-created_at').limit(10)"
            noormme query "User.objects.filter(Q(age__gte=18) | Q(name='Ada')).count()" --format sql
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, csv, sql, spec }

    @OptionGroup var text: QueryText

    @Option(name: [.short, .long], help: "table, json, csv, sql (what would run), or spec (what would be sent).")
    var format: Format?

    @Option(name: [.short, .long], help: "At most so many rows.")
    var limit: Int?

    @Flag(help: "Let the query write: create, update, delete.")
    var write = false

    func run() throws {
        if let limit, limit < 0 { throw Failure(.usage, "--limit: a number from 0 on is wanted") }
        let prepared = try text.prepare(limit: limit, writes: write)
        let database = prepared.database
        defer { database.close() }
        switch format ?? (text.target.json ? .json : .table) {
        case .spec: Output.write(prepared.spec + [0x0A])
        case .sql: Output.write(PlanText.text(try database.compile(prepared.spec)))
        case .json: Output.write(PrettyJSON.text(try database.execute(prepared.spec)) + [0x0A])
        case .csv: Output.write(try rows(prepared.spec, database).csv)
        case .table: Output.write(try rows(prepared.spec, database).table)
        }
    }
}

extension QueryCommand {
    private func rows(_ spec: [UInt8], _ database: Database) throws -> Rows {
        let get = try JSONDocument.parse(spec).root.member("get")
        let isList = get.map { $0.stringEquals("all") || $0.stringEquals("iterator") } ?? true
        return try Rows(try database.execute(spec), isList: isList)
    }
}

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows a query's SQL and how SQLite would run it.",
        discussion: "noormme explain app.sqlite \"posts.filter({author__name: 'Ada'})\"")

    @OptionGroup var text: QueryText

    func run() throws {
        let prepared = try text.prepare()
        let database = prepared.database
        defer { database.close() }
        let plan = try database.compile(prepared.spec)
        // The rows of a query are what SQLite explains; a count is run over the same.
        let root = try JSONDocument.parse(prepared.spec).root
        var json = JSONWriter()
        json.beginObject()
        for (key, value) in root.members where key.text != "get" {
            json.key(key.text)
            json.raw(value.source)
        }
        json.key("get")
        json.raw("[\"explain\"]")
        json.endObject()
        let answer = try JSONDocument.parse(try database.execute(json.bytes)).root.text
        if text.target.json {
            var result = JSONWriter()
            result.beginObject()
            result.key("plan")
            result.raw(Text(plan))
            result.key("explanation")
            result.string(answer)
            result.endObject()
            return Output.write(PrettyJSON.text(result.bytes) + [0x0A])
        }
        Output.write(PlanText.text(plan))
        Output.line("")
        Output.line(answer.string)
    }
}
