import Glibc
import NoormmeSQLite
import NoormmeText

/// A directory for one test, removed with everything in it.
final class TemporaryDirectory {
    let path: Text

    init() {
        var template = Text("/tmp/noormme-sqlite-XXXXXX").bytes.map { CChar(bitPattern: $0) } + [0]
        let made = mkdtemp(&template)
        precondition(made != nil, "no temporary directory")
        path = Text(template.dropLast().map { UInt8(bitPattern: $0) })
    }

    deinit {
        for (name, _) in contents { _ = (self / name).withTestCString { unlink($0) } }
        _ = path.withTestCString { rmdir($0) }
    }

    static func / (directory: TemporaryDirectory, name: Text) -> Text {
        directory.path + "/" + name
    }

    /// The name and the bytes of every file, by name.
    var contents: [(name: Text, bytes: [UInt8])] {
        guard let stream = path.withTestCString({ opendir($0) }) else { return [] }
        defer { closedir(stream) }
        var all: [(name: Text, bytes: [UInt8])] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { Text($0.prefix { $0 != 0 }) }
            if name == "." || name == ".." { continue }
            all.append((name, readFile(self / name)))
        }
        return all.sorted { $0.name < $1.name }
    }

    /// Names, sizes, times and bytes, to be compared before and after.
    var snapshot: [Text] {
        contents.map { name, bytes in
            var status = stat()
            _ = (self / name).withTestCString { stat($0, &status) }
            var line = name + " "
            line += Text(Int64(status.st_mtim.tv_sec)) + "." + Text(Int64(status.st_mtim.tv_nsec)) + " " + Text(bytes)
            return line
        }
    }

    func copy(_ name: Text, to other: Text) {
        writeFile(self / other, readFile(self / name))
    }
}

func readFile(_ path: Text) -> [UInt8] {
    let descriptor = path.withTestCString { open($0, O_RDONLY | O_NONBLOCK) }
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { return bytes }
        bytes += chunk[..<count]
    }
}

func writeFile(_ path: Text, _ bytes: [UInt8]) {
    let descriptor = path.withTestCString { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o644) }
    precondition(descriptor >= 0)
    defer { close(descriptor) }
    let written = write(descriptor, bytes, bytes.count)
    precondition(written == bytes.count)
}

extension Text {
    func withTestCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
        let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
        return terminated.withUnsafeBufferPointer { body($0.baseAddress.unsafelyUnwrapped) }
    }
}

/// Functions of the C library that its Swift module leaves out.
enum SystemFunctions {
    static func setfsuid(_ user: UInt32) -> Int32 {
        typealias Function = @convention(c) (UInt32) -> Int32
        return unsafeBitCast(dlsym(nil, "setfsuid"), to: Function.self)(user)
    }

    static func symlink(_ target: UnsafePointer<CChar>, _ link: UnsafePointer<CChar>) -> Int32 {
        typealias Function = @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
        return unsafeBitCast(dlsym(nil, "symlink"), to: Function.self)(target, link)
    }
}
