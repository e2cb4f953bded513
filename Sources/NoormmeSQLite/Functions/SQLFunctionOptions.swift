/// What an application may set about the SQL functions of one connection.
public struct SQLFunctionOptions: Sendable, Equatable {
    /// How many times the regular-expression matcher may try a piece of a pattern at one value
    /// before the statement fails. `(a*)*b` needs exponentially many, ordinary patterns a few per byte.
    public var regularExpressionMatchLimit: UInt32

    /// How deep the matcher may nest its backtracking points.
    public var regularExpressionDepthLimit: UInt32

    /// The memory, in KiB, that one match may take for backtracking.
    public var regularExpressionHeapLimit: UInt32

    public init(
        regularExpressionMatchLimit: UInt32 = 10_000_000,
        regularExpressionDepthLimit: UInt32 = 500_000,
        regularExpressionHeapLimit: UInt32 = 65_536
    ) {
        self.regularExpressionMatchLimit = regularExpressionMatchLimit
        self.regularExpressionDepthLimit = regularExpressionDepthLimit
        self.regularExpressionHeapLimit = regularExpressionHeapLimit
    }
}
