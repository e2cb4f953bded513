import NoormmeJSON
import NoormmeSQL
import NoormmeText

/// What an open database decides about compilation.
public struct CompileOptions: Sendable {
    /// Raw SQL inside a request is allowed.
    public var allowRaw = false
    /// IANA name of the zone dates and times are read in.
    public var timeZone: Text = "UTC"
    /// `contains`, `startswith`, `endswith` respect case.
    public var caseSensitiveLike = false
    /// The i-lookups fold case beyond ASCII.
    public var unicodeCase = false
    /// The connection has regular expressions.
    public var supportsRegex = true
    /// Aggregates take ORDER BY (SQLite 3.44).
    public var supportsAggregateOrder = false
    /// Most parameters a statement may have.
    public var maximumParameters: Int32 = 32_766
    /// Longest list that is written as placeholders; longer ones travel as one JSON parameter.
    public var longestInList: Int32 = 100

    /// Parameters of one statement that writes many rows: a longer one would gain nothing.
    var bulkParameters: Int { min(Int(maximumParameters), 30_000) }

    public init() {}
}

/// Shared by a request's query and all its subqueries.
final class CompileContext {
    let schema: Schema
    let options: CompileOptions
    /// Models met, each once.
    @exclusivity(unchecked) var models: [Int32] = []
    /// The request; literals of other documents (default scopes) are constants of the plan.
    let document: JSONDocument
    @exclusivity(unchecked) private var depth: Int32 = 0
    @exclusivity(unchecked) private var joined: [TableSource] = []

    init(schema: Schema, options: CompileOptions, document: JSONDocument) {
        self.schema = schema
        self.options = options
        self.document = document
    }

    func note(_ model: Model) {
        if !models.contains(model.index) { models.append(model.index) }
    }

    func note(_ source: TableSource) {
        joined.append(source)
    }

    /// Lets go of the joins' conditions once the text is written: a condition names its own table, and the two
    /// would keep each other alive for ever.
    func untie() {
        for source in joined { source.on = .always }
    }

    /// Bounds recursion over what a request nests.
    func enter() throws(NoormmeError) {
        depth += 1
        if depth > 200 { throw NoormmeError(.tooComplex, "The request nests too deeply.") }
    }

    func leave() {
        depth -= 1
    }
}
