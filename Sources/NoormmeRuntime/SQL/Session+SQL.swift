import NoormmeCore
import NoormmeSQLite
import NoormmeText

/// SQL text on a connection of the pool.
extension Session {
    /// Runs one statement.
    ///
    /// - Parameter onlyIfReading: answers nil, and runs nothing, when the statement writes.
    func answer(
        _ sql: StatementKey, _ parameters: StatementParameters, schema: Schema?, onlyIfReading: Bool = false
    ) throws(NoormmeError) -> AnswerBytes? {
        if isInterrupted { throw NoormmeError(.interrupted, "interrupted") }
        let failure = { (error: SQLiteError) in self.sqlFailure(error, schema: schema) }
        setSubjectSQL()
        return try withStatement(sql, failure: failure) { (statement) throws(NoormmeError) -> AnswerBytes? in
            let isReading = statement.isReadOnly
            if onlyIfReading, !isReading { return nil }
            try parameters.bind(to: statement, failure: failure)
            let before = connection.totalChanges
            var out = ByteBuffer()
            _ = try writeRows(of: statement, most: .max, into: &out, failure)
            out.append(",\"changes\":")
            out.writeInteger(connection.totalChanges == before ? 0 : connection.changes)
            out.append(",\"last_insert_rowid\":")
            out.writeInteger(isReading ? 0 : connection.lastInsertRowID)
            out.append(0x7D)
            return AnswerBytes(out)
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
