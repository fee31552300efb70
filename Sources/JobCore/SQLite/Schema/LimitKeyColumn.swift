// The columns of `limit_key`, and of what jobs say of theirs.

/// The columns of `limit_key`.
enum LimitKeyColumn: Int32, SQLiteColumn {
  case id
  case key
  case max
}

/// How many unfinished jobs of a limit key stand in one place.
enum LimitCountColumn: Int32, SQLiteColumn {
  case limitID
  case state
  case queueID
  case lane
  case isParked
  case count

  var expression: String { self == .count ? "count(*)" : name }
}

/// The parameters of the searches for the jobs of a limit key.
enum LimitLineParameter: Int32, SQLiteColumn {
  case limitID
  case queueID
  case lane
  case max
}

/// The columns of `job_limit`.
enum JobLimitColumn: Int32, SQLiteColumn {
  case jobID
  case key
  case max
}
