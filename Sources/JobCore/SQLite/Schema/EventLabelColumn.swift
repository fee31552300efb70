// The columns of what is read for those who follow along.

/// What tables show of a job, out of `job j`, `queue q`, `job_spec s` and `schedule c`: long texts cut.
enum EventLabelColumn: Int32, ShownWorkColumn {
  case name
  case tags
  case argv
  case argvBytes
  case shell
  case shellBytes
  case handler
  case isRequest
  case url
  case method
  case schedule
  case queue

  var expression: String {
    switch self {
    case .schedule: "c.name"
    case .queue: "q.name"
    default: ofWork ?? "s.\(name)"
    }
  }
}

/// How the process of an attempt ended.
enum ExitColumn: Int32, SQLiteColumn {
  case exitCode
  case signal
}
