// The programs under test: the ones the build has put beside the test runner, never some other copy.

import Foundation

/// Where the built programs lie.
enum BuiltProgram {
  static var jobd: String { get throws { try path("jobd") } }
  static var jobctl: String { get throws { try path("jobctl") } }

  private static func path(_ name: String) throws -> String {
    let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let beside = URL(filePath: runner).deletingLastPathComponent()
    let path = beside.appending(path: name).path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Unexpected("\(path) is missing; build it first with `swift build --product \(name)`")
    }
    return path
  }
}

/// Something a test relied on did not happen; says what.
struct Unexpected: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
