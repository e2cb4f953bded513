import NoormmeText

/// Database functions that are a SQL function of the same arguments, as a table.
struct ScalarFunction {
    /// What type the result has.
    enum Output {
        case integer, real, text, date, boolean, uuid, json, `any`
        /// The type of the first argument that has one.
        case same
        /// Real for integers, otherwise the argument's own numeric type.
        case numeric

        func type(of arguments: [Resolved]) -> FieldType {
            switch self {
            case .integer: return .integer
            case .real: return .real
            case .text: return .text
            case .date: return .date
            case .boolean: return .boolean
            case .uuid: return .uuidHex
            case .json: return .json
            case .any: return .any
            case .same:
                for argument in arguments where argument.type != .any { return argument.type }
                return .any
            case .numeric:
                for argument in arguments {
                    if case .decimal = argument.type { return argument.type }
                }
                return .real
            }
        }
    }

    let name: StaticString
    let sql: StaticString
    let least: Int
    let most: Int
    let output: Output
    /// The name under which it may be used in a lookup path; empty for none.
    let transform: StaticString

    init(
        _ name: StaticString, _ sql: StaticString, _ arguments: ClosedRange<Int>, _ output: Output,
        transform: StaticString = ""
    ) {
        self.name = name
        self.sql = sql
        least = arguments.lowerBound
        most = arguments.upperBound
        self.output = output
        self.transform = transform
    }

    /// Functions whose SQL name starts with `noormme_` exist only on native connections.
    static let all: [ScalarFunction] = [
        ScalarFunction("Abs", "ABS", 1...1, .same, transform: "abs"),
        ScalarFunction("ACos", "ACOS", 1...1, .numeric, transform: "acos"),
        ScalarFunction("ASin", "ASIN", 1...1, .numeric, transform: "asin"),
        ScalarFunction("ATan", "ATAN", 1...1, .numeric, transform: "atan"),
        ScalarFunction("ATan2", "ATAN2", 2...2, .numeric),
        ScalarFunction("Ceil", "CEILING", 1...1, .same, transform: "ceil"),
        ScalarFunction("Cos", "COS", 1...1, .numeric, transform: "cos"),
        ScalarFunction("Cot", "noormme_cot", 1...1, .numeric, transform: "cot"),
        ScalarFunction("Degrees", "DEGREES", 1...1, .numeric, transform: "degrees"),
        ScalarFunction("Exp", "EXP", 1...1, .numeric, transform: "exp"),
        ScalarFunction("Floor", "FLOOR", 1...1, .same, transform: "floor"),
        ScalarFunction("Ln", "LN", 1...1, .numeric, transform: "ln"),
        ScalarFunction("Log", "LOG", 2...2, .numeric),
        ScalarFunction("Mod", "MOD", 2...2, .numeric),
        ScalarFunction("Pi", "PI", 0...0, .real),
        ScalarFunction("Power", "POWER", 2...2, .numeric),
        ScalarFunction("Radians", "RADIANS", 1...1, .numeric, transform: "radians"),
        ScalarFunction("Random", "noormme_rand", 0...0, .real),
        ScalarFunction("Sign", "SIGN", 1...1, .same, transform: "sign"),
        ScalarFunction("Sin", "SIN", 1...1, .numeric, transform: "sin"),
        ScalarFunction("Sqrt", "SQRT", 1...1, .numeric, transform: "sqrt"),
        ScalarFunction("Tan", "TAN", 1...1, .numeric, transform: "tan"),

        ScalarFunction("Chr", "CHAR", 1...1, .text, transform: "chr"),
        ScalarFunction("Length", "LENGTH", 1...1, .integer, transform: "length"),
        ScalarFunction("Lower", "LOWER", 1...1, .text, transform: "lower"),
        ScalarFunction("Upper", "UPPER", 1...1, .text, transform: "upper"),
        ScalarFunction("LTrim", "LTRIM", 1...1, .text, transform: "ltrim"),
        ScalarFunction("RTrim", "RTRIM", 1...1, .text, transform: "rtrim"),
        ScalarFunction("Trim", "TRIM", 1...1, .text, transform: "trim"),
        ScalarFunction("LPad", "noormme_lpad", 2...3, .text),
        ScalarFunction("RPad", "noormme_rpad", 2...3, .text),
        ScalarFunction("MD5", "noormme_md5", 1...1, .text, transform: "md5"),
        ScalarFunction("SHA1", "noormme_sha1", 1...1, .text, transform: "sha1"),
        ScalarFunction("SHA224", "noormme_sha224", 1...1, .text, transform: "sha224"),
        ScalarFunction("SHA256", "noormme_sha256", 1...1, .text, transform: "sha256"),
        ScalarFunction("SHA384", "noormme_sha384", 1...1, .text, transform: "sha384"),
        ScalarFunction("SHA512", "noormme_sha512", 1...1, .text, transform: "sha512"),
        ScalarFunction("Ord", "UNICODE", 1...1, .integer, transform: "ord"),
        ScalarFunction("Repeat", "noormme_repeat", 2...2, .text),
        ScalarFunction("Replace", "REPLACE", 2...3, .text),
        ScalarFunction("Reverse", "noormme_reverse", 1...1, .text, transform: "reverse"),
        ScalarFunction("StrIndex", "INSTR", 2...2, .integer),
        ScalarFunction("Substr", "SUBSTR", 2...3, .text),

        ScalarFunction("Coalesce", "COALESCE", 2...1000, .same),
        ScalarFunction("Greatest", "MAX", 2...1000, .same),
        ScalarFunction("Least", "MIN", 2...1000, .same),
        ScalarFunction("NullIf", "NULLIF", 2...2, .same),
        ScalarFunction("JSONArray", "JSON_ARRAY", 0...1000, .json),
        ScalarFunction("UUID4", "noormme_uuid4", 0...0, .uuid),
        ScalarFunction("UUID7", "noormme_uuid7", 0...1, .uuid),
    ]

    static func named(_ name: Text) -> ScalarFunction? {
        for function in all where name == function.name { return function }
        return nil
    }

    static func named(transform name: Text) -> ScalarFunction? {
        if name.isEmpty { return nil }
        for function in all where name == function.transform { return function }
        return nil
    }
}
