import Glibc
import NoormmeCore
import NoormmeJSON
import NoormmeSQLite
import NoormmeText

extension DatabaseOptions {
    /// Reads options from a JSON object; `{}` means the defaults.
    ///
    /// - Throws: `.invalidOption` with the path of a key that is unknown or a value that does not fit.
    public static func parse(_ json: JSONValue) throws(NoormmeError) -> DatabaseOptions {
        guard json.kind == .object else { throw invalid("options must be an object", json) }
        var options = DatabaseOptions()
        for (key, value) in json.members { try options.set(key, value) }
        return options
    }

    static var defaultReaders: Int { max(2, min(64, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }

    private mutating func set(_ key: JSONKey, _ value: JSONValue) throws(NoormmeError) {
        switch key.text {
        case "read_only": readOnly = try Self.flag(value)
        case "immutable": immutable = try Self.flag(value)
        case "create": create = try Self.flag(value)
        case "busy_timeout": busyTimeout = Int32(try Self.integer(value, 0...Int64(Int32.max)))
        case "journal_mode": journalMode = try Self.journalMode(value)
        case "synchronous": synchronous = try Self.synchronous(value)
        case "foreign_keys": foreignKeys = try Self.flag(value)
        case "wal_limit": walLimit = try Self.integer(value, 0...Int64.max)
        case "cache_size": cacheSize = try Self.integer(value, -(1 << 31)...(1 << 31 - 1))
        case "mmap_size": mmapSize = try Self.integer(value, 0...Int64.max)
        case "readers": readers = Int(try Self.integer(value, 1...256))
        case "statement_cache": statementCache = Int(try Self.integer(value, 0...65536))
        case "time_zone": timeZone = try Self.text(value)
        case "case_sensitive_like": caseSensitiveLike = try Self.flag(value)
        case "unicode_case": unicodeCase = try Self.flag(value)
        case "allow_raw": allowRaw = try Self.flag(value)
        case "camel_case": camelCase = try Self.flag(value)
        case "attach": attach = try Self.attached(value)
        case "models": models = try Configuration.parse(models: value)
        case "pragmas": pragmas = try Self.pragmas(value)
        default:
            throw NoormmeError(.invalidOption, "unknown option", path: key.path.text)
        }
    }

    private static func invalid(_ message: Text, _ value: JSONValue) -> NoormmeError {
        NoormmeError(.invalidOption, message, path: value.path.text)
    }

    private static func flag(_ value: JSONValue) throws(NoormmeError) -> Bool {
        guard let flag = value.bool else { throw invalid("expected true or false", value) }
        return flag
    }

    private static func integer(_ value: JSONValue, _ range: ClosedRange<Int64>) throws(NoormmeError) -> Int64 {
        guard let number = value.int64, range.contains(number) else {
            var message: Text = "expected an integer from "
            message.bytes.appendDecimal(range.lowerBound)
            message += " to "
            message.bytes.appendDecimal(range.upperBound)
            throw invalid(message, value)
        }
        return number
    }

    private static func text(_ value: JSONValue) throws(NoormmeError) -> Text {
        guard value.kind == .string else { throw invalid("expected a string", value) }
        return value.text
    }

    private static func journalMode(_ value: JSONValue) throws(NoormmeError) -> ConnectionOptions.JournalMode? {
        if value.isNull { return nil }
        switch value.text.asciiLowercased {
        case "wal": return .wal
        case "delete": return .delete
        case "truncate": return .truncate
        case "persist": return .persist
        case "memory": return .memory
        case "off": return .off
        default: throw invalid("expected wal, delete, truncate, persist, memory, off or null", value)
        }
    }

    private static func synchronous(_ value: JSONValue) throws(NoormmeError) -> ConnectionOptions.Synchronous? {
        if value.isNull { return nil }
        switch value.text.asciiLowercased {
        case "off": return .off
        case "normal": return .normal
        case "full": return .full
        case "extra": return .extra
        default: throw invalid("expected off, normal, full, extra or null", value)
        }
    }

    private static func attached(_ value: JSONValue) throws(NoormmeError) -> [AttachedDatabase] {
        guard value.kind == .object else { throw invalid("expected an object of names and paths", value) }
        var databases: [AttachedDatabase] = []
        for (key, path) in value.members {
            databases.append(AttachedDatabase(name: key.text, path: try text(path)))
        }
        return databases
    }

    private static func pragmas(_ value: JSONValue) throws(NoormmeError) -> [ConnectionOptions.Pragma] {
        guard value.kind == .object else { throw invalid("expected an object of pragmas", value) }
        var pragmas: [ConnectionOptions.Pragma] = []
        for (key, value) in value.members {
            let name = key.text
            // A name is a word, optionally with a schema; the driver quotes values.
            guard !name.isEmpty, name.bytes.allSatisfy({ ($0 | 0x20) &- 97 < 26 || $0 == 0x5F || $0 &- 48 < 10 }) else {
                throw NoormmeError(.invalidOption, "expected the name of a pragma", path: key.path.text)
            }
            let text: Text
            switch value.kind {
            case .string: text = value.text
            case .number: text = value.digits
            case .bool: text = value.bool == true ? "ON" : "OFF"
            default: throw invalid("expected a string, a number, true or false", value)
            }
            guard !text.bytes.contains(0) else { throw invalid("a NUL byte in a pragma's value", value) }
            pragmas.append(ConnectionOptions.Pragma(name: name, value: text))
        }
        return pragmas
    }
}

extension JSONDocument {
    /// Parses with the library's errors.
    static func read(_ bytes: [UInt8]) throws(NoormmeError) -> JSONDocument {
        do {
            return try parse(bytes)
        } catch {
            var message = Text(error.message) + " at byte "
            message.bytes.appendDecimal(error.offset)
            let isSize = error.code == .tooDeep || error.code == .tooLarge
            throw NoormmeError(isSize ? .tooComplex : .malformedJSON, message)
        }
    }
}
