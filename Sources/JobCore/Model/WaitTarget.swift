// What to wait for and what came of it. Leaving a wait never touches a job.

/// Which jobs a wait is about.
public enum WaitTarget: Hashable, Sendable {
  /// At least one id; duplicates collapse.
  case jobs([JobID])
  /// The members of a batch; with `all`, until the batch is done, so also jobs that join it later.
  case batch(BatchID)
  /// Every job of the queue that is not terminal when the wait begins.
  case queue(String)
  /// Every job that matches and is not terminal when the wait begins.
  case filter(JobFilter)
}

/// When a wait is over.
public enum WaitUntil: String, Sendable {
  case all
  case first
  /// The first job that failed; a cancelled job is not a failure. All, when none fails.
  case firstFailure = "first-failure"
  /// The first job that did not succeed, cancelled and skipped ones included: gather. All, when there is none.
  case firstError = "first-error"
}

/// The end of a wait.
public struct WaitResult: Sendable {
  /// Terminal jobs, in the order of finishing, no more than `Limits.waitBytesMax` takes, and at least one if there is
  /// one.
  public var done: [Job]
  /// Those that have not ended.
  public var pending: [JobID]
  /// Terminal jobs behind those in `done`, in the order of finishing: a wait over them answers the next of them.
  public var omitted: [JobID] = []
  /// The time was up before the condition held.
  public var isExpired: Bool
}
