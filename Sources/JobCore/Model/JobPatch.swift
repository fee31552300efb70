// An edit of a job: the fields to change, and nothing for those to leave.

/// A change to one field: set it or clear it. Absence of an `Edit` leaves the field alone.
public enum Edit<Value: Hashable & Sendable>: Hashable, Sendable {
  case set(Value)
  case clear
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
  /// Replaces the whole rule. Attempts it had count, and a rule that would leave it none is refused.
  public var retry: RetryRule?
  /// All its parents from now on; only while it is blocked or held.
  public var after: [Dependency]?

  /// Changes nothing.
  public init() {}
}
