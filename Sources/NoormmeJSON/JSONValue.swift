import NoormmeText

/// One value of a document: a reference and an index, cheap to copy.
///
/// Asking for what a value is not (the text of a number, the members of an array) gives
/// nil or nothing, never a trap.
public struct JSONValue: Sendable {
    public let document: JSONDocument
    /// Position in the document's tape: the same for every document of the same structure.
    public let index: Int

    @inlinable
    public init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    @inlinable
    var node: JSONNode { document.nodes[index] }

    @inlinable
    public var kind: JSONKind { node.kind }

    @inlinable
    public var isNull: Bool { node.kind == .null }

    @inlinable
    public var bool: Bool? {
        let node = node
        return node.kind == .bool ? node.has(JSONNode.isTrue) : nil
    }

    /// Whether this is a number written without fraction and exponent, of any size.
    @inlinable
    public var isInteger: Bool { node.has(JSONNode.integer) }

    /// The value of a number written without fraction and exponent that fits in 64 bits.
    public var int64: Int64? {
        let node = node
        guard node.has(JSONNode.integer) else { return nil }
        return document.bytes.withUnsafeBufferPointer { (bytes) -> Int64? in
            var at = Int(node.start)
            let end = Int(node.end)
            let isNegative = bytes[at] == 0x2D
            if isNegative { at &+= 1 }
            var value: Int64 = 0
            while at < end {
                // No overflow check of the multiplication: it would need 128 bits in wasm32.
                let digit = Int64(bytes[at] &- 48)
                guard value >= Int64.min / 10 else { return nil }
                value = value &* 10
                guard value >= Int64.min &+ digit else { return nil }
                value = value &- digit
                at &+= 1
            }
            // Summed as a negative number, whose range is the larger one.
            if isNegative { return value }
            return value == Int64.min ? nil : 0 &- value
        }
    }

    /// The number as the source writes it; empty for other kinds.
    public var digits: Text { node.kind == .number ? source : Text() }

    /// The bytes of the document this value takes, a string with its quotes.
    @inlinable
    public var sourceRange: Range<Int> {
        let node = node
        return Int(node.start)..<Int(node.end)
    }

    /// The JSON text of this value and all below it, as the source writes it.
    public var source: Text { Text(document.bytes[sourceRange]) }
}
