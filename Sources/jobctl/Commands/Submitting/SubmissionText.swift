// Tells a file that holds one job from a file with a job on each line.

import JobWire

/// The two forms of a file of jobs.
enum SubmissionText {
  /// Whether the text is several JSON values, one on each line. Text that is not JSON at all counts as one value: the
  /// daemon then says what is wrong with it.
  static func isLines(_ text: [UInt8]) -> Bool {
    if (try? JSONReader.parse(text)) != nil { return false }
    let lines = text.split(separator: UInt8(ascii: "\n"))
    guard lines.count > 1, let first = lines.first else { return false }
    return (try? JSONReader.parse(Array(first))) != nil
  }
}
