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
        base = Self.memory(nil, self.capacity)
    }

    deinit {
        free(base)
    }

    /// `realloc`, which moves the pages of a large block instead of its bytes.
    private static func memory(_ old: UnsafeMutablePointer<UInt8>?, _ size: Int) -> UnsafeMutablePointer<UInt8> {
        guard let block = realloc(old, size) else {
            // As Swift's own allocation ends when there is no memory.
            abort()
        }
        return block.assumingMemoryBound(to: UInt8.self)
    }

    /// Makes room for this many bytes more.
    @inline(__always)
    mutating func reserve(_ extra: Int) {
        if capacity &- count < extra { grow(extra) }
    }

    @inline(never)
    private mutating func grow(_ extra: Int) {
        capacity = max(capacity < Self.large ? capacity * 2 : capacity / 2 * 3, count + extra)
        base = Self.memory(base, capacity)
        guard capacity >= Self.large else { return }
        // Fresh memory costs a fault for each page: large pages make that a few instead of thousands.
        let page = 1 << 12
        let start = (Int(bitPattern: base) + page - 1) & ~(page - 1)
        madvise(
            UnsafeMutableRawPointer(bitPattern: start), Int(bitPattern: base) + capacity - start, Int32(MADV_HUGEPAGE))
    }

    /// Counts bytes that were written behind the last one, into room reserved before.
    @inline(__always)
    mutating func advance(_ written: Int) {
        count &+= written
    }

    /// The same by where they end.
    @inline(__always)
    mutating func advance(to end: UnsafeMutablePointer<UInt8>) {
        count = end - base
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

    /// Copies bytes behind which `chunk` more may be read to where as many may be written; answers their end.
    ///
    /// Names of columns are short: one or two loads and stores of 16 bytes, of which the last may carry too
    /// much, are done before a call of memcpy has begun.
    @inline(__always)
    static func copy(
        padded bytes: UnsafePointer<UInt8>, _ size: Int, to end: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let from = UnsafeRawPointer(bytes)
        let to = UnsafeMutableRawPointer(end)
        var offset = 0
        while offset < size {
            let word = from.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
            to.storeBytes(of: word, toByteOffset: offset, as: SIMD2<UInt64>.self)
            offset &+= chunk
        }
        return end + size
    }

    static var chunk: Int { 16 }

    /// Answers of this size are rare, and worth some care.
    private static var large: Int { 4 << 20 }

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

    borrowing func withBytes<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(UnsafeBufferPointer(start: base, count: count))
    }
}
