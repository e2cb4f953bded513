import CSQLite

extension SQLFunctions {
    static var regularExpressions: [ScalarFunction] { [] }
    static func registerRegularExpressions(on c: OpaquePointer, options: SQLFunctionOptions) throws(SQLiteError) {}
}
