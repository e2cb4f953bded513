import NoormmeCore
import NoormmeJSON
import NoormmeSQLite
import NoormmeText

/// How a transaction begins.
public struct TransactionOptions: Sendable {
    public enum Mode: Sendable {
        /// BEGIN IMMEDIATE: takes the lock for writing at once, so that no later write can fail for it.
        case immediate
        /// BEGIN DEFERRED: takes each lock when it is first needed; a write after a read may then fail with `.busy`.
        case deferred
        /// BEGIN EXCLUSIVE: outside WAL mode also keeps readers out.
        case exclusive
        /// Reads only, on a connection of its own that sees one state of the database from the beginning on.
        case read
    }

    public var mode: Mode
    /// How long to wait for the beginning, in milliseconds; nil for the busy timeout, once in the queue and once
    /// for a lock of another process.
    public var timeout: Int64?

    public init(mode: Mode = .immediate, timeout: Int64? = nil) {
        self.mode = mode
        self.timeout = timeout
    }

    /// Reads options from a JSON object: `{"mode": "immediate", "timeout_ms": 500}`.
    ///
    /// - Throws: `.invalidOption` with the path.
    public static func parse(_ json: JSONValue) throws(NoormmeError) -> TransactionOptions {
        guard json.kind == .object else {
            throw NoormmeError(.invalidOption, "options must be an object", path: json.path.text)
        }
        var options = TransactionOptions()
        for (key, value) in json.members {
            switch key.text {
            case "mode": options.mode = try mode(value)
            case "timeout_ms":
                guard let timeout = value.int64, timeout >= 0 else {
                    throw NoormmeError(
                        .invalidOption, "expected a number of milliseconds, 0 or more", path: value.path.text)
                }
                options.timeout = timeout
            default: throw NoormmeError(.invalidOption, "unknown option", path: key.path.text)
            }
        }
        return options
    }

    private static func mode(_ value: JSONValue) throws(NoormmeError) -> Mode {
        switch value.text {
        case "immediate": return .immediate
        case "deferred": return .deferred
        case "exclusive": return .exclusive
        case "read": return .read
        default:
            throw NoormmeError(
                .invalidOption, "expected immediate, deferred, exclusive or read", path: value.path.text)
        }
    }

    /// On the clock of `ProgressGuard.now`.
    var deadline: UInt64? {
        guard let timeout else { return nil }
        return ProgressGuard.now() &+ UInt64(min(timeout, 1 << 40)) * 1_000_000
    }
}
