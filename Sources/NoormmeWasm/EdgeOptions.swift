import NoormmeCore
import NoormmeJSON
import NoormmeText

/// The open options that concern compilation, under the names they have when a file is opened, and what the
/// remote SQLite can do, which a file's connection knows by itself: `regex` (the `noormme_*` functions are
/// there), `aggregate_order` (SQLite 3.44), `maximum_parameters`.
enum EdgeOptions {
    /// What holds for a request's options that say nothing.
    static var standard: CompileOptions {
        var options = CompileOptions()
        options.supportsRegex = false
        return options
    }

    static func parse(_ bytes: [UInt8]) throws(NoormmeError) -> CompileOptions {
        let root = try JSONDocument.read(bytes).root
        guard root.kind == .object else { throw invalid("options must be an object", root) }
        var result = standard
        for (key, value) in root.members {
            switch key.text {
            case "allow_raw": result.allowRaw = try flag(value)
            case "case_sensitive_like": result.caseSensitiveLike = try flag(value)
            case "unicode_case": result.unicodeCase = try flag(value)
            case "regex": result.supportsRegex = try flag(value)
            case "aggregate_order": result.supportsAggregateOrder = try flag(value)
            case "time_zone":
                guard value.kind == .string else { throw invalid("expected a string", value) }
                result.timeZone = value.text
            case "maximum_parameters":
                guard let number = value.int64, number >= 10, number <= 1_000_000 else {
                    throw invalid("expected an integer from 10 to 1000000", value)
                }
                result.maximumParameters = Int32(number)
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
