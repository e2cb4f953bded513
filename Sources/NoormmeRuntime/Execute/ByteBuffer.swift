import Glibc
import NoormmeJSON
import NoormmeText

/// An answer in the making: bytes written one behind the other into memory of its own.
///
/// Rows are written through raw pointers into room that was made before: `[UInt8].append` costs
/// nearly three times as much per cell. It grows by doubling and is never cleared, so that
/// encoding a row allocates nothing but, seldom, more room.
struct ByteBuffer: ~Copyable {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private(set) var capacity: Int
    /// Room for what another module writes into an array, kept from one use to the next.
    private var scratch: [UInt8] = []

    init(capacity: Int = 1024) {
        self.capacity = max(64, capacity)
        base = .allocate(capacity: self.capacity)
    }

    deinit {
        base.deallocate()
    }

    /// Makes room for this many bytes more.
    @inline(__always)
    mutating func reserve(_ extra: Int) {
        if capacity &- count < extra { grow(extra) }
    }

    @inline(never)
    private mutating func grow(_ extra: Int) {
        let wanted = max(capacity * 2, count + extra)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
        capacity = wanted
    }

    /// Counts bytes that were written behind the last one, into room reserved before.
    @inline(__always)
    mutating func advance(_ written: Int) {
        count &+= written
    }

    @inline(__always)
    var end: UnsafeMutablePointer<UInt8> { base + count }

    mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count &+= 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafePointer<UInt8>, _ size: Int) {
        reserve(size)
        end.update(from: bytes, count: size)
        count &+= size
    }

    mutating func append(_ literal: StaticString) {
        append(literal.utf8Start, literal.utf8CodeUnitCount)
    }

    // A literal shall not become a Text on the heap.
    @_disfavoredOverload
    mutating func append(_ text: Text) {
        text.bytes.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { append(start, bytes.count) }
        }
    }

    mutating func append(_ other: borrowing ByteBuffer, _ range: Range<Int>) {
        append(other.base + range.lowerBound, range.count)
    }

    /// Appends what `write` puts into an array.
    mutating func withScratch(_ write: (inout [UInt8]) -> Void) {
        scratch.removeAll(keepingCapacity: true)
        write(&scratch)
        scratch.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { append(start, bytes.count) }
        }
    }

    /// Drops what was written after the first `size` bytes.
    mutating func truncate(to size: Int) {
        if size < count { count = size }
    }

    /// A copy of the bytes.
    borrowing func bytes() -> [UInt8] {
        [UInt8](UnsafeBufferPointer(start: base, count: count))
    }

    borrowing func withBytes<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(UnsafeBufferPointer(start: base, count: count))
    }
}
