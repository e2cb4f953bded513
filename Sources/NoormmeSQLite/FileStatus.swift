import Glibc
import NoormmeText

/// What `stat` says about a path.
struct FileStatus: Equatable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let modifiedSeconds: Int64
    let modifiedNanoseconds: Int64
    let isDirectory: Bool
    let isRegular: Bool

    /// Nil when there is nothing, or nothing that may be seen.
    init?(_ path: Text) {
        var error: Int32 = 0
        self.init(path, error: &error)
    }

    /// Nil with the `errno` of `stat` in `error`.
    init?(_ path: Text, error: inout Int32) {
        var status = stat()
        guard path.withCString({ stat($0, &status) }) == 0 else {
            error = errno
            return nil
        }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modifiedSeconds = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }
}

extension Text {
    /// Lends a nul-terminated copy.
    func withCString<R, E: Error>(_ body: (UnsafePointer<CChar>) throws(E) -> R) throws(E) -> R {
        var terminated = bytes
        terminated.append(0)
        return try terminated.withUnsafeBufferPointer { buffer throws(E) in
            // Never nil: there is at least the terminator.
            try body(UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped).assumingMemoryBound(to: CChar.self))
        }
    }
}
