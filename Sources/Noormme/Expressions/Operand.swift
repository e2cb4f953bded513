import NoormmeJSON

/// What may stand on the right side of a lookup, or be written to a column: `String`, the numbers, `Bool`,
/// `[UInt8]` (a blob), arrays, sets and ranges of those, `Value`, `F`, expressions and query sets.
///
/// A type of your own conforms by saying which of these it stands for:
///
/// ```swift
/// extension Color: Operand {
///     var operandTerm: Term { rawValue.operandTerm }
/// }
/// ```
public protocol Operand: Sendable {
    var operandTerm: Term { get }
}

/// What an operand stands for.
public enum Term: Sendable {
    case value(Value)
    case expression(Expression)
    case list([Term])

    /// The right side of a lookup.
    func writeOperand(into writer: inout JSONWriter) {
        switch self {
        case .value(let value): value.writeOperand(into: &writer)
        case .expression(let expression): writer.raw(expression.json)
        case .list(let terms):
            writer.beginArray()
            for term in terms { term.writeOperand(into: &writer) }
            writer.endArray()
        }
    }

    /// A column's value in `create`, `update` and their like.
    func writeColumn(into writer: inout JSONWriter) {
        switch self {
        case .value(let value): value.writeColumn(into: &writer)
        default: writeOperand(into: &writer)
        }
    }

    /// One side of arithmetic: a string is text.
    func writeArgument(into writer: inout JSONWriter) {
        switch self {
        case .value(let value): value.writeArgument(into: &writer)
        default: writeOperand(into: &writer)
        }
    }

    fileprivate static func list(of operands: some Sequence<some Operand>) -> Term {
        var values: [Value] = []
        var terms: [Term] = []
        for operand in operands {
            let term = operand.operandTerm
            if case .value(let value) = term { values.append(value) }
            terms.append(term)
        }
        return values.count == terms.count ? .value(.array(values)) : .list(terms)
    }
}

extension Value: Operand {
    public var operandTerm: Term { .value(self) }
}

extension String: Operand {
    public var operandTerm: Term { .value(.text(self)) }
}

extension Substring: Operand {
    public var operandTerm: Term { .value(.text(String(self))) }
}

extension Bool: Operand {
    public var operandTerm: Term { .value(.bool(self)) }
}

extension Double: Operand {
    public var operandTerm: Term { .value(.real(self)) }
}

extension Float: Operand {
    public var operandTerm: Term { .value(.real(Double(self))) }
}

extension Operand where Self: FixedWidthInteger {
    /// An integer that no column can hold is sent all the same, and refused by the compiler.
    public var operandTerm: Term {
        if let value = Int64(exactly: self) { return .value(.integer(value)) }
        var writer = JSONWriter()
        writer.tag("$int", String(self))
        return .expression(Expression(writer))
    }
}

extension Int: Operand {}
extension Int8: Operand {}
extension Int16: Operand {}
extension Int32: Operand {}
extension Int64: Operand {}
extension UInt: Operand {}
extension UInt8: Operand {}
extension UInt16: Operand {}
extension UInt32: Operand {}
extension UInt64: Operand {}

extension Array: Operand where Element: Operand {
    /// Bytes are a blob, other elements a list.
    public var operandTerm: Term {
        // Asked of the type: an empty array of anything can be cast to one of bytes.
        if Element.self == UInt8.self, let bytes = self as? [UInt8] { return .value(.blob(bytes)) }
        return .list(of: self)
    }
}

extension Set: Operand where Element: Operand {
    public var operandTerm: Term { .list(of: self) }
}

/// Both ends, for the lookup `range`: `["age__range": 18...30]`.
extension ClosedRange: Operand where Bound: Operand {
    public var operandTerm: Term { .list(of: [lowerBound, upperBound]) }
}

extension Operand where Self: RawRepresentable, RawValue: Operand {
    public var operandTerm: Term { rawValue.operandTerm }
}
