import Glibc
import NoormmeSQLite

/// Something that is to happen at a time.
///
/// A class to be derived from, so that what waits for its time is one object, found again by its place.
class Alarm: @unchecked Sendable {
    // Unchecked because the lock of the `Timekeeper` guards `place`; `time` is set before it is added.
    /// On the clock of `ProgressGuard.now`.
    fileprivate(set) var time: UInt64 = .max
    fileprivate var place = -1

    /// Called once, on the timekeeper's thread, under no lock, unless it was removed before.
    func ring() {}
}

/// Rings alarms when their time has come: a heap, and a thread that there is while there are alarms.
final class Timekeeper: @unchecked Sendable {
    // Unchecked because `monitor` guards every variable below it.
    private let monitor = Monitor()
    private let signal = Monitor.Signal()
    private let crew = Crew()
    private var heap: [Alarm] = []
    private var isRunning = false
    private var isStopped = false

    /// - Returns: false when no thread could be started to watch the time.
    func add(_ alarm: Alarm, at time: UInt64) -> Bool {
        monitor.lock()
        defer { monitor.unlock() }
        guard !isStopped, alarm.place < 0 else { return true }
        alarm.time = time
        alarm.place = heap.count
        heap.append(alarm)
        rise(from: heap.count - 1)
        if isRunning {
            if alarm.place == 0 { signal.send() }
            return true
        }
        isRunning = crew.tryRun { [self] in watch() }
        if !isRunning { take(alarm) }
        return isRunning
    }

    /// It will not ring any more; it may be ringing.
    func remove(_ alarm: Alarm) {
        monitor.withLock { take(alarm) }
    }

    /// Forgets all alarms and ends the thread.
    func stop() {
        monitor.withLock {
            isStopped = true
            for alarm in heap { alarm.place = -1 }
            heap.removeAll()
            signal.send()
        }
        crew.stop()
    }

    private func watch() {
        while let due = nextDue() { due.ring() }
    }

    /// Waits for the next alarm; nil when there is none left.
    ///
    /// Apart from the ringing, so that an alarm is let go of under no lock: a database may go with it.
    private func nextDue() -> Alarm? {
        monitor.lock()
        defer { monitor.unlock() }
        while let next = heap.first {
            if ProgressGuard.now() >= next.time {
                take(next)
                return next
            }
            _ = monitor.wait(for: signal, until: next.time)
        }
        isRunning = false
        return nil
    }

    /// Called under the lock.
    private func take(_ alarm: Alarm) {
        let place = alarm.place
        guard place >= 0, place < heap.count else { return }
        alarm.place = -1
        let last = heap.removeLast()
        guard place < heap.count else { return }
        heap[place] = last
        last.place = place
        sink(from: place)
        rise(from: last.place)
    }

    private func rise(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].time < heap[parent].time else { return }
            exchange(child, parent)
            child = parent
        }
    }

    private func sink(from start: Int) {
        var parent = start
        while true {
            var earliest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].time < heap[earliest].time { earliest = child }
            }
            guard earliest != parent else { return }
            exchange(parent, earliest)
            parent = earliest
        }
    }

    private func exchange(_ first: Int, _ second: Int) {
        heap.swapAt(first, second)
        heap[first].place = first
        heap[second].place = second
    }
}
