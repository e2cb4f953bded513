import NoormmeText

/// The key of a member of an object.
public struct JSONKey: Sendable {
    public let document: JSONDocument
    @usableFromInline let index: Int

    @inlinable
    init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    /// The decoded key.
    public var text: Text { document.text(of: document.nodes[index]) }

    /// Whether the key begins with an ASCII character. Allocates nothing unless the key has escapes.
    public func starts(with character: UInt8) -> Bool {
        let node = document.nodes[index]
        if node.has(JSONNode.escaped) { return text.bytes.first == character }
        return node.end &- node.start > 2 && document.bytes[Int(node.start) &+ 1] == character
    }

    /// Whether the key is just these bytes. Allocates nothing.
    public func equals(_ literal: StaticString) -> Bool {
        document.string(document.nodes[index], equals: literal)
    }

    /// Whether the key is just these bytes. Allocates nothing.
    @_disfavoredOverload
    public func equals(_ text: Text) -> Bool {
        document.string(document.nodes[index], equals: text)
    }
}
