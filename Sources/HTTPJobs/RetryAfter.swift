// How long a host asks to be left alone, as it says in `Retry-After`.

import JobCore

/// Reads the header.
enum RetryAfter {
  /// Microseconds, within `Limits.httpHoldMicrosRange`; `nil` for what is neither seconds nor a date.
  static func micros(_ text: String, now: Timestamp) -> Int64? {
    let text = trimmed(text)
    let range = Limits.httpHoldMicrosRange
    if !text.isEmpty && text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      // More digits than fit are a long time.
      guard let seconds = Int64(text), seconds < range.upperBound / 1_000_000 else { return range.upperBound }
      return max(range.lowerBound, seconds * 1_000_000)
    }
    guard let moment = HTTPDate.seconds(text) else { return nil }
    // Compared in seconds: a year of four digits does not fit into microseconds from every clock.
    let left = moment - now.micros / 1_000_000
    guard left < range.upperBound / 1_000_000 else { return range.upperBound }
    return max(range.lowerBound, left * 1_000_000)
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return String(rest)
  }
}
