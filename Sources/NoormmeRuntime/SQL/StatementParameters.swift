import NoormmeCore
import NoormmeJSON
import NoormmeSQL
import NoormmeSQLite
import NoormmeText

/// Parameters of SQL text: a JSON array by position, an object by name.
struct StatementParameters: Sendable {
    private let root: JSONValue?

    /// - Parameter json: empty for none.
    init(_ json: [UInt8]) throws(NoormmeError) {
        guard !json.isEmpty else {
            root = nil
            return
        }
        let value = try JSONDocument.read(json).root
        guard value.kind == .array || value.kind == .object || value.isNull else {
            throw NoormmeError(.typeError, "Parameters are an array or an object.")
        }
        root = value.isNull ? nil : value
    }

    /// - Throws: `.programmingError` when they are not those of the statement.
    func bind(to statement: Statement, failure: (SQLiteError) -> NoormmeError) throws(NoormmeError) {
        let wanted = statement.parameterCount
        guard let root, root.kind == .object else {
            let given = root?.count ?? 0
            guard given == wanted else { throw Self.mismatch(wanted, given) }
            guard let root else { return }
            var index = 0
            for element in root.elements {
                index += 1
                try set(statement, index, ParameterValue.read(element), failure)
            }
            return
        }
        var used = 0
        var index = 1
        while index <= wanted {
            guard let name = statement.parameterName(index) else {
                throw NoormmeError(
                    .programmingError, "Parameter " + Text(Int64(index)) + " has no name: give an array.")
            }
            guard let value = root.member(name.dropFirst(1)) else {
                throw NoormmeError(.programmingError, "No value is given for the parameter " + name + ".")
            }
            try set(statement, index, ParameterValue.read(value), failure)
            used += 1
            index += 1
        }
        // `:id` and `@id` may take one value together.
        if root.count > used { throw Self.mismatch(wanted, root.count) }
    }

    private func set(
        _ statement: Statement, _ index: Int, _ value: SQLValue, _ failure: (SQLiteError) -> NoormmeError
    ) throws(NoormmeError) {
        do throws(SQLiteError) {
            try statement.bind(value, at: index)
        } catch {
            throw failure(error)
        }
    }

    private static func mismatch(_ wanted: Int, _ given: Int) -> NoormmeError {
        NoormmeError(
            .programmingError,
            "The statement has " + Text(Int64(wanted)) + (wanted == 1 ? " parameter, " : " parameters, ")
                + Text(Int64(given)) + (given == 1 ? " is given." : " are given."))
    }
}
