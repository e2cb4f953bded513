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
