// swift-tools-version: 6.2
import PackageDescription

// Apart from the main package, so that nobody who imports Noormme builds or resolves what is measured here.
let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "noormme", path: "..")],
    targets: [
        // swift run -c release --package-path Benchmarks compile
        .executableTarget(name: "compile", dependencies: [.product(name: "NoormmeCore", package: "noormme")]),
        // swift run -c release --package-path Benchmarks concurrency [FOLDER]
        .executableTarget(name: "concurrency", dependencies: [.product(name: "Noormme", package: "noormme")]),
    ]
)
