// What a follow-up waits for: its parents, each with the end that releases it.

/// Something a follow-up waits for.
public enum Parent: Hashable, Codable, Sendable {
  case job(JobID)
  case batch(BatchID)
}

/// One parent of a follow-up and the end of it that releases the follow-up.
public struct Dependency: Hashable, Codable, Sendable {
  public var parent: Parent
  public var on: EndCondition

  public init(_ parent: Parent, on condition: EndCondition = .success) {
    self.parent = parent
    on = condition
  }
}

/// A follow-up that is submitted together with its parent.
public struct FollowUp: Hashable, Codable, Sendable {
  public var on: EndCondition
  public var job: NewJob

  public init(on condition: EndCondition = .success, _ job: NewJob) {
    on = condition
    self.job = job
  }
}

/// A parent as a job shows it.
public struct ParentLink: Hashable, Sendable {
  public var parent: Parent
  public var on: EndCondition
  /// What has become of the condition; `nil` while the parent has not ended.
  public var isMet: Bool?
}

/// A parent that is a job, as its follow-up may read it: its fate and where its result is.
public struct ParentResult: Hashable, Sendable {
  public let id: JobID
  public let state: JobState
  /// The starts of the parent; names its files.
  let starts: Int
  let kind: JobKind
}
