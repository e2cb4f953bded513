import Glibc
import NoormmeCore
import NoormmeText

/// What a path or URL means.
///
/// | form | database |
/// |---|---|
/// | `app.sqlite`, `/srv/app.sqlite` | that file; a relative path is resolved once, against the working directory |
/// | `sqlite:app.sqlite`, `sqlite:./app.sqlite`, `file:app.sqlite` | the same |
/// | `sqlite:///srv/app.sqlite`, `file:///srv/app.sqlite` | `/srv/app.sqlite` |
/// | `:memory:`, `sqlite::memory:`, `sqlite://:memory:`, `file::memory:`, `?mode=memory` | memory, private to this handle |
/// | the empty path, `sqlite:`, `file:` | a temporary file, private to this handle |
///
/// URLs are percent-decoded and may end in `?mode=ro|rw|rwc|memory`, `&immutable=1`.
struct DatabaseLocation: Sendable, Equatable {
    enum Kind: Sendable { case file, memory, temporary }
    enum Mode: Sendable { case readOnly, readWrite, readWriteCreate }

    var kind: Kind
    /// For a file its absolute path, else what the driver takes in its place.
    var path: Text
    /// What the URL says; nil when it does not.
    var mode: Mode?
    var immutable = false

    /// Nobody else can open it.
    var isPrivate: Bool { kind != .file }

    static func parse(_ text: Text) throws(NoormmeError) -> DatabaseLocation {
        guard !text.bytes.contains(0) else { throw invalid("the path contains a NUL byte") }
        if text == ":memory:" { return memory }
        let colon = text.firstIndex(of: ":")
        let scheme = colon.map { Text(text.bytes[..<$0]).asciiLowercased }
        guard let colon, let scheme, scheme == "file" || scheme == "sqlite" else { return try file(text) }
        return try url(text.dropFirst(colon + 1))
    }

    private static var memory: DatabaseLocation { DatabaseLocation(kind: .memory, path: Text()) }

    private static func invalid(_ message: StaticString) -> NoormmeError {
        NoormmeError(.invalidOption, Text(message), path: "$path")
    }

    private static func file(_ path: Text) throws(NoormmeError) -> DatabaseLocation {
        if path.isEmpty { return DatabaseLocation(kind: .temporary, path: "file:") }
        if path == ":memory:" { return memory }
        if path.hasPrefix("/") { return DatabaseLocation(kind: .file, path: path) }
        // The working directory may be another one when the file is opened.
        guard let directory = getcwd(nil, 0) else { return DatabaseLocation(kind: .file, path: path) }
        defer { free(directory) }
        var absolute = [UInt8](UnsafeRawBufferPointer(start: directory, count: strlen(directory)))
        if absolute.last != 0x2F { absolute.append(0x2F) }
        absolute += path.bytes
        return DatabaseLocation(kind: .file, path: Text(absolute))
    }

    /// What follows `file:` or `sqlite:`.
    private static func url(_ text: Text) throws(NoormmeError) -> DatabaseLocation {
        var bytes = text.bytes[...]
        if let hash = bytes.firstIndex(of: 0x23) { bytes = bytes[..<hash] }
        var query = bytes[bytes.endIndex...]
        if let mark = bytes.firstIndex(of: 0x3F) {
            query = bytes[(mark + 1)...]
            bytes = bytes[..<mark]
        }
        if bytes.starts(with: [0x2F, 0x2F]) {
            bytes = bytes.dropFirst(2)
            let end = bytes.firstIndex(of: 0x2F) ?? bytes.endIndex
            let host = Text(bytes[..<end])
            if host == ":memory:", end == bytes.endIndex {
                // Often written, though no URL.
            } else if host.isEmpty || host == "localhost" {
                bytes = bytes[end...]
            } else {
                throw invalid("a database URL names no host: write sqlite:relative/path or sqlite:///absolute/path")
            }
        }
        let path = Text(try decode(bytes))
        guard !path.bytes.contains(0) else { throw invalid("the path contains a NUL byte") }
        var location = try file(path)
        try location.apply(query)
        return location
    }

    private mutating func apply(_ query: ArraySlice<UInt8>) throws(NoormmeError) {
        for part in query.split(separator: 0x26) {
            let equals = part.firstIndex(of: 0x3D) ?? part.endIndex
            let name = Text(try Self.decode(part[..<equals]))
            let value = Text(try Self.decode(part[equals...].dropFirst()))
            switch (name, value) {
            case ("mode", "ro"): mode = .readOnly
            case ("mode", "rw"): mode = .readWrite
            case ("mode", "rwc"): mode = .readWriteCreate
            case ("mode", "memory"): self = Self.memory
            case ("immutable", "1"), ("immutable", "true"): immutable = true
            case ("immutable", "0"), ("immutable", "false"): immutable = false
            // The pool's connections share their database whatever this says.
            case ("cache", "shared"), ("cache", "private"): break
            default:
                throw Self.invalid("a database URL takes mode=ro|rw|rwc|memory, immutable=0|1 and cache=shared|private")
            }
        }
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) throws(NoormmeError) -> [UInt8] {
        var decoded: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            guard bytes[index] == 0x25 else {
                decoded.append(bytes[index])
                index += 1
                continue
            }
            guard bytes.endIndex - index > 2, let high = hex(bytes[index + 1]), let low = hex(bytes[index + 2]) else {
                throw invalid("a percent sign in a URL must be followed by two hexadecimal digits")
            }
            decoded.append(high << 4 | low)
            index += 3
        }
        return decoded
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
