/// Cuts a message into the padded blocks that MD5 and the SHA family read.
///
/// Padding (RFC 1321, FIPS 180-4): one bit, zeros, and the length in bits in the last 8 or 16 bytes.
enum MessageBlocks {
    static func forEach(
        in message: UnsafeBufferPointer<UInt8>, size: Int, lengthBytes: Int, bigEndian: Bool,
        _ body: (UnsafePointer<UInt8>) -> Void
    ) {
        var offset = 0
        if let start = message.baseAddress {
            while message.count - offset >= size {
                body(start + offset)
                offset += size
            }
        }
        let rest = message.count - offset
        let tail = rest + 1 + lengthBytes <= size ? size : size * 2
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: tail) { block in
            guard let start = block.baseAddress else { return }
            for index in 0..<tail { block[index] = index < rest ? message[offset + index] : 0 }
            block[rest] = 0x80
            let bits = UInt64(message.count) << 3
            for index in 0..<8 {
                let shift = UInt64(index) * 8
                block[bigEndian ? tail - 1 - index : tail - lengthBytes + index] = UInt8(
                    truncatingIfNeeded: bits >> shift)
            }
            body(UnsafePointer(start))
            if tail > size { body(UnsafePointer(start) + size) }
        }
    }

    @inline(__always)
    static func rotateLeft(_ value: UInt32, _ count: UInt32) -> UInt32 { value &<< count | value &>> (32 &- count) }

    @inline(__always)
    static func word(_ bytes: UnsafePointer<UInt8>, _ index: Int) -> UInt32 {
        UInt32(bigEndian: UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }

    @inline(__always)
    static func longWord(_ bytes: UnsafePointer<UInt8>, _ index: Int) -> UInt64 {
        UInt64(bigEndian: UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }

    /// The big-endian bytes of words.
    static func bytes<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
        words.flatMap { word in withUnsafeBytes(of: word.bigEndian, Array.init) }
    }
}
