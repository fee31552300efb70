// swift-tools-version: 6.2
// The targets of jobd and who may import whom: ARCHITECTURE.md has the table, TidyTests check the tree against it.

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
  name: "jobd",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "jobd", targets: ["jobd"]),
    .executable(name: "jobctl", targets: ["jobctl"]),
    .library(name: "JobCore", targets: ["JobCore"]),
    // What an embedder's http jobs and callbacks to URLs need, and nobody else has to build.
    .library(name: "HTTPJobs", targets: ["HTTPJobs", "Outbound"]),
    .library(name: "Webhooks", targets: ["Webhooks", "Outbound"]),
    .library(name: "JobClient", targets: ["JobClient"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(
      url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML", "JSON"]),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CLinux"),
    .target(name: "JobWire", swiftSettings: strict),
    .target(
      name: "JobCore",
      dependencies: [
        "CLinux", "CSQLite",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ], swiftSettings: strict),
    .target(
      name: "Outbound",
      dependencies: [
        "JobCore",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], swiftSettings: strict),
    .target(
      name: "HTTPJobs",
      dependencies: [
        "JobCore", "Outbound",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], swiftSettings: strict),
    .target(
      name: "Webhooks",
      dependencies: [
        "JobCore", "Outbound",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], swiftSettings: strict),
    .target(
      name: "HTTPFront",
      dependencies: [
        "JobCore", "JobWire",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], swiftSettings: strict),
    .target(
      name: "JobClient",
      dependencies: [
        "JobWire",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "jobd",
      dependencies: [
        "JobCore", "HTTPFront", "HTTPJobs", "JobWire", "Outbound", "Webhooks",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "jobctl",
      dependencies: [
        "JobClient", "JobWire",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    // Drives the built programs from outside. It depends on them only so that they are built with it.
    .testTarget(
      name: "EndToEndTests", dependencies: ["CSQLite", "JobClient", "JobWire", "jobctl", "jobd"], swiftSettings: strict),
    .testTarget(
      name: "HTTPFrontTests",
      dependencies: [
        "HTTPFront", "HTTPJobs", "JobCore", "JobWire", "Outbound", "Webhooks",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], swiftSettings: strict),
    .testTarget(
      name: "JobClientTests",
      dependencies: [
        "JobClient", "JobWire",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], swiftSettings: strict),
    .testTarget(
      name: "JobCoreTests",
      dependencies: [
        "CSQLite", "FaultyDisk", "HTTPJobs", "JobCore", "Outbound", "TestSupport", "Webhooks", "WorkerHost",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "MetricsTestKit", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      exclude: ["Schedules/Oracle", "SQLite/Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "OutboundTests",
      dependencies: [
        "JobCore", "Outbound", "TestSupport",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], swiftSettings: strict),
    .testTarget(
      name: "HTTPJobsTests", dependencies: ["HTTPJobs", "JobCore", "Outbound", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "WebhooksTests", dependencies: ["JobCore", "Outbound", "TestSupport", "Webhooks"], swiftSettings: strict),
    .testTarget(
      name: "jobctlTests",
      dependencies: [
        "jobctl", "JobClient", "JobWire",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(name: "JobWireTests", dependencies: ["JobWire"], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "jobdTests",
      dependencies: [
        "jobd", "HTTPFront", "JobCore", "JobWire", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
    // The calls by which SQLite reaches its files, which fail when a test says so.
    .target(name: "FaultyDisk", path: "Tests/FaultyDisk"),
    // What tests of several targets share: an engine, servers that do as they are told, a clock that is turned by hand.
    .target(
      name: "TestSupport",
      dependencies: [
        "HTTPJobs", "JobCore", "Outbound", "Webhooks",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], path: "Tests/TestSupport", swiftSettings: strict),
    // A program that embeds JobCore and is its own worker process: what JobCoreTests start, and never a product.
    .executableTarget(
      name: "WorkerHost", dependencies: ["JobCore", .product(name: "Logging", package: "swift-log")],
      path: "Tests/WorkerHost", swiftSettings: strict),
  ]
)
