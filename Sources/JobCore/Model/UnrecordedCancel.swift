// A cancel that a stop on a disk that takes nothing leaves behind.

/// A cancel that was accepted, and that could not be recorded before the queue was closed.
public struct UnrecordedCancel: Hashable, Sendable {
  /// What is cancelled.
  public enum Subject: Hashable, Sendable {
    /// A job that has been told to stop, and that the database still shows as running.
    case job(JobID)
    /// A batch, whose members that ran have been told to stop.
    case batch(BatchID)
  }

  /// What was to be cancelled.
  public let subject: Subject
  /// It is kept beside the database, and holds from the next start on; if not, it is to be asked for once more.
  public let isKept: Bool

  /// The cancel of this job or batch.
  public init(_ subject: Subject, isKept: Bool) {
    self.subject = subject
    self.isKept = isKept
  }
}
