// What the store is told about the end of an attempt: made by Policy/Completion, applied by JobStore.apply.

/// The end of an attempt, decided: the only way a running job changes state.
public struct Transition: Hashable, Sendable {
  public var fence: Fence
  public var attempt: Int
  public var startedAt: Timestamp
  /// `queued`, `retrying`, or a terminal state.
  public var next: JobState
  public var reason: Reason?
  /// The next try, for `retrying`.
  public var runAt: Timestamp?
  public var outcome: AttemptOutcome
  public var exitCode: Int32?
  public var signal: Int32?
  public var failure: JobFailure?
  public var finishedAt: Timestamp
  public var pid: Int32?
  public var log: LogSummary
  public var hasResult: Bool
  /// Bytes to keep: a handler's output (JSON), the body of an answer.
  public var result: [UInt8]?
  /// How long the job is kept if this ends it, in microseconds.
  public var keepForMicros: Int64
  /// Stored with the end, if this ends the job.
  public var followUps: [FollowUp] = []
  public var progress: Progress?
  public var http: HTTPAnswer?
  /// The lane in which the job waits from now on; `nil` leaves it where it was.
  public var lane: String?

  /// Whether the attempt is taken back, so that it does not count against `max_attempts`.
  public var givesBackAttempt: Bool {
    outcome.isGivenBack
  }
}
