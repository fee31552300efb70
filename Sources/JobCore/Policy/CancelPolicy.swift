// What a cancel does to a job, by its state. Pure.

/// The decision on a cancel.
enum CancelPolicy {
  enum Decision: Equatable {
    /// Not started: it is cancelled in this very transaction.
    case cancelNow
    /// Running: note the request and tell the attempt to stop; its end decides.
    case stopAttempt
    /// Running and shielded: note the request, let it run.
    case absorb
    /// Finished: refused.
    case refuse
  }

  static func decide(state: JobState, isShielded: Bool, isForced: Bool) -> Decision {
    switch state {
    case .held, .scheduled, .blocked, .queued, .retrying: .cancelNow
    case .running: isShielded && !isForced ? .absorb : .stopAttempt
    case .succeeded, .failed, .cancelled, .skipped: .refuse
    }
  }
}
