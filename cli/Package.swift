// swift-tools-version: 6.2
import PackageDescription

// The command `noormme`. Apart from the main package, so that nobody who imports Noormme resolves argument-parser.
// An executable of the library's name would be mixed up with it: scripts/build-cli installs this one as `noormme`.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "noormme-cli",
    products: [.executable(name: "noormme-cli", targets: ["noormme-cli"])],
    dependencies: [
        .package(name: "noormme", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    ],
    targets: [
        .executableTarget(
            name: "noormme-cli",
            dependencies: [
                .product(name: "NoormmeRuntime", package: "noormme"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict)
    ]
)
