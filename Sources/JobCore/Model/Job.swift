// A job as it is read back: the record behind every status answer.

/// A job.
public struct Job: Hashable, Sendable {
  /// Its id.
  public var id: JobID
  /// `nil` is shown as `job-<id>`.
  public var givenName: String?
  /// The kind of its work.
  public var kind: JobKind
  /// As far as it is shown: `command` puts it into a line.
  var work: ShownWork
  /// The queue it is in.
  public var queue: String
  /// Higher ones start first.
  public var priority: Int
  /// Where it stands.
  public var state: JobState
  /// Why it is in its state, where that needs a reason.
  public var reason: Reason?
  /// The number of the last attempt; 0 before the first.
  public var attempt: Int
  /// Attempts in all that its retry rule allows.
  public var maxAttempts: Int
  /// Starts of this job in all; those that were given back included.
  public var starts: Int
  /// When it was submitted.
  public var createdAt: Timestamp
  /// When it may or might start; `nil` once that is settled and for jobs that never waited.
  public var runAt: Timestamp?
  /// When the last attempt began.
  public var startedAt: Timestamp?
  /// When it ended.
  public var finishedAt: Timestamp?
  /// The process of the running attempt.
  public var pid: Int32?
  /// The exit code of the last attempt, if it had one.
  public var exitCode: Int32?
  /// The signal that ended the last attempt, if one did.
  public var signal: Int32?
  /// Why it is no success; `failure` puts it into words.
  public internal(set) var cause: JobCause?
  /// Somebody has asked for it to be cancelled.
  public var isCancelRequested: Bool
  /// A started attempt absorbs cancel.
  public var isShielded: Bool
  /// It stands still, or is held, because it was paused.
  public var isPaused = false
  /// Words to find it by.
  public var tags: [String: String]
  /// Who submitted it, as the front end knows them.
  public var submittedBy: String?
  /// There is a result to read.
  public var hasResult: Bool
  /// How much output the last attempt has left.
  public var log: LogSummary
  /// The batch it belongs to.
  public var batch: BatchID?
  /// The name of the schedule that submitted it.
  public var schedule: String?
  /// The first `Limits.childrenShownMax` of them.
  public var parents: [ParentLink] = []
  /// Its follow-ups, the first `Limits.childrenShownMax` of them.
  public var children: [JobID] = []
  /// The last report of its latest attempt.
  public var progress: Progress?
  /// Its limit or deadline was reached, whatever came of it: of its latest attempt, or before its start.
  public var isTimedOut = false
  /// It failed, and nobody has looked at it since.
  var isUnseenFailure = false
  /// Grows with each change of the job, over restarts too: of two pictures of it the one with the higher number is newer.
  public var rev = 1
  /// Since when it waits, if it has not since it was made.
  var waitingSince: Timestamp?

  /// Since when it is in its state.
  public var stateSince: Timestamp {
    state.began(started: startedAt, finished: finishedAt, waiting: waitingSince) ?? createdAt
  }

  /// How long it stood in line before its latest attempt; `nil` if it has not started since it waits, or never did.
  public var waitedMicros: Int64? {
    guard state == .running || state.isTerminal, let startedAt else { return nil }
    let micros = startedAt.micros(since: waitingSince ?? createdAt)
    // One that has ended while it waited for another attempt waited for nothing; a clock may have been set back.
    return micros >= 0 ? micros : state == .running ? 0 : nil
  }

  /// Its name; `job-<id>` if it was given none.
  public var name: String {
    givenName ?? "job-\(id)"
  }
}

/// What is kept of an attempt's output.
public struct LogSummary: Hashable, Sendable {
  /// Bytes of standard output.
  public var stdoutBytes: Int64
  /// Bytes of standard error.
  public var stderrBytes: Int64
  /// Some of it is missing.
  public var isTruncated: Bool

  /// What is known of the output.
  public init(stdoutBytes: Int64 = 0, stderrBytes: Int64 = 0, isTruncated: Bool = false) {
    self.stdoutBytes = stdoutBytes
    self.stderrBytes = stderrBytes
    self.isTruncated = isTruncated
  }
}

/// A job with everything there is to know about it: `view=full`.
public struct JobDetail: Hashable, Sendable {
  /// The job itself.
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
