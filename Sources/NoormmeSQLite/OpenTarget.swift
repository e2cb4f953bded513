import CSQLite
import NoormmeText

/// What `sqlite3_open_v2` is given: a name, which is always a URI, and flags.
struct OpenTarget {
    let name: Text
    let flags: Int32

    init(path: Text, mode: OpenMode, access: ReadOnlyAccess) {
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
        var name: Text
        switch mode {
        case .readWrite(let create):
            flags |= SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0)
            name = Self.uri(path)
        case .readOnly:
            flags |= SQLITE_OPEN_READONLY
            name = Self.uri(path)
            switch access {
            case .direct: name += "?readonly_shm=1"
            case .immutable: name += "?immutable=1"
            case .unshared: name += "?vfs=unix-none"
            }
        case .immutable:
            flags |= SQLITE_OPEN_READONLY
            name = Self.uri(path) + "?immutable=1"
        case .memory:
            flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            // memdb shares by names that begin with a slash.
            name = path.isEmpty ? ":memory:" : Self.uri(Text("/") + path) + "?vfs=memdb"
        case .uri:
            flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            name = path
        }
        self.name = name
        self.flags = flags
    }

    /// A URI that means this file whatever its name holds. A plain name would not do: SQLite may be
    /// built to read `file:…` as a URI, and `:memory:` is no file.
    private static func uri(_ path: Text) -> Text {
        var uri = [UInt8]()
        uri.append("file:")
        if path.hasPrefix("/") {
            uri.append("//")
        } else if path.hasPrefix(":") {
            uri.append("./")
        }
        for byte in path.bytes {
            if byte.standsInURI {
                uri.append(byte)
            } else {
                uri.append(0x25)
                uri.append(hexDigit(byte >> 4))
                uri.append(hexDigit(byte & 15))
            }
        }
        return Text(uri)
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 48 + value : 55 + value
    }
}

extension UInt8 {
    /// A letter or digit of ASCII, or one of `/ . - _ ~`.
    fileprivate var standsInURI: Bool {
        self &- 48 < 10 || (self | 0x20) &- 97 < 26 || self == 0x2F || self == 0x2E || self == 0x2D || self == 0x5F
            || self == 0x7E
    }
}
