// What goes with a submission and what comes of it.

/// An `Idempotency-Key` with what it stands for.
public struct IdempotencyRequest: Sendable {
  /// 1…`Limits.idempotencyKeyBytesMax` bytes, with up to `Limits.idempotencyOwnerBytesMax` before them that say whose
  /// it is.
  public var key: String
  /// A digest of the request; the same key with another fingerprint is refused.
  public var fingerprint: [UInt8]
  /// Renders the answer inside the job's own transaction, so that a replay repeats it byte for byte. `existing` are
  /// those of the jobs that were there already and are returned for their unique keys.
  public var render: @Sendable (_ jobs: [Job], _ existing: Set<JobID>) -> [UInt8]

  /// `render` is called once, when the jobs are stored; a replay repeats what it answered then.
  public init(
    key: String, fingerprint: [UInt8],
    render: @escaping @Sendable (_ jobs: [Job], _ existing: Set<JobID>) -> [UInt8]
  ) {
    self.key = key
    self.fingerprint = fingerprint
    self.render = render
  }
}

/// What became of a submission of one.
public enum Submission: Sendable {
  case created(Job)
  /// The job that has the unique key, which was to be returned instead.
  case existing(Job)
  /// The answer given to the first request with this idempotency key.
  case replayed(answer: [UInt8])
}

/// What became of a submission of many.
public enum BatchSubmission: Sendable {
  /// In the order given.
  case created([JobID])
  case replayed(answer: [UInt8])
}
