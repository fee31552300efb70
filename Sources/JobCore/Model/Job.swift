// A job as it is read back: the record behind every status answer.

/// A job.
public struct Job: Hashable, Sendable {
  public var id: JobID
  /// `nil` is shown as `job-<id>`.
  public var givenName: String?
  public var kind: JobKind
  public var queue: String
  public var priority: Int
  public var state: JobState
  public var reason: Reason?
  public var attempt: Int
  public var maxAttempts: Int
  /// Starts of this job in all; see `Fence.start`.
  public var starts: Int
  public var createdAt: Timestamp
  /// When it may or might start; `nil` once that is settled and for jobs that never waited.
  public var runAt: Timestamp?
  public var startedAt: Timestamp?
  public var finishedAt: Timestamp?
  public var pid: Int32?
  public var exitCode: Int32?
  public var signal: Int32?
  public var failure: JobFailure?
  public var isCancelRequested: Bool
  public var isShielded: Bool
  public var tags: [String: String]
  public var submittedBy: String?
  public var hasResult: Bool
  public var log: LogSummary
  public var batch: BatchID?
  /// The name of the schedule that submitted it.
  public var schedule: String?
  /// The first `Limits.childrenShownMax` of them.
  public var parents: [ParentLink] = []
  /// Its follow-ups, the first `Limits.childrenShownMax` of them.
  public var children: [JobID] = []
  /// The last report of its latest attempt.
  public var progress: Progress?

  public var name: String {
    givenName ?? "job-\(id)"
  }
}

/// What is kept of an attempt's output.
public struct LogSummary: Hashable, Sendable {
  public var stdoutBytes: Int64
  public var stderrBytes: Int64
  public var isTruncated: Bool

  public init(stdoutBytes: Int64 = 0, stderrBytes: Int64 = 0, isTruncated: Bool = false) {
    self.stdoutBytes = stdoutBytes
    self.stderrBytes = stderrBytes
    self.isTruncated = isTruncated
  }
}

/// A job with everything there is to know about it: `view=full`.
public struct JobDetail: Hashable, Sendable {
  public var job: Job
  /// The submission, as it stands after edits. Secrets are not masked here; the front end does that.
  public var spec: NewJob
  /// Oldest first.
  public var attempts: [Attempt]
  /// In the order in which they are called.
  public var callbacks: [CallbackStatus]
  /// The head of the last answer an http job got.
  public var http: HTTPAnswer?
}
