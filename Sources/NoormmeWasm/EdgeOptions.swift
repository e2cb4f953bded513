import NoormmeCore
import NoormmeJSON
import NoormmeText

/// The open options that concern compilation, under the names they have when a file is opened.
struct EdgeOptions {
    var configuration: Configuration = .empty
    var compile = CompileOptions()

    static func parse(_ bytes: [UInt8]) throws(NoormmeError) -> EdgeOptions {
        let root = try json(bytes, "options")
        guard root.kind == .object else { throw NoormmeError(.invalidOption, "Options are one object.", path: "$") }
        var result = EdgeOptions()
        // A remote database has none of this library's SQL functions unless the host says so.
        result.compile.supportsRegex = false
        for (key, value) in root.members {
            switch key.text {
            case "models": result.configuration = try Configuration.parse(models: value)
            case "allow_raw": result.compile.allowRaw = try flag(value, key.text)
            case "case_sensitive_like": result.compile.caseSensitiveLike = try flag(value, key.text)
            case "unicode_case": result.compile.unicodeCase = try flag(value, key.text)
            case "regex": result.compile.supportsRegex = try flag(value, key.text)
            case "time_zone":
                guard value.kind == .string, !value.text.isEmpty else { throw wrong(key.text, "a zone's name") }
                result.compile.timeZone = value.text
            case "maximum_parameters":
                guard let number = value.int64, number >= 10, number <= 1_000_000 else {
                    throw wrong(key.text, "a number from 10 to 1000000")
                }
                result.compile.maximumParameters = Int32(number)
            default:
                throw NoormmeError(
                    .invalidOption, Text("Unknown option '") + key.text + "'.",
                    path: JSONPath().appending(key: key.text).text)
            }
        }
        return result
    }

    private static func flag(_ value: JSONValue, _ name: Text) throws(NoormmeError) -> Bool {
        guard let flag = value.bool else { throw wrong(name, "true or false") }
        return flag
    }

    private static func wrong(_ name: Text, _ wanted: StaticString) -> NoormmeError {
        NoormmeError(
            .invalidOption, Text("Option '") + name + "' takes " + Text(wanted) + ".",
            path: JSONPath().appending(key: name).text)
    }
}
