import NoormmeRuntime
import Synchronization

/// A ticket whose task may be cancelled at any moment: also between its making and its submission, when the
/// database does not know it yet.
final class CancellableTicket: Sendable {
    let number: UInt64
    private let runtime: NoormmeRuntime.Database
    private let state = Atomic<UInt8>(0)

    private static let submitted: UInt8 = 1
    private static let cancelled: UInt8 = 2

    init(_ runtime: NoormmeRuntime.Database) {
        self.runtime = runtime
        number = runtime.newTicket()
    }

    var isCancelled: Bool { state.load(ordering: .acquiring) == Self.cancelled }

    /// The database knows it now.
    func isSubmitted() {
        let (isFirst, _) = state.compareExchange(
            expected: 0, desired: Self.submitted, ordering: .acquiringAndReleasing)
        if !isFirst { runtime.cancel(number) }
    }

    func cancel() {
        if state.exchange(Self.cancelled, ordering: .acquiringAndReleasing) == Self.submitted {
            runtime.cancel(number)
        }
    }
}
