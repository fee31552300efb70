// What the store is told about the end of an attempt: made by Policy/Completion, applied by JobStore.apply.

/// The end of an attempt, decided: the only way a running job changes state.
struct Transition: Hashable, Sendable {
  var fence: Fence
  var attempt: Int
  var startedAt: Timestamp
  /// `queued`, `retrying`, or a terminal state.
  var next: JobState
  var reason: Reason?
  /// The next try, for `retrying`.
  var runAt: Timestamp?
  var outcome: AttemptOutcome
  var exitCode: Int32?
  var signal: Int32?
  var failure: JobFailure?
  var finishedAt: Timestamp
  var pid: Int32?
  var log: LogSummary
  var hasResult: Bool
  /// Bytes to keep: a handler's output (JSON), the body of an answer.
  var result: [UInt8]?
  /// How long the job is kept if this ends it, in microseconds.
  var keepForMicros: Int64
  /// Stored with the end, if this ends the job.
  var followUps: [FollowUp] = []
  var progress: Progress?
  var http: HTTPAnswer?
  /// The lane in which the job waits from now on; `nil` leaves it where it was.
  var lane: String?

  /// It ran into its limit or the job's deadline, whatever came of it.
  var isTimedOut = false

  /// Whether the attempt is taken back, so that it does not count against `max_attempts`.
  var givesBackAttempt: Bool {
    outcome.isGivenBack
  }
}
