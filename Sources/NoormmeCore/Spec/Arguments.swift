import NoormmeJSON

/// The arguments of a step or terminal: what stands behind its name in an array. None when the name stands alone.
struct Arguments: Sequence {
    private let source: JSONValue
    let count: Int

    /// - Parameter source: `[name, argument, …]`, or the name.
    init(of source: JSONValue) {
        self.source = source
        count = source.kind == .array ? Swift.max(source.count - 1, 0) : 0
    }

    var isEmpty: Bool { count == 0 }

    var first: JSONValue? { source.element(at: 1) }

    /// - Precondition: `position` is less than `count`; otherwise this is the name.
    subscript(position: Int) -> JSONValue { source.element(at: position + 1) ?? source }

    func makeIterator() -> JSONElements {
        var elements = source.elements
        _ = elements.next()
        return elements
    }
}
