/// One entry of the tape: 16 bytes, no reference.
///
/// Offsets are byte offsets into the source, a string's with its quotes. `next`
/// is the index after the node's whole subtree, so a child is skipped in one
/// step whatever it holds. A member of an object is a string node (the key)
/// followed by the node of its value.
@usableFromInline
struct JSONNode: Sendable {
    /// Bits 0-2 the kind, bits 3-7 flags, bits 8-31 the number of children.
    @usableFromInline var meta: UInt32
    @usableFromInline var start: Int32
    @usableFromInline var end: Int32
    /// While the parser is inside an array or object: the index of the parent, or -1.
    @usableFromInline var next: Int32

    /// A string with at least one backslash.
    @usableFromInline static var escaped: UInt32 { 8 }
    /// A number without fraction and exponent.
    @usableFromInline static var integer: UInt32 { 16 }
    /// The literal `true`.
    @usableFromInline static var isTrue: UInt32 { 32 }

    /// A string that is the key of a member.
    @usableFromInline static var key: UInt32 { 64 }

    /// A stored count of this size means "so many or more": count the children.
    @usableFromInline static var manyChildren: UInt32 { 0xFF_FFFF }

    @inlinable @inline(__always)
    init(_ kind: JSONKind, flags: UInt32 = 0, start: Int, end: Int, next: Int) {
        meta = UInt32(kind.rawValue) | flags
        self.start = Int32(truncatingIfNeeded: start)
        self.end = Int32(truncatingIfNeeded: end)
        self.next = Int32(truncatingIfNeeded: next)
    }

    @inlinable
    var kind: JSONKind {
        switch meta & 7 {
        case 1: .bool
        case 2: .number
        case 3: .string
        case 4: .array
        case 5: .object
        default: .null
        }
    }

    @inlinable
    func has(_ flag: UInt32) -> Bool { meta & flag != 0 }

    @inlinable
    var storedCount: UInt32 { meta >> 8 }

    @inlinable
    mutating func store(count: UInt32) { meta = (meta & 0xFF) | (count << 8) }
}
