// Why a submission was not accepted. HTTPFront turns it into a problem document.

/// One thing wrong with one field of a submission.
public struct FieldFault: Hashable, Sendable {
  /// The field as named on the wire, such as `retry.max_attempts` or `argv[2]`.
  public let field: String
  /// What is wrong with it.
  public let detail: String

  /// Something wrong with this field.
  public init(field: String, detail: String) {
    self.field = field
    self.detail = detail
  }
}

/// A submission that was refused; nothing of it is stored.
public enum SubmitError: Error, Hashable, Sendable {
  /// The submission is not valid; `index` is its place in a batch, from 0.
  case invalid([FieldFault], index: Int)
  /// More jobs in one request than `Limits.batchJobsMax`.
  case tooMany(count: Int)
  /// The same `Idempotency-Key` came with another body before.
  case idempotencyMismatch(key: String)
  /// The unique key is taken, by `holder`.
  case duplicate(key: String, holder: JobID, state: JobState, index: Int)
  /// The queue takes no more jobs.
  case queueFull(name: String, max: Int)
  /// There is no such batch.
  case noSuchBatch(BatchID)
  /// The batch takes no more jobs: it is closed, done or being cancelled.
  case batchClosed(BatchID)
  /// Since the sender looked at a batch that it names, jobs have come to it that the sender may not see, or jobs have gone
  /// to other queues. Nothing is stored: look again.
  case lookAgain
  /// The daemon is being drained or stopped.
  case shuttingDown
  case store(StoreError)
}
