/// Something the doctor noticed.
struct Finding {
    enum Severity: String {
        /// The file is damaged, or its data contradict its own rules.
        case error
        /// Queries will be slow, or give what nobody expects.
        case warning
        /// Worth knowing.
        case note
    }

    let severity: Severity
    /// Stable: `missing-index`, `mixed-types` …
    let code: String
    var table = ""
    var columns: [String] = []
    let message: String
    /// SQL or an option that would help; empty when there is no single answer.
    var fix = ""
}
