import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

/// What a host that makes objects of rows gets: docs/row-block.md.
public enum RowsAnswer: Sendable {
    /// Written to the caller's own memory: so many bytes.
    case inPlace(Int)
    case bytes(AnswerBytes)
    /// Not finished within the budget, and undone.
    case unfinished
    /// It would have had to wait for a connection, a lock or the schema.
    case unavailable
}

/// How such an answer is asked for.
public struct RowsRequest {
    /// The description the host knows already; 0 for none.
    public var known: UInt32 = 0
    /// Where a small answer may be written.
    public var space = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    /// Nanoseconds that a read may take; nil for any time. With a budget nobody is waited for.
    public var budget: UInt64?
    /// Who takes the rows of a large answer as they come; not with a budget.
    public var parts: RowParts?

    public init() {}

    /// A small answer is put into the caller's memory.
    public func hand(_ answer: AnswerBytes) -> RowsAnswer {
        guard let start = space.baseAddress, answer.count <= space.count else { return .bytes(answer) }
        start.copyMemory(from: answer.start, byteCount: answer.count)
        return .inPlace(answer.count)
    }
}

/// Takes the rows of an answer as they come, in blocks of their own, before the answer itself, which is the last block:
/// a large answer is then never in memory as a whole.
public struct RowParts: BitwiseCopyable, @unchecked Sendable {
    // Unchecked: it is called on the thread that asks, while that waits for the answer. A pointer to a function and its
    // context, because requests are copied on their way, and closures would be counted.

    /// Given the context and a block; anything but 0 makes the request fail with `.interrupted`.
    public typealias Function = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, Int) -> Int32

    private let function: Function
    private let context: UnsafeMutableRawPointer?
    /// Where a block is put that fits.
    private let space: UnsafeMutableRawBufferPointer

    public init(
        _ function: @escaping Function, _ context: UnsafeMutableRawPointer?, space: UnsafeMutableRawBufferPointer
    ) {
        self.function = function
        self.context = context
        self.space = space
    }

    /// - Returns: false when there shall be no more.
    func take(_ block: UnsafeRawBufferPointer) -> Bool {
        var start = block.baseAddress
        if let target = space.baseAddress, block.count <= space.count {
            UnsafeMutableRawBufferPointer(start: target, count: block.count).copyMemory(from: block)
            start = UnsafeRawPointer(target)
        }
        return function(context, start?.assumingMemoryBound(to: CChar.self), block.count) == 0
    }
}

extension Database {
    /// Runs a spec and answers a row block, or JSON behind a block's header.
    public func rows(_ spec: [UInt8], _ request: RowsRequest) throws(NoormmeError) -> RowsAnswer {
        guard let budget = request.budget else {
            return request.hand(try answer(spec, asBlock: true, parts: request.parts))
        }
        let snapshot = try schemas.current(pool)
        let made: (plan: QueryPlan, layout: RowsLayout, isKnown: Bool)
        do {
            made = try plan(spec, snapshot)
        } catch {
            // Whoever has time finds out whether the schema has changed.
            if error.isAboutSchema { return .unavailable }
            throw error
        }
        let block = BlockPlan(made.plan, made.layout)
        return try short(
            PreparedRequest(
                plan: made.plan, layout: made.layout, snapshot: snapshot, isPlanKnown: made.isKnown, block: block),
            budget, request)
    }

    /// The same for a request whose literals come with it.
    public func rows(
        _ shape: RequestShape, _ values: LiteralValues, _ request: RowsRequest
    ) throws(NoormmeError) -> RowsAnswer {
        try shape.check(values)
        var attempts = 0
        while true {
            let snapshot = try schemas.current(pool)
            guard let (known, isKnown) = shape.plan(snapshot, values) else { break }
            if known.block.isSelect {
                guard let arguments = known.arguments(values) else { break }
                if let answer = try run(known, isKnown, arguments, snapshot, attempts, request) { return answer }
            } else {
                guard let plan = known.bound(values) else { break }
                let prepared = PreparedRequest(
                    plan: plan, layout: known.layout, snapshot: snapshot, isPlanKnown: isKnown, block: known.block,
                    known: request.known)
                if let budget = request.budget { return try short(prepared, budget, request) }
                switch try run(prepared, attempts: attempts) {
                case .answer(let answer): return request.hand(answer)
                case .failure(let error): throw error
                case .stale: break
                case .misplaced: throw NoormmeError(.internalError, "a request was not run")
                }
            }
            attempts += 1
        }
        return try rows(shape.template.filled(values).spec, request)
    }

