import NoormmeText

/// A document without its literals: two texts with the same skeleton differ only in strings and whole
/// numbers that stand as values. Keys, other literals and the structure are part of it.
///
/// What is compiled from a document can be kept under its skeleton and used for other literals, as long as
/// the user of the cache knows which literals the result depends on.
public struct JSONSkeleton: Hashable, Sendable {
    /// The text with a mark in the place of each literal.
    public let text: Text
    /// A hash of the text without a secret: whoever makes skeletons collide makes his own requests slow, as far as
    /// a cache of bounded size can.
    private let hash: UInt64
    private let longestList: Int32

    // Marks are bytes that no JSON text contains outside of strings, where they are escaped.
    private static var text: UInt8 { 1 }
    private static var integer: UInt8 { 2 }
    private static var list: UInt8 { 3 }

    /// - Parameter longestList: an array of more scalars than this is one literal as a whole.
    public init(_ document: JSONDocument, longestList: Int32) {
        self.longestList = longestList
        let nodes = document.nodes
        var hash: UInt64 = 0
        let bytes = document.bytes.withUnsafeBufferPointer { (source) -> [UInt8] in
            nodes.withUnsafeBufferPointer { (nodes) -> [UInt8] in
                // A mark is never longer than its literal.
                [UInt8](unsafeUninitializedCapacity: source.count) { (room, used) in
                    guard let source = source.baseAddress, let out = room.baseAddress else { return }
                    var copied = 0
                    var index = 0
                    while index < nodes.count {
                        let node = nodes[index]
                        let mark = JSONSkeleton.mark(node, index, longestList)
                        if mark == 0 {
                            index &+= 1
                            continue
                        }
                        let plain = Int(node.start) &- copied
                        (out + used).update(from: source + copied, count: plain)
                        used &+= plain
                        out[used] = mark
                        used &+= 1
                        copied = Int(node.end)
                        index = Int(node.next)
                    }
                    let rest = document.bytes.count &- copied
                    (out + used).update(from: source + copied, count: rest)
                    used &+= rest
                    hash = JSONSkeleton.hash(out, used)
                }
            }
        }
        text = Text(bytes)
        self.hash = hash
    }

    /// The literals of a document of this skeleton that were left out, as indexes of values, in order: equal for
    /// equal skeletons.
    public func literals(of document: JSONDocument) -> [Int32] {
        var literals: [Int32] = []
        var index = 0
        while index < document.nodes.count {
            let node = document.nodes[index]
            if JSONSkeleton.mark(node, index, longestList) == 0 {
                index += 1
            } else {
                literals.append(Int32(index))
                index = Int(node.next)
            }
        }
        return literals
    }

    public static func == (left: JSONSkeleton, right: JSONSkeleton) -> Bool {
        left.hash == right.hash && left.text == right.text
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }

    /// What stands for a node; 0 when it stands for itself.
    @inline(__always)
    private static func mark(_ node: JSONNode, _ index: Int, _ longestList: Int32) -> UInt8 {
        switch node.kind {
        case .string: node.has(JSONNode.key) ? 0 : text
        case .number: node.has(JSONNode.integer) && node.end &- node.start < 19 ? integer : 0
        case .array:
            node.storedCount > UInt32(longestList) && Int(node.next) &- index &- 1 == Int(node.storedCount) ? list : 0
        default: 0
        }
    }

    private static func hash(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> UInt64 {
        let raw = UnsafeRawPointer(bytes)
        var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
        var at = 0
        while at &+ 8 <= count {
            hash = (hash ^ raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &* 0x9FB2_1C65_1E98_DF25
            hash ^= hash >> 32
            at &+= 8
        }
        while at < count {
            hash = (hash ^ UInt64(bytes[at])) &* 0x9FB2_1C65_1E98_DF25
            at &+= 1
        }
        return hash ^ hash >> 29
    }
}
