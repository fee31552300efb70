// An edit of a job: the fields to change, and nothing for those to leave.

/// A change to one field: set it or clear it. Absence of an `Edit` leaves the field alone.
public enum Edit<Value: Hashable & Sendable>: Hashable, Sendable {
  case set(Value)
  case clear

  /// What the field has then; `nil` is nothing.
  var value: Value? {
    if case .set(let value) = self { value } else { nil }
  }
}

/// What `PATCH /v1/jobs/{id}` may change. Before the start: everything; while running: name, tags, timeout, deadline,
/// and the priority of its next attempt.
public struct JobPatch: Hashable, Sendable {
  /// `clear` goes back to `job-<id>`.
  public var name: Edit<String>?
  /// All tags from now on; an empty dictionary removes them.
  public var tags: [String: String]?
  /// −1000…1000; moves the job within its queue. Of a running job it is that of its next attempt.
  public var priority: Int?
  /// Moves the job; the queue is created if it is not there.
  public var queue: String?
  /// When it may start; `.now` (a time that has passed is that too) ends the pause of a retrying job too. A held job stays held.
  public var start: StartRule?
  /// Per attempt, from its start, in microseconds. It holds for a running attempt too.
  public var timeoutMicros: Edit<Int64>?
  /// For the job as a whole. It holds for a running attempt too.
  public var deadline: Edit<Timestamp>?
  /// Replaces the whole rule. Attempts that it had count, and a rule that would leave it none is refused.
  public var retry: RetryRule?
  /// All its parents from now on; only while it is blocked or held.
  public var after: [Dependency]?
  /// What it does, of the kind that it is.
  public var work: WorkEdit?
  /// Who carries it out; handlers only.
  public var executor: Edit<String>?
  /// From TERM to KILL, in microseconds.
  public var graceMicros: Edit<Int64>?
  /// Whether a started attempt absorbs cancel.
  public var isShielded: Bool?
  /// Slots it takes while it runs.
  public var slotsNeeded: Int?
  /// The key of which only so many may run at once.
  public var limit: Edit<LimitRule>?
  /// All its callbacks from now on, but for those of an earlier end that are still to be called.
  public var callbacks: [Callback]?
  /// How long it is kept after its end, in microseconds.
  public var keepForMicros: Edit<Int64>?
  /// How its process is started; commands and worker processes only.
  public var process = ProcessEdit()
  /// The `Job.rev` that this was made of; if the job has another one by now, nothing is done.
  package var seenRev: Int?

  /// Changes nothing.
  public init() {}

  /// Whether it changes what the job runs, or in what surroundings.
  package var changesWhatRuns: Bool { work != nil || executor != nil || !process.isEmpty }
}
