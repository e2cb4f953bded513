/// The bytes behind a `noormme_buffer`.
final class BufferRecord: Sendable {
    let text: CString

    init(_ bytes: [UInt8]) {
        text = CString(bytes)
    }

    deinit {
        text.deallocate()
    }
}
