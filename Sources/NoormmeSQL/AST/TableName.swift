import NoormmeText

/// A table, and the database it is in.
public struct TableName: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The name an attached database was given; empty for the file itself.
    public let database: Text
    public let name: Text

    public init(_ name: Text, in database: Text = Text()) {
        self.name = name
        self.database = database
    }

    public init(stringLiteral value: StaticString) {
        self.init(Text(value))
    }

    public var isEmpty: Bool { name.isEmpty }

    /// `archive.posts`; without a database the name alone.
    public var qualified: Text { database.isEmpty ? name : database + "." + name }
}
