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

    /// The bytes between the quotes of a string without escapes, which are its text; nil
    /// for a string with escapes and for other kinds.
    @inlinable
    public var plainTextRange: Range<Int>? {
        let node = node
        guard node.kind == .string, !node.has(JSONNode.escaped) else { return nil }
        return Int(node.start) &+ 1..<Int(node.end) &- 1
    }
}

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
}

extension JSONDocument {
    func text(of node: JSONNode) -> Text {
        let start = Int(node.start) &+ 1
        let end = Int(node.end) &- 1
        guard node.has(JSONNode.escaped) else { return Text(bytes[start..<end]) }
        return bytes.withUnsafeBufferPointer { (source) -> Text in
            guard let base = source.baseAddress else { return Text() }
            // Unescaping never lengthens: the shortest escape is two bytes for one.
            return Text(
                [UInt8](unsafeUninitializedCapacity: end &- start) { (room, used) in
                    guard let out = room.baseAddress else { return }
                    used = JSONDocument.unescape(base, start, end, into: out)
                })
        }
    }

    private static func unescape(
        _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, into out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var at = start
        var used = 0
        while at < end {
            guard bytes[at] == 0x5C else {
                out[used] = bytes[at]
                used &+= 1
                at &+= 1
                continue
            }
            var escape = JSONEscape.decode(bytes, at, end)
            for _ in 0..<escape.length {
                out[used] = UInt8(truncatingIfNeeded: escape.utf8)
                used &+= 1
                escape.utf8 >>= 8
            }
            at = escape.end
        }
        return used
    }

    func string(_ node: JSONNode, equals literal: StaticString) -> Bool {
        bytes.withUnsafeBufferPointer { (source) -> Bool in
            guard let base = source.baseAddress else { return false }
            return JSONDocument.string(base, node, equals: literal.utf8Start, literal.utf8CodeUnitCount)
        }
    }

    static func string(
        _ bytes: UnsafePointer<UInt8>, _ node: JSONNode, equals name: UnsafePointer<UInt8>, _ count: Int
    ) -> Bool {
        var at = Int(node.start) &+ 1
        let end = Int(node.end) &- 1
        var matched = 0
        if !node.has(JSONNode.escaped) {
            guard end &- at == count else { return false }
            while matched < count {
                guard bytes[at &+ matched] == name[matched] else { return false }
                matched &+= 1
            }
            return true
        }
        while at < end {
            if bytes[at] != 0x5C {
                guard matched < count, bytes[at] == name[matched] else { return false }
                matched &+= 1
                at &+= 1
                continue
            }
            var escape = JSONEscape.decode(bytes, at, end)
            for _ in 0..<escape.length {
                guard matched < count, UInt8(truncatingIfNeeded: escape.utf8) == name[matched] else { return false }
                matched &+= 1
                escape.utf8 >>= 8
            }
            at = escape.end
        }
        return matched == count
    }
}
