// The bounds of answers to http jobs.

import JobCore

extension Limits {
  /// Header fields that are kept of an answer.
  static let httpAnswerHeadersMax = 100
  /// Bytes of these fields, names and values together; the first field that exceeds it is left out, and all after it.
  static let httpAnswerHeadBytesMax = 32_768
  /// Bytes of an answer's body that are quoted in an error.
  static let httpExcerptBytesMax = 300
  /// How long a host may ask to be left alone.
  static let httpHoldMicrosRange: ClosedRange<Int64> = 1_000_000...3_600_000_000
  /// Moves of a pattern's search before others get their turn.
  static let patternMovesMax = 100_000
}
