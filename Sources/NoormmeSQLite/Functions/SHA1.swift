/// The SHA-1 digest (FIPS 180-4).
enum SHA1 {
    static func digest(_ message: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
            0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0
        )
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { words in
            MessageBlocks.forEach(in: message, size: 64, lengthBytes: 8, bigEndian: true) { block in
                for index in 0..<16 { words[index] = MessageBlocks.word(block, index) }
                for index in 16..<80 {
                    let mixed = words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
                    words[index] = MessageBlocks.rotateLeft(mixed, 1)
                }
                var (a, b, c, d, e) = state
                for step in 0..<80 {
                    let mixed: UInt32
                    let constant: UInt32
                    switch step / 20 {
                    case 0: (mixed, constant) = (b & c | ~b & d, 0x5a82_7999)
                    case 1: (mixed, constant) = (b ^ c ^ d, 0x6ed9_eba1)
                    case 2: (mixed, constant) = (b & c | b & d | c & d, 0x8f1b_bcdc)
                    default: (mixed, constant) = (b ^ c ^ d, 0xca62_c1d6)
                    }
                    let next = MessageBlocks.rotateLeft(a, 5) &+ mixed &+ e &+ constant &+ words[step]
                    (e, d, c, b, a) = (d, c, MessageBlocks.rotateLeft(b, 30), a, next)
                }
                state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
            }
        }
        return MessageBlocks.bytes([state.0, state.1, state.2, state.3, state.4])
    }
}
