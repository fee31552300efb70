// An edit of a job: the fields to change, and nothing for those to leave.

/// A change to one field: set it or clear it. Absence of an `Edit` leaves the field alone.
public enum Edit<Value: Hashable & Sendable>: Hashable, Sendable {
  case set(Value)
  case clear
}

/// What `PATCH /v1/jobs/{id}` may change. Before the start: all but `deadline`; while running: name, tags,
/// timeout and deadline.
public struct JobPatch: Hashable, Sendable {
  public var name: Edit<String>?
  public var tags: [String: String]?
  public var priority: Int?
  public var queue: String?
  public var start: StartRule?
  public var timeoutMicros: Edit<Int64>?
  public var deadline: Edit<Timestamp>?
  public var retry: RetryRule?
  /// All its parents from now on; only while it is blocked or held.
  public var after: [Dependency]?

  public init() {}
}
