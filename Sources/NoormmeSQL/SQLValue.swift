import NoormmeText

/// A value SQLite can store. Numbers travel as digits until a driver binds them,
/// so the compile path needs no floating point.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    /// A decimal literal as JSON writes it, or `inf` / `-inf`.
    case real(Text)
    case text(Text)
    case blob([UInt8])
}

/// One bound value of a statement, in the order of its placeholders.
public struct Parameter: Hashable, Sendable {
    public var value: SQLValue
    /// Which literal of the request the value came from; -1 for a constant of the plan, `keys` for a value
    /// that the executor supplies.
    public var slot: Int32
    /// How the literal becomes the value; the number's meaning belongs to the layer that made the plan.
    public var conversion: Int32

    /// The slot of a JSON array of keys that only the executor knows.
    public static let keys: Int32 = -2

    public init(_ value: SQLValue, slot: Int32 = -1, conversion: Int32 = 0) {
        self.value = value
        self.slot = slot
        self.conversion = conversion
    }
}

/// SQL text with numbered placeholders (`?1`, `?2` …) and the values to bind.
public struct CompiledStatement: Hashable, Sendable {
    public var sql: Text
    public var parameters: [Parameter]

    public init(sql: Text, parameters: [Parameter]) {
        self.sql = sql
        self.parameters = parameters
    }
}
