// Tells a file that holds one job from a file with many: one on each line, or all in an array.

import JobWire

/// The forms of a file of jobs.
enum SubmissionText {
  /// What to send for a text, and whether it is several JSON values, one on each line. Text that is not JSON at all counts
  /// as one value: the daemon then says what is wrong with it.
  static func read(_ text: [UInt8]) -> (text: [UInt8], isLines: Bool) {
    if let value = try? JSONReader.parse(text) {
      guard case .array(let elements) = value else { return (text, false) }
      return (lines(elements), true)
    }
    let lines = text.split(separator: UInt8(ascii: "\n"))
    guard lines.count > 1, let first = lines.first else { return (text, false) }
    return (text, (try? JSONReader.parse(Array(first))) != nil)
  }

  private static func lines(_ elements: [JSONValue]) -> [UInt8] {
    var writer = JSONWriter()
    for element in elements {
      element.write(to: &writer)
      writer.newline()
    }
    return writer.bytes
  }
}
