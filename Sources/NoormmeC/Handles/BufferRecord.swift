import NoormmeRuntime

/// The bytes behind a `noormme_buffer`, with a nul byte after them.
final class BufferRecord: Sendable {
    private enum Storage: Sendable {
        /// Where the runtime wrote them: no copy.
        case answer(AnswerBytes)
        case copy(CString)
    }

    private let storage: Storage

    init(_ answer: AnswerBytes) {
        storage = .answer(answer)
    }

    init(_ bytes: [UInt8]) {
        storage = .copy(CString(bytes))
    }

    init(copying bytes: UnsafeRawBufferPointer) {
        storage = .copy(CString(copying: bytes))
    }

    deinit {
        if case .copy(let text) = storage { text.deallocate() }
    }

    var pointer: UnsafePointer<CChar> {
        switch storage {
        case .answer(let answer): UnsafeRawPointer(answer.start).assumingMemoryBound(to: CChar.self)
        case .copy(let text): text.pointer
        }
    }

    var count: Int {
        switch storage {
        case .answer(let answer): answer.count
        case .copy(let text): text.count
        }
    }
}
