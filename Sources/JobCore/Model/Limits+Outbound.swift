// The bounds of requests that jobd makes itself: http jobs and callbacks. Checked in Outbound.

extension Limits {
  /// To a connection, TLS included.
  static let httpConnectMicros: Int64 = 10_000_000
  /// A connection that is not used is closed after this time; many servers close theirs after five seconds.
  static let httpIdleMicros: Int64 = 4_000_000
  /// Header fields that are kept of an answer.
  static let httpAnswerHeadersMax = 100
  /// Bytes of them, names and values together; the first that passes it is left out, and those behind it.
  static let httpAnswerHeadBytesMax = 32_768
  /// Bytes of an answer's body that are read and dropped to keep a connection.
  static let httpDrainBytesMax = 65_536
  /// Bytes of an answer's body that are quoted in an error.
  static let httpExcerptBytesMax = 300
  /// How long a host may ask to be left alone.
  static let httpHoldMicrosRange: ClosedRange<Int64> = 1_000_000...3_600_000_000
  /// Times a job is given back because its host asked for it.
  static let httpHoldsMax = 100
  /// Hosts whose holds are remembered.
  static let hostHoldsMax = 10_000
  /// Requests at once from which on a host that was held counts as recovered.
  static let hostRampMax = 64
  /// Threads that look names up.
  static let lookupThreadsMax = 8
  /// Names that wait for one of them.
  static let lookupsWaitingMax = 1_000
  /// How long the addresses of a name are kept.
  static let lookupKeptMicros: Int64 = 30_000_000
  /// Names whose addresses are kept.
  static let lookupsKeptMax = 1_000
  /// Moves of a pattern's search before others get their turn.
  static let patternMovesMax = 100_000
}
