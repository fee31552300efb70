// Where and when tests of texts stand: a terminal of 80 columns without colour, one moment, and files of what has been
// looked at and found right.

import Foundation
import Testing

@testable import jobctl

/// What tests of texts share.
enum TextSamples {
  static let terminal = Terminal(width: 80, hasColor: false)
  static let moment = Moment(now: JobSamples.now)
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  /// Compares lines with the golden file of that name; `JOBD_UPDATE_GOLDEN=1` writes it instead.
  static func check(_ name: String, _ lines: [String]) throws {
    let text = lines.joined(separator: "\n") + "\n"
    let file = directory.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["JOBD_UPDATE_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(name) no longer looks like its golden file")
  }
}
