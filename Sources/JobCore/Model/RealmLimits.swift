// The queues and kinds of jobs that somebody is limited to: what a token of the front end may use.

/// Limits to some queues and some kinds; without either, all jobs are within them.
public struct RealmLimits: Hashable, Codable, Sendable {
  /// Only jobs of these queues; `nil` is all.
  public var queues: Set<String>?
  /// Only jobs of these kinds; `nil` is all.
  public var kinds: Set<JobKind>?

  /// - Parameters:
  ///   - queues: the only queues; `nil` is all.
  ///   - kinds: the only kinds; `nil` is all.
  public init(queues: Set<String>? = nil, kinds: Set<JobKind>? = nil) {
    self.queues = queues
    self.kinds = kinds
  }

  /// Whether every job is within them.
  public var isEmpty: Bool { queues == nil && kinds == nil }

  /// Whether jobs of this queue may be within them.
  public func contains(queue: String) -> Bool { queues?.contains(queue) ?? true }

  /// Whether jobs of this kind may be within them.
  public func contains(kind: JobKind) -> Bool { kinds?.contains(kind) ?? true }

  /// Whether a job of this queue and kind is within them.
  public func contains(_ realm: JobRealm) -> Bool { contains(queue: realm.queue) && contains(kind: realm.kind) }
}
