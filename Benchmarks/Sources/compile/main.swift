import Glibc
import NoormmeCore
import NoormmeJSON
import NoormmeText

// How much processor time a typical request takes to compile, and when its plan is known. Medians of rounds,
// the two interleaved.

func table(_ name: StaticString, _ columns: [(StaticString, StaticString)], author: Bool = false) -> TableDescription {
    var list: [ColumnDescription] = []
    for (index, column) in columns.enumerated() {
        list.append(
            ColumnDescription(
                name: Text(column.0), declaredType: Text(column.1), isNotNull: true, defaultSQL: nil,
                keyPosition: index == 0 ? 1 : 0, hidden: 0))
    }
    let keys: [ForeignKeyDescription] =
        author
        ? [
            ForeignKeyDescription(
                table: "users", columns: ["author_id"], targetColumns: ["id"], onUpdate: "NO ACTION",
                onDelete: "NO ACTION")
        ] : []
    return TableDescription(
        name: Text(name), kind: .table, sql: Text(), isWithoutRowID: false, isStrict: false, columns: list,
        foreignKeys: keys, indexes: [])
}

func microseconds(_ rounds: Int, _ body: () throws -> Void) rethrows -> Double {
    var start = timespec()
    var end = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start)
    for _ in 0..<rounds { try body() }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end)
    let nanoseconds = Double(end.tv_sec - start.tv_sec) * 1e9 + Double(end.tv_nsec - start.tv_nsec)
    return nanoseconds / Double(rounds) / 1000
}

let schema = try Schema.build(
    [
        table(
            "users",
            [
                ("id", "INTEGER"), ("email", "TEXT"), ("age", "INTEGER"), ("is_active", "BOOLEAN"),
                ("joined", "DATETIME"),
            ]),
        table(
            "posts", [("id", "INTEGER"), ("author_id", "INTEGER"), ("title", "TEXT"), ("likes", "INTEGER")],
            author: true),
    ], configuration: .empty)
let spec: StaticString =
    #"{"v":1,"model":"posts","steps":[["filter",{"author__email__endswith":"@example.com","likes__gte":10,"title__contains":"swift"}],["order_by",["-id"]],["slice",0,10]],"get":"all"}"#
let bytes = Text(spec).bytes
let options = CompileOptions()

func compile() throws -> QueryPlan {
    try QueryCompiler.compile(JSONDocument.parse(bytes).root, schema: schema, options: options)
}

let document = try JSONDocument.parse(bytes)
let skeleton = JSONSkeleton(document, longestList: options.longestInList)
let cache = [skeleton: CachedPlan(try compile(), skeleton: skeleton, document: document)]
var kept = 0

@MainActor
func cached() throws {
    let document = try JSONDocument.parse(bytes)
    let skeleton = JSONSkeleton(document, longestList: options.longestInList)
    if cache[skeleton]?.plan(for: document) != nil { kept += 1 }
}

// `compile 1000 compile` or `compile 1000 known`: so many rounds of one, for a profiler.
if CommandLine.arguments.count == 3, let rounds = Int(CommandLine.arguments[1]) {
    if CommandLine.arguments[2] == "known" {
        for _ in 0..<rounds { try cached() }
    } else {
        for _ in 0..<rounds { kept += try compile().models.count }
    }
    exit(kept > 0 ? 0 : 1)
}

var compiling: [Double] = []
var looking: [Double] = []
for _ in 0..<41 {
    compiling.append(try microseconds(500) { kept += try compile().models.count })
    looking.append(try microseconds(5000) { try cached() })
}
compiling.sort()
looking.sort()
if case .rows(let plan) = try compile().operation {
    var sql = plan.statement.sql.bytes
    sql.append(10)
    sql.withUnsafeBytes { _ = write(1, $0.baseAddress, $0.count) }
}
func show(_ label: String, _ value: Double) {
    let rounded = (value * 100).rounded() / 100
    print("\(label)\(rounded) us")
}
show("compile, spec bytes to plan:            ", compiling[20])
show("known plan, spec bytes to bound values: ", looking[20])
