// Jobs that were submitted to be awaited together: asyncio's gather and TaskGroup.

/// A batch to be created.
public struct NewBatch: Hashable, Sendable {
  /// Its name.
  public var name: String?
  /// The first failure cancels the members that have not ended.
  public var isFailFast = false
  /// Stays open for more jobs until it is closed. Otherwise it takes jobs until all of its jobs have ended.
  public var staysOpen = false
  /// How long after its creation what is left of it is cancelled; 0 or less lets nothing of it start. `nil` is never.
  public var timeoutMicros: Int64?
  /// When what is left of it is cancelled, by the clock; the earlier of the two counts.
  public var deadline: Timestamp?
  /// Who is told when it is done.
  public var callbacks: [Callback] = []
  /// Its jobs, in the order in which their results are wanted.
  public var jobs: [NewJob]
  /// Who submitted it, as the front end knows them.
  public var submittedBy: String?

  /// A batch of these jobs.
  public init(jobs: [NewJob]) {
    self.jobs = jobs
  }
}

/// A batch as it stands.
public struct Batch: Hashable, Sendable {
  /// Its id.
  public var id: BatchID
  /// Its name.
  public var name: String?
  /// The first job that fails cancels the others.
  public var isFailFast: Bool
  /// Takes more jobs.
  public var isOpen: Bool
  /// Somebody has asked for it to be cancelled.
  public var isCancelRequested: Bool
  /// Members per state; states without members are absent.
  public var counts: [JobState: Int]
  /// The member that failed first, in the order of the commits.
  public var firstFailure: JobID?
  /// The member that was the first to end without success, cancelled and skipped ones included.
  public var firstError: JobID?
  /// When it was made.
  public var createdAt: Timestamp
  /// When its last member ended, if all have and it is closed.
  public var finishedAt: Timestamp?
  /// Who submitted it, as the front end knows them.
  public var submittedBy: String?
  /// When what is left of it is cancelled.
  public var deadline: Timestamp?
  /// That moment came before its end.
  public var isTimedOut = false
  /// Somebody is told when it is done.
  public var hasCallbacks = false

  /// Jobs in it.
  public var size: Int {
    counts.values.reduce(0, +)
  }

  /// Those of them that have ended.
  public var endedCount: Int {
    counts.reduce(0) { $0 + ($1.key.isTerminal ? $1.value : 0) }
  }

  /// Closed, and every member has ended.
  public var isDone: Bool {
    finishedAt != nil
  }

  /// Whether a gather of it gives results: every member succeeded, and it was not cancelled, as asyncio's raises
  /// CancelledError even if all children returned values in spite of it.
  public var isSuccess: Bool {
    isDone && !isCancelRequested && counts[.succeeded, default: 0] == size
  }
}

/// One entry of a batch's results, in the order of submission.
public struct BatchEntry: Sendable {
  /// The job itself.
  public var job: Job
  /// What it made, if it succeeded.
  public var result: JobResult?
  /// The result is longer than what is given here.
  public var isTruncated: Bool
  /// It made something that is not there any more; what, as in `JobError.outputGone`.
  public var gone: String?
}

/// A page of a batch's results.
public struct BatchResultPage: Sendable {
  /// Its jobs, in the order of submission.
  public var entries: [BatchEntry]
  /// The last id of this page; `nil` at the end.
  public var next: JobID?
}
