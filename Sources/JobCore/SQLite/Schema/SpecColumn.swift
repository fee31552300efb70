// The columns of `job_spec`, and of the tags that are kept beside it.

/// What was submitted; a column that is written later is not among them.
enum SpecColumn: Int32, SQLiteColumn {
  case id
  case name
  case argv
  case shell
  case handler
  case payload
  case timeout
  case grace
  case retry
  case tags
  case cwd
  case env
  case isEnvCleared
  case umask
  case nice
  case stdin
  case isStderrMerged
  case logLimit
  case keepFor
  case submittedBy
  case http
  case isExternal
  case executor
  case limits
  case grantedBy
  case runAs
  case isInteractive

  /// What is for the attempt alone, and may be large.
  static let forAttempt: Set<SpecColumn> = [.payload, .stdin]
  /// What an edit of what a job does writes; the rest is edited by itself, or never.
  static let rewritten = allCases.filter { column in
    switch column {
    case .id, .name, .timeout, .retry, .tags, .payload, .stdin, .submittedBy, .limits, .grantedBy, .runAs: false
    default: true
    }
  }
}

/// The columns of `job_tag`.
enum TagColumn: Int32, SQLiteColumn {
  case name
  case value
  case jobID
}
