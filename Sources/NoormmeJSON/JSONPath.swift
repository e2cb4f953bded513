import NoormmeText

/// The place of a value in a document, as error messages name it: `$.steps[0][1].email`.
///
/// A key that is not an ASCII identifier is written `["…"]`, escaped as JSON.
public struct JSONPath: Equatable, Sendable {
    public private(set) var text: Text
    /// The innermost key on the way that is no tag (`$…`): the field or lookup a value stands under.
    public private(set) var name = Text()

    /// The root, `$`.
    public init() {
        text = "$"
    }

    public func appending(key: Text) -> JSONPath {
        var path = self
        if key.bytes.first != 0x24 { path.name = key }
        if JSONPath.isIdentifier(key) {
            path.text.bytes.append(0x2E)
            path.text.bytes.append(key)
        } else {
            path.text.bytes.append(0x5B)
            key.bytes.withUnsafeBufferPointer { path.text.bytes.appendJSONString($0) }
            path.text.bytes.append(0x5D)
        }
        return path
    }

    public func appending(index: Int) -> JSONPath {
        var path = self
        path.text.bytes.append(0x5B)
        path.text.bytes.appendDecimal(Int64(index))
        path.text.bytes.append(0x5D)
        return path
    }

    private static func isIdentifier(_ key: Text) -> Bool {
        guard let first = key.bytes.first, first &- 48 >= 10 else { return false }
        for byte in key.bytes {
            let isLetter = (byte | 0x20) &- 0x61 < 26
            guard isLetter || byte &- 48 < 10 || byte == 0x5F else { return false }
        }
        return true
    }
}

extension JSONValue {
    /// Where this value stands in its document.
    ///
    /// Found by walking down from the root, so that nobody who reads a document has to
    /// carry a path along for the error that seldom comes.
    public var path: JSONPath { document.path(to: index) }
}

extension JSONKey {
    /// Where the member with this key stands in its document.
    public var path: JSONPath { document.path(to: index &+ 1) }
}

extension JSONDocument {
    func path(to target: Int) -> JSONPath {
        var path = JSONPath()
        var current = 0
        while current < target {
            let isObject = nodes[current].kind == .object
            var child = current &+ 1
            var position = 0
            // The child whose subtree holds the target.
            while true {
                if isObject { child &+= 1 }
                guard child < nodes.count else { return path }
                let next = Int(nodes[child].next)
                if target < next { break }
                child = next
                position &+= 1
            }
            path = isObject ? path.appending(key: text(of: nodes[child &- 1])) : path.appending(index: position)
            current = child
        }
        return path
    }
}
