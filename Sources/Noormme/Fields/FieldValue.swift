/// What a typed field may hold, and what it is compared with.
///
/// A type of your own that is an `Operand` conforms without more: `extension Color: FieldValue {}`.
public protocol FieldValue: Sendable {
    /// Itself; of an optional, what it wraps.
    associatedtype Comparand: Operand = Self
}

extension Bool: FieldValue {}
extension Int: FieldValue {}
extension Int64: FieldValue {}
extension Double: FieldValue {}
extension String: FieldValue {}
extension Value: FieldValue {}
extension [UInt8]: FieldValue {}

extension Optional: FieldValue where Wrapped: FieldValue {
    public typealias Comparand = Wrapped.Comparand
}
