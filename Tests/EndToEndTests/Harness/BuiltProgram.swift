// The built programs, beside the test runner.

import Foundation

/// Where jobd and jobctl are.
enum BuiltProgram {
  static let jobd = path("jobd")
  static let jobctl = path("jobctl")

  private static func path(_ name: String) -> String {
    let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let path = URL(filePath: runner).deletingLastPathComponent().appending(path: name).path
    precondition(FileManager.default.isExecutableFile(atPath: path), "\(path) is not built; run `make build` first")
    return path
  }
}