    /// One SELECT whose rows become a block; nil when its plan was made for a schema of yesterday.
    private func run(
        _ known: ShapePlan, _ isKnown: Bool, _ arguments: ShapePlan.Arguments, _ snapshot: SchemaSnapshot,
        _ attempts: Int, _ request: RowsRequest
    ) throws(NoormmeError) -> RowsAnswer? {
        let isShort = request.budget != nil
        guard
            let session = try isShort
                ? pool.acquireIdle(.reader, joins: true) : pool.acquire(.reader, joins: true)
        else { return .unavailable }
        defer { pool.release(session, .reader) }
        if let budget = request.budget { session.limitTime(to: budget) }
        defer { if isShort { session.unlimitTime() } }
        let before = session.statementsRun
        session.setSubject(known.plan, snapshot.schema, isPlanKnown: isKnown)
        do throws(NoormmeError) {
            let executor = Executor(session: session, schema: snapshot.schema)
            let parts = isShort ? nil : request.parts
            try executor.write(known.expectation, known.block, known.key, known: request.known, parts) {
                (statement) throws(SQLiteError) in try known.bind(arguments, to: statement)
            }
        } catch {
            let hasChanged =
                (session.sawReprepare || error.isAboutMissingName) && schemas.hasChanged(snapshot, session)
            if isShort, session.ranOutOfTime || error.code == .busy {
                session.uncount(since: before)
                return session.ranOutOfTime ? .unfinished : .unavailable
            }
            guard attempts == 0, error.isAboutMissingName, hasChanged else { throw error }
            session.uncount(since: before)
            return nil
        }
        if session.sawReprepare, attempts == 0, schemas.hasChanged(snapshot, session) {
            session.uncount(since: before)
            return nil
        }
        return session.blocks.hand(to: request.space)
    }

    /// A read, or a brief write, within a budget.
    private func short(
        _ prepared: PreparedRequest, _ budget: UInt64, _ request: RowsRequest
    ) throws(NoormmeError) -> RowsAnswer {
        let isWrite = prepared.plan.isWrite
        guard !isWrite || prepared.isBriefWrite else { return .unavailable }
        return try short(isWrite, joins: prepared.plan.joinsSnapshot, budget, request) {
            (session) throws(NoormmeError) in
            switch try perform(prepared, on: session, attempts: 0, hasLooked: isWrite) {
            case .answer(let answer): return answer
            case .failure(let error): throw error
            case .stale, .misplaced: return nil
            }
        }
    }

    /// Runs `body` on a connection that is free, within a budget; nil from it: it has to run elsewhere.
    ///
    /// SQLite may stop a statement that has been done, and say so when even its commit is over. So a write that may be
    /// stopped is in a transaction of its own, and the time is not limited any more when that is committed.
    func short(
        _ isWrite: Bool, joins: Bool, _ budget: UInt64, _ request: RowsRequest,
        _ body: (Session) throws(NoormmeError) -> AnswerBytes?
    ) throws(NoormmeError) -> RowsAnswer {
        guard !isWrite || pool.source.commitsQuickly,
            let session = try isWrite ? pool.acquireIdle(.writer) : pool.acquireIdle(.reader, joins: joins)
        else { return .unavailable }
        defer { pool.release(session, isWrite ? .writer : .reader) }
        session.limitTime(to: budget)
        defer { session.unlimitTime() }
        let before = session.statementsRun
        do throws(NoormmeError) {
            if isWrite { try session.control(.beginImmediate, isTold: false) }
            if let answer = try body(session) {
                if isWrite {
                    session.unlimitTime()
                    try session.control(.commit, isTold: false)
                }
                return request.hand(answer)
            }
            if isWrite { session.rollBack(isTold: false) }
            session.uncount(since: before)
            return .unavailable
        } catch {
            let isOver = session.ranOutOfTime
            if isWrite, !isOver, error.isIntegrityError, session.connection.isInTransaction {
                // What ON CONFLICT FAIL and RAISE(FAIL) keep, as they do where a statement is a transaction of its own.
                session.unlimitTime()
                try? session.control(.commit, isTold: false)
            }
            if isWrite { session.rollBack(isTold: false) }
            guard isOver || error.code == .busy else { throw error }
            session.uncount(since: before)
            return isOver ? .unfinished : .unavailable
        }
    }
}

