import NoormmeText

/// Positions by name, without regard to the case of ASCII letters: how SQLite compares identifiers.
struct NameIndex: Sendable {
    private var positions: [Text: Int32] = [:]

    /// Adds a name; false, and nothing changes, when it is there already.
    @discardableResult
    mutating func insert(_ name: Text, _ position: Int32 = 0) -> Bool {
        let key = name.asciiLowercased
        guard positions[key] == nil else { return false }
        positions[key] = position
        return true
    }

    func position(_ name: Text) -> Int32? { positions[name.asciiLowercased] }

    func contains(_ name: Text) -> Bool { position(name) != nil }
}
