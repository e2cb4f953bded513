// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "shop",
    dependencies: [.package(name: "noormme", path: "../..")],
    targets: [
        .executableTarget(
            name: "Shop", dependencies: [.product(name: "Noormme", package: "noormme")],
            swiftSettings: [.enableUpcomingFeature("MemberImportVisibility"), .treatAllWarnings(as: .error)])
    ]
)
