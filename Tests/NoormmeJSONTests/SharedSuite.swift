import Glibc

/// The public JSON parser cases that lie beside the repository; absent elsewhere.
enum SharedSuite {
    struct Case: Sendable, CustomStringConvertible {
        let name: String
        let bytes: [UInt8]
        var description: String { name }
    }

    /// `<repository>/../shared/data/json-parsing-suite/test_parsing`
    static let directory: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        // This file, NoormmeJSONTests, Tests, the repository.
        parts.removeLast(4)
        return parts.joined(separator: "/") + "/shared/data/json-parsing-suite/test_parsing"
    }()

    static let cases: [Case] = {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var found: [Case] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".json"), let bytes = read(directory + "/" + name) {
                found.append(Case(name: name, bytes: bytes))
            }
        }
        return found.sorted { $0.name < $1.name }
    }()

    static var isPresent: Bool { !cases.isEmpty }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}
