/// Open schemas by number. A number is never given twice, so a stale one finds nothing.
enum Handles {
    // A WebAssembly instance has one thread.
    nonisolated(unsafe) private static var edges: [Edge?] = []

    static func add(_ edge: Edge) -> Int32 {
        edges.append(edge)
        return Int32(edges.count)
    }

    static func edge(_ handle: Int32) -> Edge? {
        guard handle > 0, Int(handle) <= edges.count else { return nil }
        return edges[Int(handle) - 1]
    }

    static func remove(_ handle: Int32) {
        guard handle > 0, Int(handle) <= edges.count else { return }
        edges[Int(handle) - 1] = nil
    }
}
