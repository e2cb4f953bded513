import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// How the rows of a statement come.
enum SQLForm: Sendable {
    case json
    /// A row block; the rows of a statement that only reads go to `parts` before.
    case block(RowParts?, known: UInt32 = 0)
}

extension CallOptions {
    var sqlForm: SQLForm { asBlock ? .block(nil) : .json }
}

/// SQL text on a connection of the pool.
extension Session {
    /// Runs one statement.
    ///
    /// - Parameter onlyIfReading: answers nil, and runs nothing, when the statement writes.
    func answer(
        _ sql: StatementKey, _ parameters: StatementParameters, schema: Schema?, as form: SQLForm,
        onlyIfReading: Bool = false
    ) throws(NoormmeError) -> AnswerBytes? {
        if isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
        let failure = { (error: SQLiteError) in self.sqlFailure(error, schema: schema) }
        // Looked at before: what is not run is neither counted nor told. What cannot be compiled is, below.
        if onlyIfReading, (try? withStatement(sql, runs: false, failure: failure) { $0.isReadOnly }) == false {
            return nil
        }
        setSubjectSQL()
        return try withStatement(sql, failure: failure) { (statement) throws(NoormmeError) -> AnswerBytes in
            let isReading = statement.isReadOnly
            try parameters.bind(to: statement, failure: failure)
            let before = connection.totalChanges
            var out = ByteBuffer()
            switch form {
            case .json: _ = try writeRows(of: statement, most: .max, into: &out, failure)
            case .block(let parts, let known):
                try writeBlock(of: statement, isReading ? parts : nil, known: known, failure)
            }
            let changes = connection.totalChanges == before ? 0 : connection.changes
            let lastInsertRowID = isReading ? 0 : connection.lastInsertRowID
            if case .block = form {
                blocks.finish(changes: changes, lastInsertRowID: lastInsertRowID)
                return blocks.release()
            }
            out.append(",\"changes\":")
            out.writeInteger(changes)
            out.append(",\"last_insert_rowid\":")
            out.writeInteger(lastInsertRowID)
            out.append(0x7D)
            return AnswerBytes(out)
        }
    }

    /// Writes rows to the session's block writer, to be finished by the caller.
    private func writeBlock(
        of statement: Statement, _ parts: RowParts?, known: UInt32, _ failure: (SQLiteError) -> NoormmeError
    ) throws(NoormmeError) {
        // The first step may compile the statement anew, with other columns.
        var hasRow = try step(statement, failure)
        if statement.status(.reprepares) > 0 { statement.derived = nil }
        let plan: BlockPlan
        if let made = statement.derived as? BlockPlan {
            plan = made
        } else {
            plan = BlockPlan(columnsOf: statement)
            statement.derived = plan
        }
        let writer = blocks
        writer.begin(plan, known: known)
        // Listeners are told how long a statement took, not what its rows became meanwhile.
        let parts = isWatched ? nil : parts
        while hasRow {
            writer.append(statement)
            if let parts, !writer.hand(to: parts) { throw NoormmeError(.interrupted, "interrupted") }
            hasRow = try step(statement, failure)
        }
    }

    /// Writes `{"columns":[…],"types":[…],"rows":[[…]]`, to be closed by the caller.
    ///
    /// - Returns: whether there may be more rows.
    func writeRows(
        of statement: Statement, most: Int, into out: inout ByteBuffer, _ failure: (SQLiteError) -> NoormmeError
    ) throws(NoormmeError) -> Bool {
        out.append("{\"columns\":[")
        // The first step may compile the statement anew, with other columns.
        var hasRow = most > 0 ? try step(statement, failure) : false
        for index in 0..<statement.columnCount {
            if index > 0 { out.append(0x2C) }
            out.writeString(statement.columnName(index))
        }
        out.append("],\"types\":[")
        for index in 0..<statement.columnCount {
            if index > 0 { out.append(0x2C) }
            if let type = statement.columnDeclaredType(index) { out.writeString(type) } else { out.append("null") }
        }
        out.append("],\"rows\":[")
        var count = 0
        while hasRow {
            if count > 0 { out.append(0x2C) }
            out.writeRow(of: statement)
            count += 1
            // Not a step further: the next call begins with that row.
            if count == most { break }
            hasRow = try step(statement, failure)
        }
        out.append(0x5D)
        return hasRow
    }

    private func step(
        _ statement: Statement, _ failure: (SQLiteError) -> NoormmeError
    ) throws(NoormmeError) -> Bool {
        do throws(SQLiteError) {
            return try statement.step()
        } catch {
            throw failure(error)
        }
    }

    /// An error of SQL the program wrote, whose misuse is the program's.
    func sqlFailure(_ error: SQLiteError, schema: Schema?) -> NoormmeError {
        var result = failure(error, schema: schema)
        // SQLITE_MISUSE, SQLITE_RANGE
        if error.code == 21 || error.code == 25 { result.code = .programmingError }
        return result
    }

    /// Runs every statement of a text.
    ///
    /// - Parameters:
    ///   - place: what the statements may do.
    ///   - foreignKeys: whether they are enforced on this connection, to be restored after a script of its own.
    func run(
        script: Text, in place: StatementHead.Place, foreignKeys: Bool, schema: Schema?
    ) throws(NoormmeError) {
        if isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
        var setsForeignKeys = false
        var failure: NoormmeError?
        let watch = isWatched ? makeWatch(.script) : nil
        do throws(SQLiteError) {
            try connection.execute(script) { (start) throws(SQLiteError) in
                let head = StatementHead(script, from: start)
                try head.check(place)
                if head.setsForeignKeys { setsForeignKeys = true }
            }
        } catch {
            failure = sqlFailure(error, schema: schema)
        }
        if let watch { endWatch(watch, script, nil, failure) }
        if place == .script {
            if connection.isInTransaction {
                rollBack()
                if failure == nil { failure = .leftOpen }
            }
            if setsForeignKeys { restore(foreignKeys: foreignKeys) }
        }
        if let failure { throw failure }
    }

    /// What cannot be set right is thrown away.
    private func restore(foreignKeys: Bool) {
        do throws(SQLiteError) {
            try connection.setForeignKeys(foreignKeys)
        } catch {
            isBroken = true
        }
    }
}

extension NoormmeError {
    static var leftOpen: NoormmeError {
        NoormmeError(
            .programmingError, "the text left a transaction open, which was rolled back: end it with COMMIT")
    }
}

extension ByteBuffer {
    /// The row a statement stands on as a JSON array, each value as it is stored.
    fileprivate mutating func writeRow(of statement: Statement) {
        append(0x5B)
        for index in 0..<statement.dataCount {
            if index > 0 { append(0x2C) }
            let value = statement.value(at: index)
            switch value.type {
            case .integer: writeInteger(value.int64)
            case .text: writeString(value.text)
            case .real: writeReal(value.double)
            case .null: append("null")
            case .blob: writeBlob(value.blob)
            }
        }
        append(0x5D)
    }
}
