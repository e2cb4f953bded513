import NoormmeCore
import NoormmeJSON
import NoormmeText

/// The open options that concern compilation, under the names they have when a file is opened, and what the
/// remote SQLite can do, which a file's connection knows by itself: `regex` (the `noormme_*` functions are
/// there), `aggregate_order` (SQLite 3.44), `maximum_parameters`.
struct EdgeOptions {
    var configuration: Configuration = .empty
    var compile = CompileOptions()

    init() {
        compile.supportsRegex = false
    }

    static func parse(_ bytes: [UInt8]) throws(NoormmeError) -> EdgeOptions {
        let root = try JSONDocument.read(bytes).root
        guard root.kind == .object else { throw invalid("options must be an object", root) }
        var result = EdgeOptions()
        for (key, value) in root.members {
            switch key.text {
            case "models": result.configuration = try Configuration.parse(models: value)
            case "allow_raw": result.compile.allowRaw = try flag(value)
            case "case_sensitive_like": result.compile.caseSensitiveLike = try flag(value)
            case "unicode_case": result.compile.unicodeCase = try flag(value)
            case "regex": result.compile.supportsRegex = try flag(value)
            case "aggregate_order": result.compile.supportsAggregateOrder = try flag(value)
            case "time_zone":
                guard value.kind == .string else { throw invalid("expected a string", value) }
                result.compile.timeZone = value.text
            case "maximum_parameters":
                guard let number = value.int64, number >= 10, number <= 1_000_000 else {
                    throw invalid("expected an integer from 10 to 1000000", value)
                }
                result.compile.maximumParameters = Int32(number)
            default:
                throw NoormmeError(.invalidOption, "unknown option", path: key.path.text)
            }
        }
        return result
    }

    private static func flag(_ value: JSONValue) throws(NoormmeError) -> Bool {
        guard let flag = value.bool else { throw invalid("expected true or false", value) }
        return flag
    }

    private static func invalid(_ message: Text, _ value: JSONValue) -> NoormmeError {
        NoormmeError(.invalidOption, message, path: value.path.text)
    }
}