extension PreparedRequest {
    /// A write that is worth trying on the thread that asks: of one row, or by one statement.
    fileprivate var isBriefWrite: Bool {
        switch plan.operation {
        case .insert(let insert):
            values == nil && insert.links.isEmpty && insert.groups.count == 1 && insert.groups[0].rows.count == 1
        case .update(let update): update.statements.count == 1
        default: false
        }
    }
}

extension Executor {
    /// Runs a request and answers what it asks for, JSON or a row block.
    func answer(_ request: PreparedRequest) throws(NoormmeError) -> AnswerBytes {
        if case .insert(let plan) = request.plan.operation {
            let inserted = try self.inserted(plan, request.values)
            if let block = request.block { return self.block(inserted, plan, request, block) }
            return answer(answer(inserted, plan), request)
        }
        guard let block = request.block, block.isSelect, case .rows(let rows) = request.plan.operation else {
            var executor = self
            executor.isPositional = request.block?.isPositional == true
            return answer(try executor.run(request.plan, layout: request.layout), request)
        }
        let parameters = rows.statement.parameters
        let key = StatementKey(rows.statement.sql)
        try write(rows.expectation, block, key, known: request.known, request.parts) {
            (statement) throws(SQLiteError) in try statement.bind(parameters)
        }
        return session.blocks.release()
    }

    /// An answer that was written as JSON.
    func answer(_ answer: consuming Answer, _ request: PreparedRequest) -> AnswerBytes {
        guard let block = request.block else { return AnswerBytes(answer.json) }
        session.blocks.begin(block, known: request.known, isJSON: true)
        answer.json.withBytes { session.blocks.finish(json: $0) }
        return session.blocks.release()
    }

    /// Writes the rows of a SELECT to the session's block writer.
    func write(
        _ expectation: Expectation, _ block: BlockPlan, _ key: StatementKey, known: UInt32, _ parts: RowParts?,
        _ bind: (Statement) throws(SQLiteError) -> Void
    ) throws(NoormmeError) {
        if session.isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
        let writer = session.blocks
        try session.withStatement(key, failure: failure) { statement throws(NoormmeError) in
            do throws(SQLiteError) {
                try bind(statement)
            } catch {
                throw failure(error)
            }
            writer.begin(block, known: known)
            let limit = expectation.isMany ? Int.max : 1
            // Listeners are told how long a statement took, not what its rows became meanwhile.
            let parts = session.isWatched || !expectation.isMany ? nil : parts
            while writer.count < limit, try step(statement) {
                writer.append(statement)
                if let parts, !writer.hand(to: parts) { throw NoormmeError(.interrupted, "interrupted") }
            }
            try check(expectation, hasRow: writer.count > 0, statement)
        }
        writer.finish(isReversed: expectation.isReversed)
    }
}

extension BlockWriter {
    /// An answer that is known without a connection.
    static func answer(_ json: Text, _ request: PreparedRequest) -> AnswerBytes {
        guard let block = request.block else { return AnswerBytes(json) }
        let writer = BlockWriter()
        writer.begin(block, known: request.known, isJSON: true)
        json.bytes.withUnsafeBufferPointer { writer.finish(json: $0) }
        return writer.release()
    }

    /// Gives a small answer in the caller's memory, another one in its own.
    func hand(to space: UnsafeMutableRawBufferPointer) -> RowsAnswer {
        guard let start = space.baseAddress, out.count <= space.count else { return .bytes(release()) }
        start.copyMemory(from: out.base, byteCount: out.count)
        return .inPlace(out.count)
    }
}

extension Statement {
    func bind(_ value: LiteralValue, at index: Int) throws(SQLiteError) {
        switch value {
        case .integer(let integer): try bind(integer: integer, at: index)
        case .real(let real): try bind(real: real, at: index)
        // The caller's bytes stay until the call returns, and the statement is done with by then.
        case .text(let text): try bind(text: text, at: index, lifetime: .borrowed)
        }
    }
}
