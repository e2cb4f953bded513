/// A block of bytes with a nul byte after them, at an address that never moves: what C reads.
///
/// Swift arrays promise no fixed address, so each text handed to the host is copied here once.
struct CString: @unchecked Sendable {
    // Unchecked: written in `init`, only read until `deallocate`.
    let start: UnsafeMutablePointer<UInt8>
    let count: Int

    init(_ bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { CString(copying: $0) }
    }

    init(copying bytes: UnsafeRawBufferPointer) {
        count = bytes.count
        start = .allocate(capacity: bytes.count + 1)
        if let base = bytes.baseAddress { UnsafeMutableRawPointer(start).copyMemory(from: base, byteCount: count) }
        start[count] = 0
    }

    var pointer: UnsafePointer<CChar> {
        UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
    }

    func deallocate() {
        start.deallocate()
    }
}

extension StaticString {
    /// Its bytes, which a nul byte follows.
    var cString: UnsafePointer<CChar> {
        UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
