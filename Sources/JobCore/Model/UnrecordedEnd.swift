// What a stop on a disk that takes nothing leaves behind.

/// The end of an attempt that could not be recorded before the queue was closed.
public struct UnrecordedEnd: Hashable, Sendable {
  /// The job, which the database still shows as running.
  public let job: JobID
  /// It is kept beside the database, and is recorded at the next start; if not, the attempt counts as lost then.
  public let isKept: Bool

  /// The end of this job's attempt.
  public init(job: JobID, isKept: Bool) {
    self.job = job
    self.isKept = isKept
  }
}
