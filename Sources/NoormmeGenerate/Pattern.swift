import NoormmeText

/// A name with wildcards: `*` for any run of bytes, `?` for one byte; letters of ASCII match in either case,
/// as SQLite's names do.
public struct Pattern: Sendable {
    let bytes: [UInt8]

    public init(_ text: Text) {
        bytes = text.asciiLowercased.bytes
    }

    /// Goes back to the last `*` only: time is the product of the two lengths at worst.
    public func matches(_ name: Text) -> Bool {
        let name = name.asciiLowercased.bytes
        var at = 0
        var place = 0
        var star = -1
        var retry = 0
        while place < name.count {
            if at < bytes.count, bytes[at] == 0x2A {
                star = at
                retry = place
                at += 1
            } else if at < bytes.count, bytes[at] == 0x3F || bytes[at] == name[place] {
                at += 1
                place += 1
            } else if star >= 0 {
                at = star + 1
                retry += 1
                place = retry
            } else {
                return false
            }
        }
        while at < bytes.count, bytes[at] == 0x2A { at += 1 }
        return at == bytes.count
    }
}
