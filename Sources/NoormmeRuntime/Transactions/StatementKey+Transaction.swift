import NoormmeSQLite

extension StatementKey {
    static let begin = StatementKey("BEGIN")
    static let beginImmediate = StatementKey("BEGIN IMMEDIATE")
    static let commit = StatementKey("COMMIT")
    static let rollback = StatementKey("ROLLBACK")
}
