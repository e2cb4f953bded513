import ArgumentParser
import NoormmeCore

// `noormme`: looks at a SQLite file and writes types for it. What only looks opens the file read-only and leaves it,
// and what lies beside it, byte for byte as it was. Nothing ever asks a question: what is missing is an error.

@main
enum Main {
    static func main() {
        do {
            var command = try Noormme.parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            failure.leave()
        } catch let error as NoormmeError {
            Failure(error).leave()
        } catch {
            // The parser's own: help and versions too.
            Noormme.exit(withError: error)
        }
    }
}

struct Noormme: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "noormme",
        abstract: "Looks at SQLite databases: their schema, types for it, queries on it, and what is wrong with it.",
        discussion: """
            The database is the one that --database names, or a file given first, or $NOORMME_DATABASE, or $DATABASE_URL, \
            or the one noormme.json names.

            Exit codes: 0 done, 1 a check failed, 2 the request is wrong, 3 the database refused, 64 wrong usage.
            """,
        version: Version.text,
        subcommands: [
            Inspect.self, Generate.self, QueryCommand.self, Explain.self, Doctor.self, Init.self, Completions.self,
        ])
}
