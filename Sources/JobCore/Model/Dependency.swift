// What a follow-up waits for: its parents, each with the end that releases it.

/// Something a follow-up waits for.
public enum Parent: Hashable, Codable, Sendable {
  case job(JobID)
  case batch(BatchID)
}

/// One parent of a follow-up and the end of it that releases the follow-up.
public struct Dependency: Hashable, Codable, Sendable {
  /// What is waited for.
  public var parent: Parent
  /// The end that counts.
  public var on: EndCondition

  /// Waits for this end of this parent.
  public init(_ parent: Parent, on condition: EndCondition = .success) {
    self.parent = parent
    on = condition
  }
}

/// A follow-up that is submitted together with its parent.
public struct FollowUp: Hashable, Codable, Sendable {
  /// The end that counts.
  public var on: EndCondition
  /// The submission that follows.
  public var job: NewJob

  /// Follows this end of the job it is submitted with.
  public init(on condition: EndCondition = .success, _ job: NewJob) {
    on = condition
    self.job = job
  }
}

/// A parent as a job shows it.
public struct ParentLink: Hashable, Sendable {
  /// What is waited for.
  public var parent: Parent
  /// The end that counts.
  public var on: EndCondition
  /// What has become of the condition; `nil` while the parent has not ended.
  public var isMet: Bool?
}

/// A parent that is a job, as its follow-up may read it: how it ended, and where its result is.
public struct ParentResult: Hashable, Sendable {
  /// Its id.
  public let id: JobID
  /// How it ended.
  public let state: JobState
  /// The starts of the parent; names its files.
  let starts: Int
  let kind: JobKind
  let hasResult: Bool
  /// What it wrote to its standard output.
  let stdoutBytes: Int64
}

extension ParentResult {
  /// What is to be known of any job that has ended, to find what it made.
  init(_ job: Job) {
    self.init(
      id: job.id, state: job.state, starts: job.starts, kind: job.kind, hasResult: job.hasResult,
      stdoutBytes: job.log.stdoutBytes)
  }
}
