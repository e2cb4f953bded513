import NoormmeCore
import NoormmeSQL
import NoormmeText
import Testing

@testable import NoormmeRuntime

@Test func theSchemaIsReadOnce() throws {
    let fixture = try Fixture("CREATE TABLE t (x);")
    let first = try fixture.database.schema()
    _ = try fixture.database.select("SELECT x FROM t", ["x"])
    #expect(try fixture.database.schema() === first)
}

@Test func aStaleStatementIsNoticed() throws {
    let fixture = try Fixture("CREATE TABLE t (x);")
    let database = fixture.database
    let snapshot = try database.schemas.current(database.pool)
    let plan = QueryPlan(operation: .rows(.many("SELECT x FROM t", ["x"])))
    var noticed: [Bool] = []
    func run() throws {
        let session = try database.pool.acquire(.reader)
        defer { database.pool.release(session, .reader) }
        _ = try Executor(session: session, schema: snapshot.schema).run(plan)
        noticed.append(session.sawReprepare)
    }
    try run()
    try run()
    try fixture.stranger().execute("ALTER TABLE t ADD COLUMN y")
    try run()
    try run()
    #expect(noticed == [false, false, true, false])
}

@Test func aChangedSchemaIsReadAgain() throws {
    let fixture = try Fixture("CREATE TABLE t (x);")
    let database = fixture.database
    let snapshot = try database.schemas.current(database.pool)
    let session = try database.pool.acquire(.reader)
    #expect(!database.schemas.hasChanged(snapshot, session))
    try fixture.stranger().execute("CREATE TABLE u (y)")
    #expect(database.schemas.hasChanged(snapshot, session))
    database.pool.release(session, .reader)
    let fresh = try database.schemas.current(database.pool)
    #expect(fresh.generation == snapshot.generation + 1)
    #expect(fresh.schema.model("u") != nil && snapshot.schema.model("u") == nil)
}

@Test func manyThreadsReadOneSchema() throws {
    let fixture = try Fixture("CREATE TABLE t (x);")
    let database = fixture.database
    onThreads(8) { _ in
        #expect((try? database.schemas.current(database.pool))?.generation == 1)
    }
}
