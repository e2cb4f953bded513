import Synchronization

/// A wish to stop, set from any thread and seen by the `ProgressGuard` that holds the flag.
public final class CancelFlag: Sendable {
    private let state = Atomic<Bool>(false)

    public init() {}

    public func cancel() {
        state.store(true, ordering: .releasing)
    }

    public var isCancelled: Bool { state.load(ordering: .acquiring) }
}
