import NoormmeText

/// Positions by name, compared byte for byte. Filled once, then read for every name of every request.
///
/// Names are hashed as they are read (FNV-1a) into a table of open addresses, at most half full; see `NameIndex`
/// for why no secret goes into the hash.
struct NameTable: Sendable {
    private var names: [Text] = []
    private var positions: [Int32] = []
    /// The hash above, the index into the arrays plus one below; 0 for a free slot. A power of two of them.
    private var slots: [UInt64]

    init(capacity: Int) {
        var size = 4
        while size < capacity * 2 { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
        names.reserveCapacity(capacity)
        positions.reserveCapacity(capacity)
    }

    /// Adds a name, or gives one that is there another position.
    mutating func insert(_ name: Text, _ position: Int32 = 0) {
        let hash = name.bytes.withUnsafeBufferPointer { NameTable.hash($0) }
        let found = name.bytes.withUnsafeBufferPointer { find($0, hash) }
        if found >= 0 {
            positions[found] = position
            return
        }
        names.append(name)
        positions.append(position)
        if names.count * 2 > slots.count {
            let old = slots
            slots = [UInt64](repeating: 0, count: old.count * 2)
            for slot in old where slot != 0 { place(slot) }
        }
        place(UInt64(hash) << 32 | UInt64(names.count))
    }

    func position(_ name: Text) -> Int32? {
        name.bytes.withUnsafeBufferPointer { position($0) }
    }

    func position(_ name: UnsafeBufferPointer<UInt8>) -> Int32? {
        let found = find(name, NameTable.hash(name))
        return found < 0 ? nil : positions[found]
    }

    /// The name of these bytes, if it is here.
    func name(_ bytes: UnsafeBufferPointer<UInt8>) -> Text? {
        name(bytes, NameTable.hash(bytes))
    }

    /// The name of these bytes, whose hash is known.
    func name(_ bytes: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Text? {
        let found = find(bytes, hash)
        return found < 0 ? nil : names[found]
    }

    private mutating func place(_ entry: UInt64) {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: entry >> 32) & mask
        while slots[slot] != 0 { slot = (slot &+ 1) & mask }
        slots[slot] = entry
    }

    private func find(_ bytes: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
        slots.withUnsafeBufferPointer { (slots) -> Int in
            let mask = slots.count &- 1
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 {
                let entry = slots[slot]
                if UInt32(truncatingIfNeeded: entry >> 32) == hash {
                    let index = Int(UInt32(truncatingIfNeeded: entry)) &- 1
                    if isName(index, bytes) { return index }
                }
                slot = (slot &+ 1) & mask
            }
            return -1
        }
    }

    private func isName(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        names[index].bytes.withUnsafeBufferPointer { (name) -> Bool in
            guard name.count == bytes.count else { return false }
            guard let left = name.baseAddress, let right = bytes.baseAddress else { return true }
            return left.holdsSame(as: right, count: bytes.count)
        }
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash = emptyHash
        for byte in bytes { hash = NameTable.hash(hash, byte) }
        return hash
    }

    static var emptyHash: UInt32 { 0x811C_9DC5 }

    /// The hash with one more byte.
    @inline(__always)
    static func hash(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
        (hash ^ UInt32(byte)) &* 0x0100_0193
    }
}
