import NoormmeCore
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

extension Executor {
    /// Runs `body` with a statement of which one parameter is a JSON array of keys: the one in the slot `keys`,
    /// else the last.
    ///
    /// One parameter for any number of keys: the statement's text is always the same, and no limit on
    /// parameters is met.
    func withKeys<R: ~Copyable>(
        _ sql: Text, _ parameters: [Parameter] = [], keys: ArraySlice<RowKey>,
        _ body: (Statement) throws(NoormmeError) -> R
    ) throws(NoormmeError) -> R {
        var json = ByteBuffer(capacity: 16 + keys.count * 8)
        guard json.writeKeys(keys) else {
            throw NoormmeError(
                .notSupported, "rows cannot be related by a key that is a blob or an infinity: JSON cannot carry it")
        }
        return try withStatement(sql, parameters) { statement throws(NoormmeError) in
            try json.withBytes { bytes throws(NoormmeError) in
                do throws(SQLiteError) {
                    let slot = parameters.firstIndex { $0.slot == Parameter.keys }.map { $0 + 1 }
                    try statement.bind(text: bytes, at: slot ?? statement.parameterCount, lifetime: .copied)
                } catch {
                    throw failure(error)
                }
            }
            return try body(statement)
        }
    }
}
