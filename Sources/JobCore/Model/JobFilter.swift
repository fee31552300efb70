// Which jobs a list, a wait or a bulk verb is about.

/// A selection of jobs; empty parts do not restrict.
public struct JobFilter: Hashable, Sendable {
  public var states: Set<JobState> = []
  public var queue: String?
  public var kind: JobKind?
  /// A glob over the name: `*`, `?`, `[a-z]`.
  public var nameGlob: String?
  public var tags: [String: String] = [:]
  /// Created at or after.
  public var since: Timestamp?
  /// Created before.
  public var until: Timestamp?

  public var batch: BatchID?
  /// The name of the schedule that submitted it.
  public var schedule: String?
  /// Only jobs within these: what the one who asks may see.
  public var limits = RealmLimits()

  public init() {}

  public static let activeStates = Set(JobState.allCases.filter { !$0.isTerminal })
  public static let finishedStates = Set(JobState.allCases.filter(\.isTerminal))
}

/// The order of a list.
public enum JobOrder: String, Sendable {
  case newest
  case oldest
  /// The order in which queued jobs would start.
  case priority
}

/// One page of a list.
public struct JobPage: Sendable {
  public var jobs: [Job]
  /// Where the next page begins; `nil` at the end. Opaque to callers.
  public var next: JobCursor?
}

/// A place between two jobs of a list, stable while rows come and go.
public struct JobCursor: Hashable, Sendable {
  public var id: JobID
  /// Only used by `JobOrder.priority`.
  public var priority: Int

  public init(id: JobID, priority: Int) {
    self.id = id
    self.priority = priority
  }
}
