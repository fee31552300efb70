// The seam between the dispatcher and whatever carries out work.

/// Carries out attempts of some kinds of work.
///
/// `run` returns when the work is really over, and never throws for "the job failed": failure is an outcome. Of the
/// store it sees only what parents made (`context.parents`); what it reports goes through the context. A stop comes
/// through `context.control`.
protocol JobExecutor: Sendable {
  func run(_ job: ClaimedJob, _ context: ExecutionContext) async -> ExecutionReport
}

/// What an executor is given besides the job.
struct ExecutionContext: Sendable {
  let control: AttemptControl
  /// Tells the store which process the attempt is, so that a later boot can find it.
  let record: @Sendable (ProcessRecord) -> Void
  /// What the job's parents made.
  let parents: ResultReader
  /// What its process is given to read; `job.spec` does not have it any more.
  let input: JobInput
  /// The limit of this attempt from its start, in microseconds; `nil` is none. It may be changed meanwhile.
  var timeoutMicros: Int64?
  /// Keeps a report of how far it is; as many as one likes.
  var progress: @Sendable (Progress) -> Void = { _ in }
  /// Keeps bytes for the next attempt, at most `Limits.checkpointBytesMax`; true once they are as durable as a
  /// submission, false if this attempt is no longer the live one or the store could not write.
  var checkpoint: @Sendable ([UInt8]) async -> Bool = { _ in false }
}

/// What an executor says.
struct ExecutionReport: Sendable {
  var outcome: Outcome
  var pid: Int32?
  var log = LogSummary()
  var hasResultFile = false
  /// Logs whose followers are to be told once the end is recorded.
  var logPaths: [String] = []
  /// The head of the answer to a request.
  var http: HTTPAnswer?
  /// Asked for by the work itself.
  var followUps: [FollowUp] = []

  init(_ outcome: Outcome) {
    self.outcome = outcome
  }
}
