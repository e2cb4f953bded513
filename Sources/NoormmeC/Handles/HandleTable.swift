import Glibc

// A handle that crosses the C boundary is a token, never an address. What a host hands in may be NULL, freed long
// ago, of another kind, or plain garbage; an address would have to be followed to find out, and following garbage
// crashes. A token is only compared with what the table holds:
//
//     63            32 31          8 7      0
//     +---------------+-------------+--------+
//     |  generation   |    slot     |  kind  |
//     +---------------+-------------+--------+
//
// A slot's generation moves on each time its object leaves, so a stale token names a generation that has passed:
// it is known to have been a handle once, which is how a closed database differs from garbage. The table's
// reference keeps the object alive, a call holds another while it runs: a handle may be freed by one thread while
// another is inside a call with it.

/// The objects of one kind that the host holds handles of.
///
/// Thread-safe. One short lock a call; nothing is allocated but when the table grows.
final class HandleTable<Object: AnyObject & Sendable>: @unchecked Sendable {
    // Unchecked: every access to `slots`, `firstFree` and `live` is made under `mutex`.
    private struct Slot {
        var object: Object?
        var generation: UInt32
        var nextFree: Int
    }

    enum Found {
        case live(Object)
        /// A handle of this kind once, given back since.
        case stale
        /// Never a handle of this kind.
        case never
    }

    private let kind: UInt
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var slots: [Slot] = []
    private var firstFree = -1
    private var live: Int64 = 0

    private static var firstGeneration: UInt32 { 0x4E52_0000 }
    private static var slotLimit: Int { 1 << 24 }

    /// - Parameter kind: a number no other table has; not zero.
    init(kind: UInt8) {
        self.kind = UInt(kind)
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// How many objects the table holds.
    var count: Int64 {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return live
    }

    /// Takes an object in; nil when 16 million are there already.
    func insert(_ object: Object) -> UInt? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let index: Int
        if firstFree >= 0 {
            index = firstFree
            firstFree = slots[index].nextFree
            slots[index].object = object
        } else {
            index = slots.count
            guard index < Self.slotLimit else { return nil }
            slots.append(Slot(object: object, generation: Self.firstGeneration, nextFree: -1))
        }
        live += 1
        return UInt(slots[index].generation) << 32 | UInt(index) << 8 | kind
    }

    func find(_ token: UInt) -> Found {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard let index = slot(of: token) else { return .never }
        return state(of: token, at: index)
    }

    /// Takes an object out. The caller holds the last reference the table had, so that whatever the object's end
    /// does, it does outside the lock.
    func remove(_ token: UInt) -> Found {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard let index = slot(of: token) else { return .never }
        let found = state(of: token, at: index)
        if case .live = found {
            slots[index].object = nil
            slots[index].generation &+= 1
            slots[index].nextFree = firstFree
            firstFree = index
            live -= 1
        }
        return found
    }

    private func slot(of token: UInt) -> Int? {
        guard token & 0xFF == kind else { return nil }
        let index = Int(token >> 8 & 0xFF_FFFF)
        return index < slots.count ? index : nil
    }

    private func state(of token: UInt, at index: Int) -> Found {
        let generation = UInt32(truncatingIfNeeded: token >> 32)
        let slot = slots[index]
        if generation == slot.generation, let object = slot.object { return .live(object) }
        let age = generation &- Self.firstGeneration
        return age < slot.generation &- Self.firstGeneration ? .stale : .never
    }
}
