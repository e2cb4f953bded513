import NoormmeCore
import NoormmeJSON
import NoormmeSQLite
import NoormmeText

extension Database {
    /// Runs a spec (docs/wire-format.md) and answers JSON text.
    ///
    /// - Throws: `.closed`, any 200 (the spec), 300 (the rows), 400 (the write) or 500 (the database).
    public func answer(_ spec: [UInt8]) throws(NoormmeError) -> AnswerBytes {
        try answer(spec, asBlock: false)
    }

    /// - Parameters:
    ///   - asBlock: a row block (docs/row-block.md) instead of JSON.
    ///   - parts: takes the rows of a large block as they come.
    func answer(_ spec: [UInt8], asBlock: Bool, parts: RowParts? = nil) throws(NoormmeError) -> AnswerBytes {
        var attempts = 0
        while true {
            let snapshot = try schemas.current(pool)
            var request: PreparedRequest
            do {
                request = try self.request(spec, snapshot, asBlock: asBlock)
            } catch {
                guard attempts == 0, error.isAboutSchema, try hasChanged(snapshot) else { throw error }
                attempts += 1
                continue
            }
            request.parts = parts
            switch try run(request, attempts: attempts) {
            case .answer(let answer): return answer
            case .failure(let error): throw error
            case .stale: attempts += 1
            case .misplaced: throw NoormmeError(.internalError, "a request was not run")
            }
        }
    }

    /// The same as an array, which is a copy.
    public func execute(_ spec: UnsafeRawBufferPointer) throws(NoormmeError) -> [UInt8] {
        try answer([UInt8](spec)).bytes()
    }

    public func execute(_ spec: [UInt8]) throws(NoormmeError) -> [UInt8] {
        try answer(spec).bytes()
    }

    /// The plan of a spec as JSON text.
    public func compile(_ spec: UnsafeRawBufferPointer) throws(NoormmeError) -> [UInt8] {
        try compile([UInt8](spec))
    }

    public func compile(_ spec: [UInt8]) throws(NoormmeError) -> [UInt8] {
        let snapshot = try schemas.current(pool)
        do {
            return try write(plan(spec, snapshot).plan, snapshot)
        } catch {
            guard error.isAboutSchema, try hasChanged(snapshot) else { throw error }
            let fresh = try schemas.current(pool)
            return try write(plan(spec, fresh).plan, fresh)
        }
    }

    /// The schema as JSON text (docs/schema-json.md), as the database has it now.
    public func introspect() throws(NoormmeError) -> [UInt8] {
        var snapshot = try schemas.current(pool)
        if try hasChanged(snapshot) { snapshot = try schemas.current(pool) }
        let session = try pool.acquire(.reader)
        defer { pool.release(session, .reader) }
        let details: SchemaDetails
        do throws(SQLiteError) {
            details = try SchemaDetails.read(session.connection)
        } catch {
            throw session.failure(error, schema: nil)
        }
        var writer = JSONWriter()
        snapshot.schema.write(into: &writer) { (model, json) in details.write(model, into: &json) }
        return writer.bytes
    }

    private func write(_ plan: QueryPlan, _ snapshot: SchemaSnapshot) -> [UInt8] {
        var writer = JSONWriter()
        plan.write(into: &writer, schema: snapshot.schema)
        return writer.bytes
    }

    func plan(
        _ spec: [UInt8], _ snapshot: SchemaSnapshot
    ) throws(NoormmeError) -> (plan: QueryPlan, layout: RowsLayout, isKnown: Bool) {
        try plan(try JSONDocument.read(spec), snapshot)
    }

    func plan(
        _ document: JSONDocument, _ snapshot: SchemaSnapshot
    ) throws(NoormmeError) -> (plan: QueryPlan, layout: RowsLayout, isKnown: Bool) {
        let options = compileOptions
        guard PlanCache.keeps(document) else { return try compile(document.root, snapshot, options) }
        let skeleton = JSONSkeleton(document, longestList: options.longestInList)
        if let known = plans.plan(document, skeleton, generation: snapshot.generation) {
            return (known.plan, known.layout, true)
        }
        let (plan, layout, _) = try compile(document.root, snapshot, options)
        plans.keep(plan, layout, for: document, skeleton, generation: snapshot.generation)
        return (plan, layout, false)
    }

    private func compile(
        _ root: JSONValue, _ snapshot: SchemaSnapshot, _ options: CompileOptions
    ) throws(NoormmeError) -> (plan: QueryPlan, layout: RowsLayout, isKnown: Bool) {
        let plan = try QueryCompiler.compile(root, schema: snapshot.schema, options: options)
        let layout: RowsLayout = root.member("rows")?.stringEquals("arrays") == true ? .table : .asPlanned
        return (plan, layout, false)
    }

    func hasChanged(_ snapshot: SchemaSnapshot) throws(NoormmeError) -> Bool {
        let session = try pool.acquire(.reader)
        defer { pool.release(session, .reader) }
        return schemas.hasChanged(snapshot, session)
    }
}

extension NoormmeError {
    /// The spec names something that the schema does not have, which may be there since a moment ago.
    var isAboutSchema: Bool {
        switch code {
        case .unknownModel, .fieldError, .fieldDoesNotExist, .unsupportedLookup, .typeError: true
        default: isAboutMissingName
        }
    }
}

extension Database {
    var compileOptions: CompileOptions {
        var result = CompileOptions()
        result.allowRaw = options.allowRaw
        result.timeZone = options.timeZone
        result.caseSensitiveLike = options.caseSensitiveLike
        result.unicodeCase = options.unicodeCase
        result.supportsRegex = SQLFunctions.supportsRegularExpressions
        result.supportsAggregateOrder = SQLiteLibrary.versionNumber >= 3_044_000
        return result
    }
}
