import NoormmeText

// A JSON text is read once, from left to right, into a tape: one array of fixed-size
// nodes in document order, each naming the bytes it stands for and the node after its
// subtree. Nothing is decoded on the way. A value is a document and an index; text and
// numbers are made from the bytes when they are asked for, and most never are: a spec's
// keys are compared in place, its literals are bound from where they lie.
//
// The parser keeps no stack of its own: an open array or object holds the index of its
// parent where the index after its subtree will stand. So a depth limit costs nothing
// and no input can exhaust the machine's stack.

/// A parsed JSON text, by RFC 8259 to the letter: UTF-8 without byte order mark, no
/// comments, no trailing commas, no lone surrogates. Keys may repeat.
public final class JSONDocument: Sendable {
    public let bytes: [UInt8]
    @usableFromInline let nodes: [JSONNode]

    init(bytes: [UInt8], nodes: [JSONNode]) {
        self.bytes = bytes
        self.nodes = nodes
    }

    @inlinable
    public var root: JSONValue { JSONValue(document: self, index: 0) }

    /// Reads a whole text.
    ///
    /// - Parameter depthLimit: how deep arrays and objects may nest; `[]` is 1 deep.
    public static func parse(_ bytes: [UInt8], depthLimit: Int = 128) throws(JSONError) -> JSONDocument {
        try parse(bytes, depthLimit: depthLimit, sizeLimit: Int(Int32.max))
    }

    /// - Parameter sizeLimit: the number of bytes that is refused; offsets must fit 32 bits.
    static func parse(_ bytes: [UInt8], depthLimit: Int, sizeLimit: Int) throws(JSONError) -> JSONDocument {
        guard bytes.count < sizeLimit else { throw JSONError(.tooLarge, offset: 0) }
        var failure: JSONError?
        let nodes = bytes.withUnsafeBufferPointer { (source) -> [JSONNode] in
            guard let base = source.baseAddress, source.count > 0 else {
                failure = JSONError(.unexpectedEnd, offset: 0)
                return []
            }
            let bound = JSONParser.nodeBound(base, source.count)
            guard bound < Int.max / MemoryLayout<JSONNode>.stride else {
                failure = JSONError(.tooLarge, offset: 0)
                return []
            }
            return [JSONNode](unsafeUninitializedCapacity: bound) { (room, used) in
                guard let nodes = room.baseAddress else { return }
                let parser = JSONParser(bytes: base, count: source.count, nodes: nodes, depthLimit: depthLimit)
                used = parser.run(&failure)
            }
        }
        if let failure { throw failure }
        return JSONDocument(bytes: bytes, nodes: nodes)
    }
}
