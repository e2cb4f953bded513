import Glibc
import NoormmeCore
import NoormmeText
import Testing

@testable import NoormmeRuntime

private func location(_ text: String) throws -> DatabaseLocation {
    try DatabaseLocation.parse(Text(string: text))
}

private var here: String {
    guard let directory = getcwd(nil, 0) else { return "" }
    defer { free(directory) }
    return String(cString: directory)
}

@Test(arguments: [
    ("/srv/app.sqlite", "/srv/app.sqlite"), ("sqlite:///srv/app.sqlite", "/srv/app.sqlite"),
    ("file:///srv/app.sqlite", "/srv/app.sqlite"), ("file:/srv/app.sqlite", "/srv/app.sqlite"),
    ("sqlite://localhost/srv/a", "/srv/a"), ("SQLite:/srv/a%20b%3f.db#part", "/srv/a b?.db"),
    ("/srv/a%20b?c#d", "/srv/a%20b?c#d"), ("file:/srv/%C5%82.db?cache=shared", "/srv/ł.db"),
])
func absolutePaths(_ text: String, _ path: String) throws {
    let found = try location(text)
    #expect(found.kind == .file && found.path.string == path && found.mode == nil && !found.immutable)
}

@Test(arguments: [
    ("app.sqlite", "app.sqlite"), ("./a/b", "./a/b"), ("sqlite:app.sqlite", "app.sqlite"), ("sqlite:./x.db", "./x.db"),
    ("file:x.db", "x.db"), (" ", " "), ("filed:x", "filed:x"), (":memory:x", ":memory:x"),
])
func relativePathsAreResolvedOnce(_ text: String, _ path: String) throws {
    #expect(try location(text).path.string == here + "/" + path)
}

@Test(arguments: [
    ":memory:", "sqlite::memory:", "sqlite://:memory:", "file::memory:", "file::memory:?cache=shared",
    "file:x?mode=memory",
])
func memory(_ text: String) throws {
    #expect(try location(text) == DatabaseLocation(kind: .memory, path: ""))
}

@Test(arguments: ["", "sqlite:", "file:", "sqlite://"])
func temporary(_ text: String) throws {
    #expect(try location(text).kind == .temporary)
}

@Test func parametersOfURLs() throws {
    #expect(
        try location("file:/x?mode=ro&immutable=1")
            == DatabaseLocation(kind: .file, path: "/x", mode: .readOnly, immutable: true))
    #expect(try location("sqlite:/x?mode=rw").mode == .readWrite)
    #expect(try location("sqlite:/x?mode=rwc&immutable=false&").mode == .readWriteCreate)
}

@Test(arguments: [
    "a\0b", "file:a%00b", "sqlite://host/x", "sqlite://x.db", "file:/x?mode=maybe", "file:/x?vfs=unix", "file:/x%2",
    "file:/x%zz", "file:/x?immutable=2", "file:/x?%zz=1",
])
func refusedLocations(_ text: String) {
    #expect(failure { try location(text) }.code == .invalidOption)
    #expect(failure { try Database(path: Text(string: text)) }.code == .invalidOption)
}
