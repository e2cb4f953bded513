import CNoormme

/// Calls a host's release function once: when the definition fails before SQLite knows of it, else when SQLite does.
final class Release {
    private let context: UnsafeMutableRawPointer?
    private let release: noormme_release?
    private var isHandedOver = false

    init(_ context: UnsafeMutableRawPointer?, _ release: noormme_release?) {
        self.context = context
        self.release = release
    }

    func handOver() -> () -> Void {
        isHandedOver = true
        let (context, release) = (context, release)
        return { release?(context) }
    }

    deinit {
        if !isHandedOver { release?(context) }
    }
}
