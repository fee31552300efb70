// The repository these tests were compiled from, for the tests of what is shipped beside the code.

import Foundation

/// Files of the repository by their path from its root.
enum Repository {
  static func path(_ relative: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").appending(path: relative)
      .standardizedFileURL.path
  }

  static func text(_ relative: String) throws -> String {
    try String(contentsOfFile: path(relative), encoding: .utf8)
  }
}
