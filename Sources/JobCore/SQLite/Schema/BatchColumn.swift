// The columns of `batch`.

/// As `BatchRow` has them, and with what turns steady time into that of the clock.
enum BatchColumn: Int32, SQLiteColumn {
  case id
  case name
  case isFailFast
  case staysOpen
  case isOpen
  case isCancelRequested
  case counts
  case firstFailure
  case createdAt
  case finishedAt
  case submittedBy
  case cancelReason
  case expiresAt
  case deadlineAt
  case isTimedOut
  case hasCallbacks
  case firstError
  case timeoutAt
  case clockAhead

  var expression: String {
    self == .clockAhead ? "(SELECT value FROM meta WHERE name = 'clock_ahead')" : name
  }

  static let stored = allCases.filter { $0 != .clockAhead }
  /// What may change.
  static let changing: [BatchColumn] = [
    .isOpen, .isCancelRequested, .counts, .firstFailure, .finishedAt, .cancelReason, .expiresAt, .deadlineAt,
    .isTimedOut, .firstError, .timeoutAt,
  ]
}

/// The first end of a member.
enum MemberEndColumn: Int32, SQLiteColumn {
  case id
  case finishedAt
}
