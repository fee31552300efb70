// The columns of `attempt`.

/// As `AttemptRow` has them: what is written when it ends.
enum AttemptColumn: Int32, SQLiteColumn {
  case jobID
  case start
  case attempt
  case startedAt
  case finishedAt
  case outcome
  case exitCode
  case signal
  case errorCode
  case errorMessage
  case pid
  case stdoutBytes
  case stderrBytes
  case isLogTruncated
  case result
  case http

  /// What is shown of it: the first of them. The rest may be large.
  static let shown = Array(allCases.prefix { $0 != .result })
}

/// The latest try that counted as one attempt; with `max` the other columns are those of its row.
enum LatestStartColumn: Int32, SQLiteColumn {
  case start
  case stdoutBytes
  case stderrBytes
  case isLogTruncated

  var expression: String { self == .start ? "max(start)" : name }
}

/// As `AttemptFate` has them.
enum AttemptFateColumn: Int32, SQLiteColumn {
  case start
  case outcome
}
