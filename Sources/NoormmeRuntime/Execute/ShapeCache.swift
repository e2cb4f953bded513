import NoormmeCore

/// Programs of the shapes that a connection met lately.
///
/// A plan that is found in the plan cache comes with the same arrays each time: so a shape is known again
/// by where its arrays lie, without a look at them. An entry keeps its arrays, and nothing else can lie
/// there (whoever changed them would change a copy).
final class ShapeCache {
    private var entries: [Entry?]

    private struct Entry {
        let shape: ResultShape
        let prefetches: [PrefetchPlan]
        let isPositional: Bool
        let program: ShapeProgram
    }

    private static let size = 64

    init() {
        entries = [Entry?](repeating: nil, count: Self.size)
    }

    func program(_ shape: ResultShape, _ prefetches: [PrefetchPlan], isPositional: Bool) -> ShapeProgram {
        let address = shape.columns.address
        // Where allocations differ: not in the lowest bits.
        let slot = (address >> 4 ^ address >> 10) & (Self.size - 1)
        if address != 0, let entry = entries[slot], entry.shape.columns.address == address,
            entry.shape.form == shape.form, entry.isPositional == isPositional,
            entry.shape.children.count == shape.children.count, entry.prefetches.count == prefetches.count,
            shape.children.isEmpty || entry.shape.children.address == shape.children.address,
            prefetches.isEmpty || entry.prefetches.address == prefetches.address
        {
            return entry.program
        }
        let program = ShapeProgram(shape, prefetches: prefetches, isPositional: isPositional)
        if !shape.columns.isEmpty {
            entries[slot] = Entry(shape: shape, prefetches: prefetches, isPositional: isPositional, program: program)
        }
        return program
    }
}

extension Array {
    /// Where the elements lie; 0 for none.
    fileprivate var address: Int {
        isEmpty ? 0 : withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
    }
}
