/// A related row inside a row, loaded by `selectRelated`: `post.author?.name`.
///
/// A struct cannot hold one of its own kind, and two rows that refer to each other would: this holds it apart.
@dynamicMemberLookup
public struct Related<M: Model>: Codable, Sendable, RelatedRows {
    // One element: an array keeps its elements elsewhere.
    private let storage: [M]

    public init(_ row: M) { storage = [row] }

    public init(from decoder: any Decoder) throws {
        // As a model, whose naming of columns is its own.
        storage = [try decoder.singleValueContainer().decode(M.self)]
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(row)
    }

    public var row: M { storage[0] }

    public subscript<Content>(dynamicMember member: KeyPath<M, Content>) -> Content { row[keyPath: member] }
}

extension Related: Equatable where M: Equatable {}
extension Related: Hashable where M: Hashable {}
