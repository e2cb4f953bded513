/// A value that was bound to a parameter, kept for whoever watches what runs.
public enum BoundValue: Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text([UInt8])
    case blob([UInt8])
}

extension Statement {
    /// Notes a value; of a parameter that is bound again, the last one stays.
    @inline(never)
    func record(_ value: BoundValue, at index: Int) {
        guard var values = recorded, index > 0, index <= parameterCount else { return }
        recorded = nil
        while values.count < index { values.append(.null) }
        values[index - 1] = value
        recorded = values
    }
}
