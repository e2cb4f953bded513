import NoormmeText

/// A document without its literals: two texts with the same skeleton differ only in strings and whole
/// numbers that stand as values. Keys, other literals and the structure are part of it.
///
/// What is compiled from a document can be kept under its skeleton and used for other literals, as long as
/// the user of the cache knows which literals the result depends on.
public struct JSONSkeleton: Sendable {
    /// The text with a mark in the place of each literal.
    public let text: Text
    /// The literals that were left out, as indexes of values, in order: equal for equal skeletons.
    public let literals: [Int32]

    // Marks are bytes that no JSON text contains outside of strings, where they are escaped.
    private static var text: UInt8 { 1 }
    private static var integer: UInt8 { 2 }
    private static var list: UInt8 { 3 }

    /// - Parameter longestList: an array of more scalars than this is one literal as a whole.
    public init(_ document: JSONDocument, longestList: Int32) {
        let source = document.bytes
        let nodes = document.nodes
        var bytes: [UInt8] = []
        var literals: [Int32] = []
        bytes.reserveCapacity(source.count)
        literals.reserveCapacity(16)
        // For each open object: where it ends. A string in an object is a key when its place is even.
        var copied = 0
        var index = 0
        // The end of the innermost open object or array, and whether the next node there is a key.
        var open: [(end: Int32, isObject: Bool, isKey: Bool)] = []
        open.reserveCapacity(16)
        while index < nodes.count {
            while let last = open.last, last.end <= Int32(index) {
                open.removeLast()
                JSONSkeleton.toggle(&open)
            }
            let node = nodes[index]
            let isKey = open.last.map { $0.isObject && $0.isKey } ?? false
            switch node.kind {
            case .string where !isKey:
                bytes.append(contentsOf: source[copied..<Int(node.start)])
                bytes.append(JSONSkeleton.text)
                copied = Int(node.end)
                literals.append(Int32(index))
            case .number where node.has(JSONNode.integer) && node.end - node.start < 19:
                bytes.append(contentsOf: source[copied..<Int(node.start)])
                bytes.append(JSONSkeleton.integer)
                copied = Int(node.end)
                literals.append(Int32(index))
            case .array where node.storedCount > UInt32(longestList) && Int(node.next) - index - 1 == node.storedCount:
                bytes.append(contentsOf: source[copied..<Int(node.start)])
                bytes.append(JSONSkeleton.list)
                copied = Int(node.end)
                literals.append(Int32(index))
                index = Int(node.next)
                JSONSkeleton.toggle(&open)
                continue
            case .array, .object:
                if Int(node.next) > index + 1 {
                    open.append((node.next, node.kind == .object, true))
                    index += 1
                    continue
                }
            default: break
            }
            JSONSkeleton.toggle(&open)
            index += 1
        }
        bytes.append(contentsOf: source[copied...])
        text = Text(bytes)
        self.literals = literals
    }

    /// A value or key was passed: in an object the other one comes next.
    private static func toggle(_ open: inout [(end: Int32, isObject: Bool, isKey: Bool)]) {
        guard !open.isEmpty else { return }
        open[open.count - 1].isKey.toggle()
    }
}
