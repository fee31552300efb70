// The columns of what is read for those who follow along.

/// What tables show of a job, out of `job j`, `queue q`, `job_spec s` and `schedule c`: long texts cut.
enum EventLabelColumn: Int32, SQLiteColumn {
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
    case .argv: "substr(s.argv, 1, \(EventSQL.commandBytesMax))"
    case .argvBytes: "length(s.argv)"
    case .shell: "substr(CAST(s.shell AS BLOB), 1, \(EventSQL.commandBytesMax))"
    case .shellBytes: "length(CAST(s.shell AS BLOB))"
    case .isRequest: "s.http IS NOT NULL"
    case .url: EventSQL.ofRequest("$.url")
    case .method: EventSQL.ofRequest("$.method")
    case .schedule: "c.name"
    case .queue: "q.name"
    default: "s.\(name)"
    }
  }
}

/// How the process of an attempt ended.
enum ExitColumn: Int32, SQLiteColumn {
  case exitCode
  case signal
}
