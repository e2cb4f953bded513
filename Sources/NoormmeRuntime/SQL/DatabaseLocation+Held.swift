import NoormmeSQLite
import NoormmeText

/// How a connection outside of a pool is opened.
extension DatabaseLocation {
    private func access(_ options: DatabaseOptions) -> (isReadOnly: Bool, isImmutable: Bool) {
        let isImmutable = options.immutable || immutable
        return (isImmutable || options.readOnly || mode == .readOnly, isImmutable)
    }

    func openMode(_ options: DatabaseOptions) -> OpenMode {
        switch kind {
        case .memory: return .memory
        case .temporary: return .uri
        case .file: break
        }
        if access(options).isReadOnly { return .uri }
        return .readWrite(create: options.create && mode != .readWrite)
    }

    /// A file that is only read is opened as SQLite itself would: others of this process may be writing to it, which
    /// the mode `readOnly` does not allow for.
    func openPath(_ options: DatabaseOptions) -> Text {
        let (isReadOnly, isImmutable) = access(options)
        guard kind == .file, isReadOnly else { return path }
        var uri: Text = "file:"
        let digits: StaticString = "0123456789ABCDEF"
        for byte in path.bytes {
            if (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte == 0x2F || byte == 0x2E || byte == 0x5F {
                uri.bytes.append(byte)
            } else {
                uri.bytes += [0x25, digits.utf8Start[Int(byte >> 4)], digits.utf8Start[Int(byte & 15)]]
            }
        }
        uri += "?mode=ro"
        if isImmutable { uri += "&immutable=1" }
        return uri
    }

    func connectionOptions(_ options: DatabaseOptions) -> ConnectionOptions {
        let isReadOnly = access(options).isReadOnly
        var result = ConnectionOptions()
        result.foreignKeys = options.foreignKeys
        result.busyTimeout = options.busyTimeout
        if kind == .file, !isReadOnly { result.journalMode = options.journalMode }
        if !isReadOnly { result.synchronous = options.synchronous }
        result.cacheSize = options.cacheSize
        result.mmapSize = options.mmapSize
        result.pragmas = options.pragmas
        return result
    }
}
