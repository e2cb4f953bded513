import NoormmeJSON

/// Values of an answer as Swift's scalars, by the table in `Model`; nil for what does not fit.
extension JSONValue {
    /// SQLite has no booleans: a column that is not declared one holds 0 and 1.
    var asBool: Bool? {
        if let bool { return bool }
        switch int64 {
        case 0: return false
        case 1: return true
        default: return nil
        }
    }

    func asInteger<T: FixedWidthInteger>(_ type: T.Type) -> T? {
        (int64 ?? taggedInteger).flatMap { T(exactly: $0) }
    }

    var asDouble: Double? {
        if kind == .number { return double }
        return taggedReal ?? taggedInteger.map { Double($0) }
    }

    var asString: String? {
        switch kind {
        case .string: string
        case .number: String(source)
        default: taggedInteger.map { String($0) }
        }
    }
}
