import NoormmeText

extension JSONValue {
    /// How many elements an array or members an object has, repeated keys included;
    /// 0 for other kinds.
    public var count: Int {
        let node = node
        guard node.kind == .array || node.kind == .object else { return 0 }
        if node.storedCount != JSONNode.manyChildren { return Int(node.storedCount) }
        var children = 0
        var child = index &+ 1
        while child < Int(node.next) {
            child = Int(document.nodes[child].next)
            children &+= 1
        }
        return node.kind == .object ? children / 2 : children
    }

    /// The elements of an array in order; none for other kinds.
    @inlinable
    public var elements: JSONElements {
        let node = node
        return JSONElements(document: document, index: index &+ 1, end: node.kind == .array ? Int(node.next) : 0)
    }

    /// The members of an object in order, repeated keys included; none for other kinds.
    @inlinable
    public var members: JSONMembers {
        let node = node
        return JSONMembers(document: document, index: index &+ 1, end: node.kind == .object ? Int(node.next) : 0)
    }

    /// The value of an object's member, the last one when the key repeats.
    public func member(_ name: StaticString) -> JSONValue? {
        let object = node
        guard object.kind == .object else { return nil }
        return document.member(of: object, at: index, name.utf8Start, name.utf8CodeUnitCount)
    }

    /// The value of an object's member, the last one when the key repeats.
    @_disfavoredOverload
    public func member(_ name: Text) -> JSONValue? {
        let object = node
        guard object.kind == .object else { return nil }
        // An array without elements may have no address; it needs one to be compared.
        if name.isEmpty { return member("" as StaticString) }
        return name.bytes.withUnsafeBufferPointer { (bytes) -> JSONValue? in
            guard let start = bytes.baseAddress else { return nil }
            return document.member(of: object, at: index, start, bytes.count)
        }
    }

    /// The value of an object's member by the bytes of its name, the last one when the key repeats.
    public func member(_ name: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        let object = node
        guard object.kind == .object else { return nil }
        guard let start = name.baseAddress else { return member("" as StaticString) }
        return document.member(of: object, at: index, start, name.count)
    }

    /// The element of an array at a position from 0; nil outside it and for other kinds.
    public func element(at position: Int) -> JSONValue? {
        let array = node
        guard array.kind == .array, position >= 0, position < count else { return nil }
        // Without a nested container every element is one node.
        if Int(array.next) &- index &- 1 == count {
            return JSONValue(document: document, index: index &+ 1 &+ position)
        }
        var child = index &+ 1
        for _ in 0..<position { child = Int(document.nodes[child].next) }
        return JSONValue(document: document, index: child)
    }
}

/// The elements of an array.
public struct JSONElements: Sequence, IteratorProtocol, Sendable {
    public let document: JSONDocument
    @usableFromInline var index: Int
    @usableFromInline let end: Int

    @inlinable
    init(document: JSONDocument, index: Int, end: Int) {
        self.document = document
        self.index = index
        self.end = end
    }

    @inlinable
    public mutating func next() -> JSONValue? {
        guard index < end else { return nil }
        let value = JSONValue(document: document, index: index)
        index = Int(document.nodes[index].next)
        return value
    }
}

/// The members of an object.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    public let document: JSONDocument
    @usableFromInline var index: Int
    @usableFromInline let end: Int

    @inlinable
    init(document: JSONDocument, index: Int, end: Int) {
        self.document = document
        self.index = index
        self.end = end
    }

    @inlinable
    public mutating func next() -> (key: JSONKey, value: JSONValue)? {
        guard index < end else { return nil }
        let key = JSONKey(document: document, index: index)
        let value = JSONValue(document: document, index: index &+ 1)
        index = Int(document.nodes[index &+ 1].next)
        return (key, value)
    }
}

extension JSONDocument {
    fileprivate func member(
        of object: JSONNode, at index: Int, _ name: UnsafePointer<UInt8>, _ count: Int
    ) -> JSONValue? {
        let found = bytes.withUnsafeBufferPointer { (source) -> Int in
            nodes.withUnsafeBufferPointer { (nodes) -> Int in
                guard let base = source.baseAddress else { return -1 }
                var found = -1
                var key = index &+ 1
                while key < Int(object.next) {
                    if JSONDocument.string(base, nodes[key], equals: name, count) { found = key &+ 1 }
                    key = Int(nodes[key &+ 1].next)
                }
                return found
            }
        }
        return found < 0 ? nil : JSONValue(document: self, index: found)
    }
}
