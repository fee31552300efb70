// Where a job belongs, as far as rights go: a client may be limited to some queues and some kinds.

/// A queue and a kind of job.
public struct JobRealm: Hashable, Sendable {
  public let queue: String
  public let kind: JobKind

  public init(queue: String, kind: JobKind) {
    self.queue = queue
    self.kind = kind
  }
}
