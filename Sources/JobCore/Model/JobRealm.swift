// Where a job belongs, as far as rights go: a client may be limited to some queues and some kinds.

/// A queue and a kind of job.
public struct JobRealm: Hashable, Sendable {
  /// The name of the queue the job is in now; a job that is moved changes its realm.
  public let queue: String
  /// What kind of work it is; never changes.
  public let kind: JobKind

  /// A realm to compare with `RealmLimits`; neither need exist.
  public init(queue: String, kind: JobKind) {
    self.queue = queue
    self.kind = kind
  }
}

/// Where some members of a batch are.
package struct MemberRealms: Sendable {
  package var realms: Set<JobRealm>
  /// So many were looked at.
  package var count: Int
  /// The last of them; `nil` if there are no others behind it.
  package var next: JobID?
}
