import Synchronization

/// How many statements a database has run for requests; what transactions and connections need is not counted.
/// Tests hold the number against what a feature promises.
final class StatementCount: Sendable {
    private let ran = Atomic<Int64>(0)

    var value: Int64 { ran.load(ordering: .relaxed) }

    func add(_ number: Int64 = 1) {
        ran.wrappingAdd(number, ordering: .relaxed)
    }
}
