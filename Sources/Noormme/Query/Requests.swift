import NoormmeCore
import NoormmeJSON

/// The terminals as calls, which the asynchronous and the synchronous door share.
struct Requests<Element: Sendable> {
    private let query: Query
    private let read: RowReader<Element>

    private typealias Reader<Answer> = @Sendable (JSONValue) throws(NoormmeError) -> Answer

    init(_ base: QuerySet<Element>) {
        query = base.query
        read = base.read
    }

    private func ask<Answer: Sendable>(
        _ terminal: StaticString, read: @escaping Reader<Answer>,
        _ arguments: (inout JSONWriter) -> Void = { _ in }
    ) -> Request<Answer> {
        Request(spec: query.spec(get: terminal, arguments), read: read)
    }

    private func change<Answer: Sendable>(
        _ terminal: StaticString, read: @escaping Reader<Answer>,
        _ arguments: (inout JSONWriter) -> Void = { _ in }
    ) -> Request<Answer> {
        Request(spec: query.spec(get: terminal, arguments), read: read)
    }

    // MARK: - Reading

    var all: Request<[Element]> { ask("all", read: Answers.rows(read)) }

    var answer: Request<JSONValue> { ask("all") { (json) throws(NoormmeError) in json } }

    func get(_ conditions: [Q]) -> Request<Element> {
        ask("get", read: read) { writer in for condition in conditions { condition.write(into: &writer) } }
    }

    var first: Request<Element?> { ask("first", read: Answers.optional(read)) }

    var last: Request<Element?> { ask("last", read: Answers.optional(read)) }

    func earliest(_ fields: [String]) -> Request<Element> {
        ask("earliest", read: read) { writer in if !fields.isEmpty { writer.strings(fields) } }
    }

    func latest(_ fields: [String]) -> Request<Element> {
        ask("latest", read: read) { writer in if !fields.isEmpty { writer.strings(fields) } }
    }

    func item(_ position: Int) -> Request<Element> {
        ask("item", read: read) { writer in writer.integer(Int64(position)) }
    }

    var count: Request<Int> { ask("count", read: Answers.count) }

    var exists: Request<Bool> { ask("exists", read: Answers.flag) }

    func contains(_ key: any Operand) -> Request<Bool> {
        ask("contains", read: Answers.flag) { writer in key.operandTerm.writeOperand(into: &writer) }
    }

    func aggregate(_ expressions: KeyValuePairs<String, Expression>) -> Request<Row> {
        ask("aggregate", read: Decoding.row) { writer in writer.aliases(expressions) }
    }

    func aggregate(_ expressions: [Expression]) -> Request<Row> {
        ask("aggregate", read: Decoding.row) { writer in
            for expression in expressions { writer.raw(expression.json) }
        }
    }

    func inBulk(_ keys: [any Operand]?, field: String?) -> Request<[Value: Element]> {
        ask("in_bulk", read: Answers.keyed(read)) { writer in
            if let keys {
                writer.beginArray()
                for key in keys { key.operandTerm.writeOperand(into: &writer) }
                writer.endArray()
            } else {
                writer.null()
            }
            if let field { writer.string(field) }
        }
    }

    var explanation: Request<String> {
        ask("explain") { (json) throws(NoormmeError) in String(json.text) }
    }

    // MARK: - Writing

    func create(_ columns: Columns) -> Request<Element> {
        change("create", read: read) { writer in columns.write(into: &writer) }
    }

    func getOrCreate(_ lookups: Columns, _ defaults: Columns) -> Request<(object: Element, created: Bool)> {
        change("get_or_create", read: Answers.created(read)) { writer in
            lookups.writeLookups(into: &writer)
            defaults.write(into: &writer)
        }
    }

    func updateOrCreate(
        _ lookups: Columns, _ defaults: Columns, _ createDefaults: Columns?
    ) -> Request<(object: Element, created: Bool)> {
        change("update_or_create", read: Answers.created(read)) { writer in
            lookups.writeLookups(into: &writer)
            defaults.write(into: &writer)
            createDefaults?.write(into: &writer)
        }
    }

    func bulkCreate(_ rows: [Columns]) -> Request<[Element]> {
        change("bulk_create", read: Answers.rows(read)) { writer in
            writer.beginArray()
            for row in rows { row.write(into: &writer) }
            writer.endArray()
        }
    }

    func update(_ columns: Columns) -> Request<Int> {
        change("update", read: Answers.count) { writer in columns.write(into: &writer) }
    }

    var deletion: Request<Deletion> { change("delete", read: Deletion.read) }

    func save(_ columns: Columns) -> Request<Element> {
        change("save", read: read) { writer in columns.write(into: &writer) }
    }
}
