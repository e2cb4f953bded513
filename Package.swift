// swift-tools-version: 6.2
import PackageDescription

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

// Targets stand in the order of their dependencies: each may import only those above it
// that its line names. This file is the diagram of the house.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// Regular expressions need libpcre2-dev; NOORMME_PCRE2=0 builds without them.
let pcre2Headers = ["/usr/include/pcre2.h", "/usr/local/include/pcre2.h", "/opt/homebrew/include/pcre2.h"]
let hasPCRE2 =
    Context.environment["NOORMME_PCRE2"] != "0" && pcre2Headers.contains { access($0, R_OK) == 0 }
let pcre2Targets: [Target] = [
    // libpcre2-8 as a module
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])])
]

let package = Package(
    name: "noormme",
    products: [
        .library(name: "NoormmeCore", targets: ["NoormmeCore"]),
        // for the command in cli/, which knows no door
        .library(
            name: "NoormmeRuntime",
            targets: [
                "NoormmeText", "NoormmeJSON", "NoormmeSQL", "NoormmeCore", "NoormmeGenerate", "NoormmeSQLite",
                "NoormmeRuntime",
            ]),
        // the Swift door
        .library(name: "Noormme", targets: ["Noormme"]),
        // the same with Date, UUID, Data, Decimal and URL
        .library(name: "NoormmeFoundation", targets: ["NoormmeFoundation"]),
        // libnoormme.so: built by scripts/build-so, which says how it is linked
        .library(name: "noormme", type: .dynamic, targets: ["NoormmeC"]),
    ],
    targets: (hasPCRE2 ? pcre2Targets : []) + [
        // UTF-8 bytes as names and text
        .target(name: "NoormmeText", swiftSettings: strict),
        // bytes <-> JSON
        .target(name: "NoormmeJSON", dependencies: ["NoormmeText"], swiftSettings: strict),
        // SQL as values, and values as SQLite text
        .target(name: "NoormmeSQL", dependencies: ["NoormmeText"], swiftSettings: strict),
        // Django's semantics without a database: schema, spec, lookups, resolve, plan
        .target(
            name: "NoormmeCore", dependencies: ["NoormmeText", "NoormmeJSON", "NoormmeSQL"], swiftSettings: strict),
        // schemas as text: TypeScript, Swift, JSON Schema, diagrams
        .target(
            name: "NoormmeGenerate", dependencies: ["NoormmeText", "NoormmeJSON", "NoormmeCore"], swiftSettings: strict),
        // libsqlite3 as a module
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        // one connection and its statements
        .target(
            name: "NoormmeSQLite", dependencies: ["CSQLite", "NoormmeText"] + (hasPCRE2 ? ["CPCRE2"] : []),
            swiftSettings: strict + (hasPCRE2 ? [.define("NOORMME_PCRE2")] : [])),
        // databases: connections, plans run, rows out
        .target(
            name: "NoormmeRuntime",
            dependencies: ["NoormmeText", "NoormmeJSON", "NoormmeSQL", "NoormmeCore", "NoormmeSQLite"],
            swiftSettings: strict),
        // the Swift door: models, query sets, async/await
        .target(
            name: "Noormme", dependencies: ["NoormmeText", "NoormmeJSON", "NoormmeCore", "NoormmeRuntime"],
            swiftSettings: strict),
        // Foundation's values in columns, for who has Foundation anyway
        .target(name: "NoormmeFoundation", dependencies: ["Noormme"], swiftSettings: strict),
        // include/noormme.h as a module
        .systemLibrary(name: "CNoormme", path: "include"),
        // the C door: pointers, ownership, status
        .target(
            name: "NoormmeC",
            dependencies: [
                "CNoormme", "NoormmeText", "NoormmeJSON", "NoormmeCore", "NoormmeGenerate", "NoormmeRuntime",
            ],
            swiftSettings: strict),
        .testTarget(name: "NoormmeJSONTests", dependencies: ["NoormmeJSON"], swiftSettings: strict),
        .testTarget(
            name: "NoormmeSQLiteTests", dependencies: ["NoormmeSQLite", "NoormmeText"], swiftSettings: strict),
        .testTarget(
            name: "NoormmeCoreTests", dependencies: ["NoormmeCore", "NoormmeText", "NoormmeJSON", "CSQLite"],
            swiftSettings: strict),
        .testTarget(
            name: "NoormmeSQLFunctionsTests", dependencies: ["NoormmeSQLite", "CSQLite", "NoormmeText"],
            exclude: ["Generate", "Expectations"], swiftSettings: strict),
        .testTarget(
            name: "NoormmeRuntimeTests",
            dependencies: [
                "NoormmeRuntime", "NoormmeSQLite", "NoormmeCore", "NoormmeSQL", "NoormmeJSON", "NoormmeText",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "NoormmeFoundationTests",
            dependencies: [
                "NoormmeFoundation", "NoormmeGenerate", "NoormmeCore", "NoormmeJSON", "NoormmeSQLite", "NoormmeText",
            ], exclude: ["schema.sql"], swiftSettings: strict),
        .testTarget(
            name: "NoormmeGenerateTests",
            dependencies: ["NoormmeGenerate", "NoormmeCore", "NoormmeJSON", "NoormmeText"], swiftSettings: strict),
        .testTarget(
            name: "NoormmeTests", dependencies: ["Noormme", "NoormmeSQLite", "NoormmeText"], swiftSettings: strict),
    ]
)
