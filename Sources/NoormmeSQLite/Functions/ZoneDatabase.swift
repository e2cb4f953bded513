import Glibc
import NoormmeText

/// Time zones by their IANA names, read from compiled zone files and kept for the process.
///
/// Files come from the folder in the environment variable `TZDIR` alone if it is set, else from the
/// usual folders of the system. A name may hold letters, digits, `_`, `+`, `-` and single slashes, so
/// that no path can leave the folder. A zone that was not found is looked for again next time.
public final class ZoneDatabase: @unchecked Sendable {
    // Unchecked: `zones` is read and written under `lock` only.
    private let lock = Lock()
    private var zones: [Text: Zone] = [:]
    private let folders: [Text]?

    /// The database of every connection.
    public static let shared = ZoneDatabase(folders: nil)

    /// Nil folders: `TZDIR` or the system's.
    public init(folders: [Text]?) {
        self.folders = folders
    }

    /// Seconds east of UTC in a named zone at an instant; nil when there is no such zone.
    public func offset(ofZone name: Text, atUTC seconds: Int64) -> Int64? {
        zone(named: name)?.offset(atUTC: seconds)
    }

    /// Seconds east of UTC in a named zone at a reading of its clock, as `fold` resolves folds and gaps;
    /// nil when there is no such zone.
    public func offset(ofZone name: Text, atLocal seconds: Int64, fold: Bool = false) -> Int64? {
        zone(named: name)?.offset(atLocal: seconds, fold: fold)
    }

    func zone(named name: Text) -> Zone? {
        guard Self.isValid(name) else { return nil }
        return lock.withLock {
            if let known = zones[name] { return known }
            for folder in folders ?? Self.systemFolders {
                guard let bytes = Self.file(folder + "/" + name), let zone = ZoneFile.zone(bytes) else { continue }
                zones[name] = zone
                return zone
            }
            return nil
        }
    }

    /// Whether a name can be a file below a zone folder.
    static func isValid(_ name: Text) -> Bool {
        guard !name.isEmpty, name.count <= 255 else { return false }
        var previous = UInt8(ascii: "/")
        for byte in name.bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2B, 0x2D: break
            case 0x2F where previous != 0x2F: break
            default: return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: "/")
    }

    private static var systemFolders: [Text] {
        if let folder = getenv("TZDIR"), folder.pointee != 0 { return [Text(cString: folder)] }
        return ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"]
    }

    /// The bytes of a plain file of at most 1 MiB.
    private static func file(_ path: Text) -> [UInt8]? {
        var name = path.bytes.map { CChar(bitPattern: $0) }
        name.append(0)
        let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 20
        else { return nil }
        var filled = 0
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        while filled < bytes.count {
            let length = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            }
            if length < 0 && errno == EINTR { continue }
            guard length > 0 else { return nil }
            filled += length
        }
        return bytes
    }
}
