// The facade: the only door to the engine, for the HTTP front and for embedders.

public import Logging

/// A durable job queue on one data directory.
///
/// Open it, then `run()` it; verbs may be called as soon as it is open.
public final class JobQueue: Sendable {
  /// Opens the data directory: lock, migrate, check, and decide what attempts of earlier boots became.
  public static func open(
    _ config: JobQueueConfig, handlers: HandlerRegistry = .builtIn, logger: Logger
  ) async throws(OpenError) -> JobQueue { fatalError() }

  /// Claims and runs jobs until `stop`; returns when the last attempt has ended and the store is closed.
  public func run() async { fatalError() }

  /// Begins the end: claim nothing more, and bring running attempts to theirs as `mode` says. May be called again
  /// with a stronger mode. Returns at once; `run` returns when it is over.
  public func stop(_ mode: StopMode) { fatalError() }

  // MARK: Submitting

  /// Stores one job; returns once it is durable.
  public func submit(_ job: NewJob, idempotency: IdempotencyRequest? = nil) async throws(SubmitError) -> Submission { fatalError() }
  /// Stores all jobs in one transaction, or none.
  public func submit(_ jobs: [NewJob], idempotency: IdempotencyRequest? = nil) async throws(SubmitError) -> BatchSubmission { fatalError() }
  /// What `submit` would store, without storing it; its id is 0.
  public func preview(_ job: NewJob) throws(SubmitError) -> Job { fatalError() }

  // MARK: Reading

  public func job(_ id: JobID) async throws(JobError) -> Job { fatalError() }
  public func detail(_ id: JobID) async throws(JobError) -> JobDetail { fatalError() }
  /// At most `limit` jobs (1…`Limits.pageSizeMax`).
  public func jobs(_ filter: JobFilter, order: JobOrder, limit: Int, after: JobCursor?) async throws(JobError) -> JobPage { fatalError() }
  public func result(_ id: JobID) async throws(JobError) -> JobResult { fatalError() }
  /// The log of an attempt; `attempt` nil is the latest.
  public func log(_ id: JobID, stream: LogStream, attempt: Int?) async throws(JobError) -> JobLog { fatalError() }

  // MARK: Verbs

  public func update(_ id: JobID, _ patch: JobPatch) async throws(JobError) -> Job { fatalError() }
  public func cancel(_ id: JobID, _ options: CancelOptions = CancelOptions()) async throws(JobError) -> CancelAnswer { fatalError() }
  public func retry(_ id: JobID) async throws(JobError) -> Job { fatalError() }
  public func release(_ id: JobID) async throws(JobError) -> Job { fatalError() }
  public func runNow(_ id: JobID) async throws(JobError) -> Job { fatalError() }
  /// Sends `signal` (1…64) to the process group of a running subprocess job.
  public func signal(_ id: JobID, _ signal: Int32) async throws(JobError) { fatalError() }
  /// Removes a finished job, its history and its logs.
  public func delete(_ id: JobID) async throws(JobError) { fatalError() }
  /// Applies `verb` to every job that matches and is in a state for it.
  public func bulk(_ verb: BulkVerb, _ filter: JobFilter, isDryRun: Bool) async throws(JobError) -> BulkResult { fatalError() }

  // MARK: Waiting

  /// The job as soon as it is terminal, or as it stands when the time is up.
  public func wait(_ id: JobID, timeoutMicros: Int64) async throws(JobError) -> Job { fatalError() }
  /// Returns early, with `isExpired`, when the calling task is cancelled or the daemon stops.
  public func wait(for target: WaitTarget, until: WaitUntil, timeoutMicros: Int64?) async throws(JobError) -> WaitResult { fatalError() }

  // MARK: Queues and the daemon

  public func queues() async throws(JobError) -> [QueueStatus] { fatalError() }
  public func queue(_ name: String) async throws(JobError) -> QueueStatus { fatalError() }
  /// Creates the queue if it is not there.
  public func setQueue(_ name: String, _ settings: QueueSettings) async throws(JobError) -> QueueStatus { fatalError() }
  public func setQueuePaused(_ name: String, _ isPaused: Bool) async throws(JobError) -> QueueStatus { fatalError() }
  public func info() async throws(JobError) -> DaemonInfo { fatalError() }
  /// Stops claiming until `resume`; submissions are refused, everything else is answered.
  public func drain() async { fatalError() }
  public func resume() async { fatalError() }
  /// Whether the store can write: one empty transaction.
  public func checkReady() async throws(JobError) { fatalError() }
  /// Returns when both the writer and the dispatcher have answered: what a watchdog wants to know.
  public func ping() async throws(JobError) { fatalError() }
}

/// How a stop treats running attempts. Ordered: a later one is stronger.
public enum StopMode: Int, Comparable, Sendable {
  /// Let them finish until the drain limit, then as `cancel`.
  case drain = 0
  /// TERM, grace, KILL; interrupted attempts go back to queued at no cost.
  case cancel = 1
  /// KILL at once.
  case now = 2

  public static func < (left: StopMode, right: StopMode) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A verb over many jobs.
public enum BulkVerb: String, Sendable {
  case cancel
  case retry
  case delete
}

/// What a bulk verb did, or would do.
public struct BulkResult: Sendable {
  public var count: Int
  /// In a dry run, the ids; else empty.
  public var ids: [JobID]
}

/// An `Idempotency-Key` with what it stands for.
public struct IdempotencyRequest: Sendable {
  /// 1…`Limits.idempotencyKeyBytesMax` bytes.
  public var key: String
  /// A digest of the request; the same key with another fingerprint is refused.
  public var fingerprint: [UInt8]
  /// Renders the answer inside the job's own transaction, so that a replay repeats it byte for byte.
  public var render: @Sendable (_ jobs: [Job]) -> [UInt8]

  public init(key: String, fingerprint: [UInt8], render: @escaping @Sendable (_ jobs: [Job]) -> [UInt8]) {
    self.key = key
    self.fingerprint = fingerprint
    self.render = render
  }
}

/// What became of a submission of one.
public enum Submission: Sendable {
  case created(Job)
  /// The answer given to the first request with this idempotency key.
  case replayed(answer: [UInt8])
}

/// What became of a submission of many.
public enum BatchSubmission: Sendable {
  /// In the order given.
  case created([JobID])
  case replayed(answer: [UInt8])
}

/// A stream of a job's output.
public enum LogStream: String, Sendable, CaseIterable {
  case stdout
  case stderr
}

/// The result of a job that succeeded.
public struct JobResult: Sendable {
  public var bytes: [UInt8]
  public var source: Source

  public enum Source: Sendable {
    /// Written to `$JOBD_RESULT`, or standard output.
    case file
    /// A handler's output, JSON.
    case handler
  }
}

/// The output of one attempt, as a file that may still grow.
public final class JobLog: Sendable {
  /// Bytes so far; offsets stay true when the middle has been punched out.
  public var size: Int64 { get throws(JobError) { fatalError() } }
  /// Up to `count` bytes from `offset`; empty at the end of what there is.
  public func read(at offset: Int64, count: Int) async throws(JobError) -> [UInt8] { fatalError() }
  /// Returns when there may be bytes past `offset` (true), or when there never will be any more (false).
  public func waitForMore(past offset: Int64) async -> Bool { fatalError() }
}
