// swift-tools-version: 6.2
import PackageDescription

// Targets stand in the order of their dependencies: each may import only those above it
// that its line names. This file is the diagram of the house.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "noormme",
    products: [
        .library(name: "NoormmeCore", targets: ["NoormmeCore"]),
    ],
    targets: [
        // UTF-8 bytes as names and text
        .target(name: "NoormmeText", swiftSettings: strict),
        // bytes <-> JSON
        .target(name: "NoormmeJSON", dependencies: ["NoormmeText"], swiftSettings: strict),
        // SQL as values, and values as SQLite text
        .target(name: "NoormmeSQL", dependencies: ["NoormmeText"], swiftSettings: strict),
        // Django's semantics without a database: schema, spec, lookups, resolve, plan
        .target(name: "NoormmeCore", dependencies: ["NoormmeText", "NoormmeJSON", "NoormmeSQL"], swiftSettings: strict),
        // libsqlite3 as a module
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        // one connection and its statements
        .target(name: "NoormmeSQLite", dependencies: ["CSQLite", "NoormmeText"], swiftSettings: strict),
        .testTarget(name: "NoormmeJSONTests", dependencies: ["NoormmeJSON"], swiftSettings: strict),
    ]
)
