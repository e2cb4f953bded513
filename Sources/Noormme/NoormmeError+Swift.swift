import NoormmeCore
import NoormmeJSON
import NoormmeText

/// What went wrong, in Swift's own types. `code` tells errors apart; its list is docs/errors.md.
extension NoormmeError {
    /// The class of error by the name it has in every language, such as `DoesNotExist` or `IntegrityError`.
    public var name: String { "\(code.name)" }

    /// One line. Never holds a value that was passed.
    public var message: String { String(texts.message) }

    /// Where in the request, as a JSON path such as `$.steps[0][1].email`.
    public var path: String? { texts.path.nonEmptyString }

    /// The model the error speaks of.
    public var model: String? { texts.model.nonEmptyString }

    /// The field, column or constraint the error speaks of.
    public var field: String? { texts.field.nonEmptyString }

    /// The rows that forbid a deletion, for `.protected` and `.restricted`; else none.
    public var rows: [HoldingRows] {
        guard let document = try? JSONDocument.parse(heldBy.bytes) else { return [] }
        return document.root.elements.map { HoldingRows($0) }
    }
}

/// Rows that keep others from being deleted, by one foreign key.
public struct HoldingRows: Sendable, Equatable {
    /// The foreign key that refers to what was to go, such as `posts.author`.
    public let foreignKey: String
    /// Primary keys, the first twenty of them.
    public let keys: [Value]
    /// Whether there are more.
    public let hasMore: Bool
}

extension HoldingRows {
    fileprivate init(_ json: JSONValue) {
        let row = Value(json)
        foreignKey = row["foreign_key"]?.stringValue ?? ""
        keys = row["keys"]?.arrayValue ?? []
        hasMore = row["more"]?.boolValue ?? false
    }
}

extension NoormmeError: CustomStringConvertible {
    /// `FieldError 203: Cannot resolve keyword … (at $.steps[0][1].emial)`
    public var description: String {
        var text = "\(name) \(code.rawValue): \(message)"
        if let path { text += " (at \(path))" }
        return text
    }
}

extension NoormmeError {
    /// The task was cancelled before its call had begun.
    static var cancelled: NoormmeError { NoormmeError(.interrupted, "the task was cancelled") }
}

extension String {
    /// What is not UTF-8 becomes U+FFFD.
    init(_ text: Text) { self.init(decoding: text.bytes, as: UTF8.self) }
}

extension Text {
    init(string: String) { self.init(string.utf8) }

    fileprivate var nonEmptyString: String? { isEmpty ? nil : String(self) }
}
