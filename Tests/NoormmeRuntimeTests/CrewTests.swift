import Glibc
import Synchronization
import Testing

@testable import NoormmeRuntime

private func wait(until condition: () -> Bool) -> Bool {
    for _ in 0..<30_000 where !condition() { usleep(1000) }
    return condition()
}

@Test func jobsThatBlockOnEachOtherAllGetAThread() {
    let crew = Crew()
    let here = Atomic(0)
    let done = Atomic(0)
    for _ in 0..<40 {
        crew.run {
            here.add(1, ordering: .relaxed)
            if wait(until: { here.load(ordering: .relaxed) == 40 }) { done.add(1, ordering: .relaxed) }
        }
    }
    #expect(wait { done.load(ordering: .relaxed) == 40 })
    crew.stop()
    #expect(crew.threadCount == 0)
}

/// One job blocks until the last has run, while the crew is being stopped.
@Test func jobsLeftWhenACrewStopsGetAThread() {
    let crew = Crew()
    let last = Atomic(0)
    let freed = Atomic(0)
    crew.run { if wait(until: { last.load(ordering: .relaxed) == 1 }) { freed.store(1, ordering: .relaxed) } }
    for _ in 0..<20 { crew.run { usleep(100) } }
    crew.run { last.store(1, ordering: .relaxed) }
    crew.stop()
    #expect(freed.load(ordering: .relaxed) == 1)
    #expect(crew.threadCount == 0)
}

@Test func manyShortJobsAtOnceNeedFewThreads() {
    let crew = Crew()
    let done = Atomic(0)
    for _ in 0..<10_000 { crew.run { done.add(1, ordering: .relaxed) } }
    #expect(wait { done.load(ordering: .relaxed) == 10_000 })
    // A thread for each that came before the first had begun would be hundreds.
    #expect(crew.threadCount < 100)
    crew.stop()
}
