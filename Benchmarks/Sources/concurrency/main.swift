import Glibc
import Noormme

// What waiting together is worth: single creates and single gets by 1, 16 and 256 callers at once, against the same
// number one after the other. The two are interleaved, and the median of the rounds' ratios is shown: the machine's
// mood moves both.
//
// The disk decides: a sync of 0.1 ms leaves little to share, one of 5 ms nearly all. Give a folder on the disk
// that is to be measured; a file system in memory syncs for nothing.

let callers = [1, 16, 256]
let folder = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "."
let rounds = 7

func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func openDatabase(_ synchronous: DatabaseOptions.Synchronous) async throws -> Database {
    let path = "\(folder)/noormme-concurrency.sqlite"
    for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    var options = DatabaseOptions()
    options.synchronous = synchronous
    let database = try Database(path: path, options: options)
    try await database.execute(script: "CREATE TABLE event (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT)")
    return database
}

/// Calls a second of so many callers, each of whom makes its calls one after the other.
func rate(_ callers: Int, _ calls: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async throws -> Double {
    let start = seconds()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for caller in 0..<callers {
            group.addTask {
                for call in 0..<max(1, calls / callers) { try await body(caller * calls + call) }
            }
        }
        try await group.waitForAll()
    }
    return Double(max(callers, calls / callers * callers)) / (seconds() - start)
}

/// Rates of one caller and of many, interleaved, and the median of their ratios.
func compare(
    _ callers: Int, _ body: @escaping @Sendable (Int) async throws -> Void
) async throws -> (one: Double, many: Double, ratio: Double) {
    // So many that a round takes some tenths of a second, measured first.
    let pace = try await rate(1, 50, body)
    let alone = max(20, min(5000, Int(pace * 0.2)))
    var ones: [Double] = []
    var manies: [Double] = []
    for _ in 0..<rounds {
        ones.append(try await rate(1, alone, body))
        manies.append(try await rate(callers, max(alone, callers * 8), body))
    }
    return (median(ones), median(manies), median(zip(ones, manies).map { $1 / $0 }))
}

func row(_ cells: [String]) { print("| " + cells.joined(separator: " | ") + " |") }

func whole(_ value: Double) -> String { String(Int(value.rounded())) }

func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

row(["call", "synchronous", "callers", "one by one, per s", "at once, per s", "ratio"])
row(["---", "---", "---", "---", "---", "---"])
for synchronous in [DatabaseOptions.Synchronous.normal, .full] {
    for count in callers {
        let database = try await openDatabase(synchronous)
        let events = database.model("event").objects
        let result = try await compare(count) { number in
            try await events.create(["name": "event", "at": "2026-01-01"])
        }
        row([
            "create", synchronous.rawValue, String(count), whole(result.one), whole(result.many), tenths(result.ratio),
        ])
        await database.close()
    }
}
for count in callers {
    let database = try await openDatabase(.normal)
    let events = database.model("event").objects
    try await events.bulkCreate((0..<1000).map { ["id": $0 + 1, "name": "event"] })
    let result = try await compare(count) { number in _ = try await events.get(["id": number % 1000 + 1]) }
    row(["get", "normal", String(count), whole(result.one), whole(result.many), tenths(result.ratio)])
    await database.close()
}
for suffix in ["", "-wal", "-shm"] { unlink("\(folder)/noormme-concurrency.sqlite\(suffix)") }
