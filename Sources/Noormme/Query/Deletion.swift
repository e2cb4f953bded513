import NoormmeCore
import NoormmeJSON

/// What a `delete` removed, by `on_delete` rules too.
public struct Deletion: Sendable, Equatable {
    /// Rows of all models.
    public let total: Int
    /// Rows of each model, by its label; models of which none was removed are left out.
    public let counts: [String: Int]

    /// `[total, {label: count}]`
    static let read: @Sendable (JSONValue) throws(NoormmeError) -> Deletion = { (json) throws(NoormmeError) in
        guard let total = json.element(at: 0)?.int64, let labels = json.element(at: 1) else {
            throw Answers.unexpected(json)
        }
        var counts: [String: Int] = [:]
        for (label, count) in labels.members { counts[String(label.text)] = count.int64.map { Int($0) } }
        return Deletion(total: Int(total), counts: counts)
    }
}
