// What a request asks to do: every route has one, and the scope it takes follows from it.

/// What somebody asks to do.
enum Verb: Sendable, CaseIterable {
  /// Ask whether the daemon is there and can work.
  case probe
  /// Look at one job, or wait for it.
  case look
  /// See anything else: lists, logs, results, figures.
  case read
  case submit
  /// Say how far a job is.
  case report
  /// What is done to single jobs, batches and schedules.
  case act
  /// Carry out jobs for jobd.
  case work
  /// Remove jobs, change many at once, set queues.
  case administer
  /// What concerns the whole daemon.
  case operate

  /// The scope it takes; `nil` is none, and the sender need not be known.
  var scope: Scope? {
    switch self {
    case .probe: nil
    case .look, .read: .read
    case .submit, .report, .act: .submit
    case .work: .work
    case .administer, .operate: .admin
    }
  }

  /// Whether a running job may do it with its own token.
  var isForJobs: Bool {
    switch self {
    case .probe, .look, .submit, .report: true
    case .read, .act, .work, .administer, .operate: false
    }
  }
}
