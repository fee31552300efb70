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

/// What other packages make, each named once.
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let metricsTestKit: Target.Dependency = .product(name: "MetricsTestKit", package: "swift-metrics")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
/// What speaks HTTP over a socket of its own.
let sockets: [Target.Dependency] = [nioCore, nioHTTP1, nioPosix]

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
    // Its readers of files are off: files are read by Yams and JobWire's own reader, which know the lines of keys.
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CLinux"),
    .target(name: "CivilCalendar", swiftSettings: strict),
    .target(name: "JobWire", dependencies: ["CivilCalendar"], swiftSettings: strict),
    .target(
      name: "JobCore",
      dependencies: [
        "CivilCalendar", "CLinux", "CSQLite", logging, coreMetrics, metrics, serviceLifecycle, systemPackage,
      ], swiftSettings: strict),
    .target(
      name: "Outbound",
      dependencies: ["JobCore", httpClient, nioSSL] + sockets, swiftSettings: strict),
    .target(
      name: "HTTPJobs",
      dependencies: ["CivilCalendar", "JobCore", "Outbound", httpClient, nioHTTP1], swiftSettings: strict),
    .target(
      name: "Webhooks",
      dependencies: ["JobCore", "Outbound", httpClient, nioHTTP1], swiftSettings: strict),
    .target(
      name: "HTTPFront",
      dependencies: ["JobCore", "JobWire", logging] + sockets, swiftSettings: strict),
    .target(
      name: "JobClient",
      dependencies: ["JobWire", nioSSL, nioTLS] + sockets, swiftSettings: strict),
    .executableTarget(
      name: "jobd",
      dependencies: [
        "JobCore", "HTTPFront", "HTTPJobs", "JobWire", "Outbound", "Webhooks", argumentParser, configuration, logging,
        serviceLifecycle, unixSignals, yams,
      ], swiftSettings: strict),
    .executableTarget(
      name: "jobctl",
      dependencies: ["CLinux", "JobClient", "JobWire", argumentParser], swiftSettings: strict),
    // Drives the built programs from outside. It depends on them only so that they are built with it.
    .testTarget(
      name: "EndToEndTests", dependencies: ["CSQLite", "JobClient", "JobWire", "TestSupport", "jobctl", "jobd"],
      swiftSettings: strict),
    .testTarget(
      name: "HTTPFrontTests",
      dependencies: ["HTTPFront", "HTTPJobs", "JobCore", "JobWire", "Outbound", "TestSupport", "Webhooks", logging]
        + sockets,
      swiftSettings: strict),
    .testTarget(
      name: "JobClientTests",
      dependencies: ["JobClient", "JobWire", "TestSupport", nioSSL] + sockets, swiftSettings: strict),
    .testTarget(
      name: "JobCoreTests",
      dependencies: [
        "CivilCalendar", "CSQLite", "FaultyDisk", "HTTPJobs", "JobCore", "Outbound", "TestSupport", "Webhooks",
        "WorkerHost", coreMetrics, logging, metricsTestKit, serviceLifecycle,
      ],
      exclude: ["Schedules/Oracle", "SQLite/Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "OutboundTests",
      dependencies: ["JobCore", "Outbound", "TestSupport", httpClient, nioCore, nioHTTP1], swiftSettings: strict),
    .testTarget(
      name: "HTTPJobsTests", dependencies: ["HTTPJobs", "JobCore", "Outbound", "TestSupport", httpClient, nioHTTP1],
      swiftSettings: strict),
    .testTarget(
      name: "WebhooksTests", dependencies: ["JobCore", "Outbound", "TestSupport", "Webhooks"], swiftSettings: strict),
    .testTarget(
      name: "jobctlTests",
      dependencies: ["jobctl", "JobClient", "JobWire", argumentParser], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(name: "JobWireTests", dependencies: ["JobWire"], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "jobdTests",
      dependencies: ["jobd", "HTTPFront", "JobCore", "JobWire", "TestSupport", logging],
      swiftSettings: strict),
    .testTarget(name: "CivilCalendarTests", dependencies: ["CivilCalendar"], swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
    // The calls by which SQLite reaches its files, which fail when a test says so.
    .target(name: "FaultyDisk", path: "Tests/FaultyDisk"),
    // What tests of several targets share: an engine, servers that do as they are told, a clock that is turned by hand.
    .target(
      name: "TestSupport",
      dependencies: ["HTTPJobs", "JobCore", "Outbound", "Webhooks", coreMetrics, logging, nioCore, nioPosix, nioSSL],
      path: "Tests/TestSupport", swiftSettings: strict),
    // A program that embeds JobCore and is its own worker process: what JobCoreTests start, and never a product.
    .executableTarget(
      name: "WorkerHost", dependencies: ["JobCore", logging],
      path: "Tests/WorkerHost", swiftSettings: strict),
  ]
)
