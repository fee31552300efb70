// The columns of `queue` and of `job_count`.

/// The columns of `queue`, and with them what turns steady time into that of the clock.
enum QueueColumn: Int32, SQLiteColumn {
  case id
  case name
  case slots
  case isPaused
  case maxQueued
  case rateCount
  case ratePer
  case rateBurst
  case aging
  case defaultTimeout
  case runAs
  case callbacks
  case rateTokens
  case rateAt
  case pausedAt
  case pausedFor
  case pausedUntil
  case stopsRunning
  case clockAhead

  var expression: String {
    self == .clockAhead ? "(SELECT value FROM meta WHERE name = 'clock_ahead')" : name
  }

  /// What is said of a queue as it comes to be.
  static let given: [QueueColumn] = [.id, .name, .isPaused]
  static let settings: [QueueColumn] = [
    .slots, .isPaused, .maxQueued, .rateCount, .ratePer, .rateBurst, .aging, .defaultTimeout, .runAs,
    .callbacks,
  ]
  static let ofPause: [QueueColumn] = [.pausedAt, .pausedFor, .pausedUntil, .stopsRunning]
  static let ofBucket: [QueueColumn] = [.rateTokens, .rateAt]
}

/// The columns of `job_count`.
enum JobCountColumn: Int32, SQLiteColumn {
  case queueID
  case state
  case count
}

/// How much of a queue a running job takes.
enum RunningWeightColumn: Int32, SQLiteColumn {
  case queueID
  case weight

  /// An external job takes nothing.
  var expression: String {
    self == .weight ? "iif(kind = \(JobKind.external.rawValue), 0, weight)" : name
  }
}
