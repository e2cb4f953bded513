import NoormmeText

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
        // Most names are not the one asked for, and most of those are of another length.
        if !node.has(JSONNode.escaped), Int(node.end &- node.start) &- 2 != literal.utf8CodeUnitCount { return false }
        return bytes.withUnsafeBufferPointer { (source) -> Bool in
            guard let base = source.baseAddress else { return false }
            return JSONDocument.string(base, node, equals: literal.utf8Start, literal.utf8CodeUnitCount)
        }
    }

    func string(_ node: JSONNode, equals text: Text) -> Bool {
        bytes.withUnsafeBufferPointer { (source) -> Bool in
            text.bytes.withUnsafeBufferPointer { (name) -> Bool in
                guard let base = source.baseAddress else { return false }
                guard let start = name.baseAddress else { return Int(node.end) &- Int(node.start) == 2 }
                return JSONDocument.string(base, node, equals: start, name.count)
            }
        }
    }

    /// Compares a string or key with bytes, escapes decoded on the way.
    static func string(
        _ bytes: UnsafePointer<UInt8>, _ node: JSONNode, equals name: UnsafePointer<UInt8>, _ count: Int
    ) -> Bool {
        var at = Int(node.start) &+ 1
        let end = Int(node.end) &- 1
        var matched = 0
        if !node.has(JSONNode.escaped) {
            return end &- at == count && (bytes + at).holdsSame(as: name, count: count)
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
