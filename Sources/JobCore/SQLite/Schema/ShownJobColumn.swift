// What is shown of a job.

/// A whole job, out of five tables: `job j`, `queue q`, `job_spec s`, its last `attempt a`, `schedule c`.
enum ShownJobColumn: Int32, ShownWorkColumn {
  case id
  case state
  case queue
  case priority
  case kind
  case flags
  case attempt
  case maxAttempts
  case starts
  case createdAt
  case runAt
  case startedAt
  case finishedAt
  case pid
  case reason
  case name
  case tags
  case submittedBy
  case cancelReason
  case exitCode
  case signal
  case errorCode
  case errorMessage
  case attemptPid
  case stdoutBytes
  case stderrBytes
  case isLogTruncated
  case batchID
  case schedule
  case rev
  case sinceAt
  case argv
  case argvBytes
  case shell
  case shellBytes
  case handler
  case isRequest
  case url
  case method

  var expression: String {
    switch self {
    case .queue: "q.name"
    case .schedule: "c.name"
    case .attemptPid: "a.pid"
    case .name, .tags, .submittedBy, .cancelReason: "s.\(name)"
    case .exitCode, .signal, .errorCode, .errorMessage, .stdoutBytes, .stderrBytes, .isLogTruncated: "a.\(name)"
    default: ofWork ?? "j.\(name)"
    }
  }
}
