// swift-tools-version: 6.2
// The benchmarks, a package of their own: they drive the built jobd and jobctl from outside, so nothing of the product
// is linked in, and their own dependency (SwiftNIO, for the server jobd is measured against) is nobody else's.

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "jobd-benchmarks",
  dependencies: [.package(url: "https://github.com/apple/swift-nio", from: "2.101.2")],
  targets: [
    .systemLibrary(name: "CSQLite3", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CBench"),
    .executableTarget(name: "bench-stamp"),
    .executableTarget(name: "bench-post"),
    .executableTarget(name: "bench-worker", cSettings: [.define("_GNU_SOURCE")]),
    .executableTarget(
      name: "jobd-bench",
      dependencies: [
        "CBench", "CSQLite3",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], swiftSettings: strict),
  ]
)
