/// A result code of SQLite, primary or extended.
public struct ResultCode: Hashable, Sendable {
    public let rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The code without its extension: the low byte.
    public var primary: ResultCode { ResultCode(rawValue: rawValue & 0xFF) }
}
