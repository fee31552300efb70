// The columns of `attempt` that are written when it ends.

/// As `AttemptRow` has them.
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
}
