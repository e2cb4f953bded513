extension JSONDocument {
    /// Whether bytes are one JSON text as `parse` reads it. Keeps nothing; small texts need no heap.
    public static func isValid(_ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int = 128) -> Bool {
        guard let base = bytes.baseAddress, bytes.count > 0, bytes.count < Int(Int32.max) else { return false }
        let bound = JSONParser.nodeBound(base, bytes.count)
        guard bound < Int.max / MemoryLayout<JSONNode>.stride else { return false }
        return withUnsafeTemporaryAllocation(of: JSONNode.self, capacity: bound) { room in
            guard let nodes = room.baseAddress else { return false }
            var failure: JSONError?
            let parser = JSONParser(bytes: base, count: bytes.count, nodes: nodes, depthLimit: depthLimit)
            return parser.run(&failure) > 0
        }
    }
}
