import Glibc

/// The process's two outputs.
enum Output {
    static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer
            while !rest.isEmpty {
                let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    // Whoever reads has gone: `noormme … | head` is no failure of ours.
                    exit(errno == EPIPE ? 0 : 3)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    static func line(_ text: String) { write(Array((text + "\n").utf8)) }

    static func error(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}

/// Says on a terminal how far long work is; on anything else it says nothing.
struct Progress {
    private let isShown = isatty(STDERR_FILENO) == 1
    private var isWritten = false

    mutating func show(_ text: String) {
        guard isShown else { return }
        isWritten = true
        write("\r\u{1B}[K\(text)")
    }

    mutating func clear() {
        if isWritten { write("\r\u{1B}[K") }
        isWritten = false
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
