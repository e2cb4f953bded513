/// The hash table of a statement cache: from a hash to the index of an entry, which the cache
/// keeps elsewhere. Open addressing with linear probing, at most half full, of fixed size.
struct StatementTable {
    private struct Slot {
        var hash: UInt64 = 0
        /// -1 for an empty slot.
        var index: Int32 = -1
    }

    private var slots: [Slot]
    private let mask: Int

    init(capacity: Int) {
        var size = 2
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
        mask = size - 1
    }

    /// The first index stored under the hash that `isMatch` accepts.
    func first(_ hash: UInt64, where isMatch: (Int32) -> Bool) -> Int32? {
        var place = home(hash)
        while slots[place].index >= 0 {
            if slots[place].hash == hash, isMatch(slots[place].index) { return slots[place].index }
            place = (place + 1) & mask
        }
        return nil
    }

    mutating func insert(_ hash: UInt64, _ index: Int32) {
        var place = home(hash)
        while slots[place].index >= 0 { place = (place + 1) & mask }
        slots[place] = Slot(hash: hash, index: index)
    }

    mutating func replace(_ hash: UInt64, _ index: Int32, with other: Int32) {
        if let place = place(of: index, hash) { slots[place].index = other }
    }

    /// Empties a slot and moves back what probed past it, so that every entry can still be reached
    /// from its home without a gap.
    mutating func remove(_ hash: UInt64, _ index: Int32) {
        guard var gap = place(of: index, hash) else { return }
        var next = (gap + 1) & mask
        while slots[next].index >= 0 {
            let home = home(slots[next].hash)
            if (next - home) & mask >= (next - gap) & mask {
                slots[gap] = slots[next]
                gap = next
            }
            next = (next + 1) & mask
        }
        slots[gap] = Slot()
    }

    mutating func removeAll() {
        for place in slots.indices { slots[place] = Slot() }
    }

    private func home(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash) & mask
    }

    private func place(of index: Int32, _ hash: UInt64) -> Int? {
        var place = home(hash)
        while slots[place].index >= 0 {
            if slots[place].index == index { return place }
            place = (place + 1) & mask
        }
        return nil
    }
}
