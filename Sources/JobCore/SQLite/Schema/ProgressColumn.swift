// The columns of `progress`.

/// What a running job says of itself.
enum ProgressColumn: Int32, SQLiteColumn {
  case jobID
  case start
  case fraction
  case done
  case total
  case note
  case reportedAt
}
