// swift-tools-version: 6.2
// Programs that embed JobCore, a package of their own as yours would be: it depends on jobd and knows its public API alone.

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "jobd-examples",
  platforms: [.macOS(.v15)],
  dependencies: [
    // Yours says .package(url: …, from: …).
    .package(name: "jobd", path: ".."),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .executableTarget(
      name: "status-checks",
      dependencies: [
        .product(name: "JobCore", package: "jobd"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "cpu-bound",
      dependencies: [
        .product(name: "JobCore", package: "jobd"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),
  ]
)
