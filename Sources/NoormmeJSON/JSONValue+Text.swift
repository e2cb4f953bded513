import NoormmeText

extension JSONValue {
    /// The decoded string; empty for other kinds.
    public var text: Text {
        let node = node
        guard node.kind == .string else { return Text() }
        return document.text(of: node)
    }

    /// Whether this is a string of just these bytes. Allocates nothing.
    public func stringEquals(_ literal: StaticString) -> Bool {
        let node = node
        return node.kind == .string && document.string(node, equals: literal)
    }

    /// Whether this is a string of just these bytes. Allocates nothing.
    @_disfavoredOverload
    public func stringEquals(_ text: Text) -> Bool {
        let node = node
        return node.kind == .string && document.string(node, equals: text)
    }

    /// The bytes between the quotes of a string without escapes, which are its text; nil
    /// for a string with escapes and for other kinds.
    @inlinable
    public var plainTextRange: Range<Int>? {
        let node = node
        guard node.kind == .string, !node.has(JSONNode.escaped) else { return nil }
        return Int(node.start) &+ 1..<Int(node.end) &- 1
    }
}
