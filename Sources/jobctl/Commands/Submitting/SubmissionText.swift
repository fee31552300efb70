// Tells a file with one job from a file with one job a line.

import JobWire

/// The two forms of a file of jobs.
enum SubmissionText {
  /// Whether the text is several JSON values, one a line. Text that is neither counts as one value, so that the daemon
  /// points at what is wrong with it.
  static func isLines(_ text: [UInt8]) -> Bool {
    if (try? JSONReader.parse(text)) != nil { return false }
    let lines = text.split(separator: UInt8(ascii: "\n"))
    guard lines.count > 1, let first = lines.first else { return false }
    return (try? JSONReader.parse(Array(first))) != nil
  }
}
