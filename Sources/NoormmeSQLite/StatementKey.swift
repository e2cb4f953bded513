import NoormmeText

/// SQL text with its hash. A plan that runs often keeps its key, so that the text is hashed once.
public struct StatementKey: Sendable {
    public let sql: Text
    let hash: UInt64

    public init(_ sql: Text) {
        self.sql = sql
        hash = sql.bytes.withUnsafeBytes { Self.hash($0) }
    }

    /// Whether both texts are the same bytes.
    func matches(_ other: StatementKey) -> Bool {
        hash == other.hash && sql.bytes == other.sql.bytes
    }

    /// Eight bytes a round, folded by a 64 x 64 -> 128 bit product. Not keyed: a full cache has few
    /// entries, so that chosen collisions cost a short scan and no more.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
        var index = 0
        while index + 8 <= bytes.count {
            state = mix(state, bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        return mix(state, rest)
    }

    private static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return (product.high ^ product.low) &+ 0xE703_7ED1_A0B4_28DB
    }
}
