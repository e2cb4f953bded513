import NoormmeCore
import NoormmeJSON
import NoormmeText

extension GenerateOptions {
    /// Reads options from a JSON object; `{}` means the defaults. docs/generate.md lists the keys.
    ///
    /// - Throws: `.invalidOption` with the path of a key that is unknown or a value that does not fit.
    public static func parse(_ json: JSONValue) throws(NoormmeError) -> GenerateOptions {
        guard json.kind == .object else { throw invalid("options must be an object", json) }
        var options = GenerateOptions()
        for (key, value) in json.members { try options.set(key, value) }
        return options
    }

    private mutating func set(_ key: JSONKey, _ value: JSONValue) throws(NoormmeError) {
        switch key.text {
        case "language":
            guard value.kind == .string, let known = Language.parse(value.text) else {
                throw Self.invalid("expected typescript, swift, json-schema, mermaid, dot or svg", value)
            }
            language = known
        case "include": include = try Self.patterns(value)
        case "exclude": exclude = try Self.patterns(value)
        case "camel_case": camelCase = try Self.flag(value)
        case "singular": singular = try Self.flag(value)
        case "types": types = try Self.overrides(value)
        case "imports": imports = try Self.texts(value)
        case "bigint":
            // true: every column of integers.
            if let all = value.bool { bigint = all ? [Pattern("*")] : [] } else { bigint = try Self.patterns(value) }
        case "dates":
            switch value.text {
            case "date": dates = .date
            case "string": dates = .string
            default: throw Self.invalid("expected date or string", value)
            }
        case "kysely": kysely = try Self.flag(value)
        default: throw NoormmeError(.invalidOption, "unknown option", path: key.path.text)
        }
    }

    private static func invalid(_ message: Text, _ value: JSONValue) -> NoormmeError {
        NoormmeError(.invalidOption, message, path: value.path.text)
    }

    private static func flag(_ value: JSONValue) throws(NoormmeError) -> Bool {
        guard let flag = value.bool else { throw invalid("expected true or false", value) }
        return flag
    }

    private static func texts(_ value: JSONValue) throws(NoormmeError) -> [Text] {
        guard value.kind == .array else { throw invalid("expected an array of strings", value) }
        var texts: [Text] = []
        for element in value.elements {
            guard element.kind == .string else { throw invalid("expected a string", element) }
            texts.append(element.text)
        }
        return texts
    }

    private static func patterns(_ value: JSONValue) throws(NoormmeError) -> [Pattern] {
        var patterns: [Pattern] = []
        for text in try texts(value) { patterns.append(Pattern(text)) }
        return patterns
    }

    private static func overrides(_ value: JSONValue) throws(NoormmeError) -> [TypeOverride] {
        guard value.kind == .object else { throw invalid("expected an object of types by model.column", value) }
        var overrides: [TypeOverride] = []
        for (key, type) in value.members {
            guard type.kind == .string, !type.text.isEmpty else { throw invalid("expected a type's text", type) }
            overrides.append(TypeOverride(pattern: Pattern(key.text), type: type.text))
        }
        return overrides
    }
}
