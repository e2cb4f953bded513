// swift-tools-version: 6.2
import PackageDescription

// The Swift door beside GRDB. A package of its own: only who runs `make bench` resolves GRDB.
let package = Package(
    name: "swift-contestants",
    dependencies: [
        .package(name: "noormme", path: "../.."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    ],
    targets: [
        .executableTarget(
            name: "peers",
            dependencies: [
                .product(name: "Noormme", package: "noormme"), .product(name: "GRDB", package: "GRDB.swift"),
            ])
    ]
)
