// Which jobs a list, a wait or a bulk verb is about.

/// A selection of jobs; parts that are left out do not restrict.
public struct JobFilter: Hashable, Sendable {
  /// Jobs in one of these states; `nil` is any, and an empty set none.
  public var states: Set<JobState>?
  /// Jobs of this queue.
  public var queue: String?
  /// Jobs of this kind.
  public var kind: JobKind?
  /// A glob over the name: `*`, `?`, `[a-z]`.
  public var nameGlob: String?
  /// Jobs with all of these tags.
  public var tags: [String: String] = [:]
  /// Created at or after.
  public var since: Timestamp?
  /// Created before.
  public var until: Timestamp?
  /// Ended at or after.
  public var finishedSince: Timestamp?
  /// Ended before.
  public var finishedUntil: Timestamp?
  /// Jobs that are in their state for this reason.
  public var reason: Reason?
  /// Jobs whose latest attempt ended with this exit code.
  public var exitCode: Int32?
  /// Jobs with so many attempts, the present one included.
  public var attempts: ClosedRange<Int>?
  /// The id of a job, or a part of its name, of its command as it is shown, or of the value of one of its tags, whatever
  /// the case of ASCII letters.
  public var text: String?

  /// Members of this batch.
  public var batch: BatchID?
  /// The name of the schedule that submitted it.
  public var schedule: String?

  /// `text` is looked for in the names of batches and schedules, too, and not among ids: who searches has asked for that
  /// job by itself.
  var isSearch = false

  /// Jobs in one of `within`, too; false if none can be.
  mutating func narrow(to within: Set<JobState>) -> Bool {
    let narrowed = states?.intersection(within) ?? within
    states = narrowed
    return !narrowed.isEmpty
  }

  /// Only jobs within these: what the one who asks may see.
  public var limits = RealmLimits()

  /// All jobs.
  public init() {}

  /// The states of jobs that have not ended.
  public static let activeStates = Set(JobState.allCases.filter { !$0.isTerminal })
  /// The states of jobs whose fate is known.
  public static let finishedStates = Set(JobState.allCases.filter(\.isTerminal))
}

/// The order of a list.
public enum JobOrder: String, Sendable {
  case newest
  case oldest
  /// The order in which queued jobs would start.
  case priority
  /// Jobs that have ended, the latest end first.
  case finished
}

/// One page of a list.
public struct JobPage: Sendable {
  /// The jobs, in the order that was asked for.
  public var jobs: [Job]
  /// Where the next page begins; `nil` at the end. Opaque to callers.
  public var next: JobCursor?
  /// When the job was submitted that was looked at last; `nil` at the end.
  public var lookedBackTo: Timestamp?
}

/// A place between two jobs of a list, stable while rows come and go.
public struct JobCursor: Hashable, Sendable {
  /// The last job of the page before.
  public var id: JobID
  /// Only used by `JobOrder.priority`.
  public var priority: Int
  /// When that job was last queued, or when it ended, in microseconds; only used by `JobOrder.priority` and `.finished`.
  public var moment: Int64

  /// After this job.
  public init(id: JobID, priority: Int, moment: Int64 = 0) {
    self.id = id
    self.priority = priority
    self.moment = moment
  }
}
