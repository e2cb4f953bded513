/// What a chain's text means, before it is known where it stands.
indirect enum Term {
    case null
    case bool(Bool)
    /// As written.
    case number(String)
    case text(String)
    case list([Term])
    /// `{a: 1}`
    case record([(name: String, term: Term)])
    /// `Count("posts", distinct=True)`
    case call(name: String, arguments: [Term], named: [(name: String, term: Term)])
    /// `F("a").add(1)`
    case method(String, Term, [Term], [(name: String, term: Term)])
    case operation(String, Term, Term)
    /// `~x`, `!x`, `-x`
    case prefix(String, Term)
    case chain(Chain)
}

/// `users.filter(…).orderBy(…)[0:10]`
struct Chain {
    var model: String
    var calls: [Call]

    struct Call {
        /// As the wire format has it: `order_by`.
        var name: String
        var arguments: [Term]
        var named: [(name: String, term: Term)]
        /// Where it stands in the text, for errors.
        var position: Int
    }
}
