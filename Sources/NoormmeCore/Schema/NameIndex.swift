import NoormmeText

/// Positions by name, without regard to the case of ASCII letters: how SQLite compares identifiers.
///
/// A schema asks for many small ones, a few times each, so nothing is copied to fold its case: names are
/// hashed as they are read (FNV-1a over the folded bytes) into a table of open addresses. An attacker who
/// makes names collide makes his own database slow to read, as he could by making more of them.
struct NameIndex: Sendable {
    private var names: [Text] = []
    private var positions: [Int32] = []
    private var hashes: [UInt32] = []
    /// Indexes into the arrays above plus one, 0 for a free slot; its size is a power of two. Empty while
    /// there are so few names that comparing hashes is quicker.
    private var slots: [Int32] = []

    /// Adds a name; false, and nothing changes, when it is there already.
    @discardableResult
    mutating func insert(_ name: Text, _ position: Int32 = 0) -> Bool {
        let hash = NameIndex.hash(name)
        guard find(name, hash) < 0 else { return false }
        names.append(name)
        positions.append(position)
        hashes.append(hash)
        if names.count > 16 { addSlot(names.count - 1) }
        return true
    }

    func position(_ name: Text) -> Int32? {
        let index = find(name, NameIndex.hash(name))
        return index < 0 ? nil : positions[index]
    }

    func contains(_ name: Text) -> Bool { find(name, NameIndex.hash(name)) >= 0 }

    private func find(_ name: Text, _ hash: UInt32) -> Int {
        if slots.isEmpty {
            for index in hashes.indices where hashes[index] == hash {
                if names[index].equalsIgnoringCase(name) { return index }
            }
            return -1
        }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if hashes[index] == hash, names[index].equalsIgnoringCase(name) { return index }
            slot = (slot + 1) & mask
        }
        return -1
    }

    /// Kept at most half full.
    private mutating func addSlot(_ index: Int) {
        if slots.count < names.count * 2 {
            slots = [Int32](repeating: 0, count: max(64, slots.count * 4))
            for index in names.indices { place(index) }
        } else {
            place(index)
        }
    }

    private mutating func place(_ index: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hashes[index]) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(index + 1)
    }

    private static func hash(_ name: Text) -> UInt32 {
        name.bytes.withUnsafeBufferPointer { (bytes) -> UInt32 in
            var hash: UInt32 = 0x811C_9DC5
            for byte in bytes {
                // Folds more than letters, which only makes a few more hashes equal.
                hash = (hash ^ UInt32(byte | 0x20)) &* 0x0100_0193
            }
            return hash
        }
    }
}
