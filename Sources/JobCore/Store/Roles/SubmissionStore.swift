// Submitting jobs, and what may stand against it.

/// What came of an insert.
enum InsertAnswer: Sendable {
  /// In the order given; of a job whose unique key was to return its holder, the holder, named in `existing`.
  case created([Job], existing: Set<JobID>)
  case replayed([UInt8])
  case refused(Refusal)
}

/// Why jobs could not be stored; nothing of the request is.
enum Refusal: Sendable {
  /// The idempotency key came with another request.
  case mismatch
  /// It names queues that are not there, and there are as many as there may be.
  case tooManyQueues
  /// `index` is the job's place in the request.
  case invalid([FieldFault], index: Int)
  case duplicate(key: String, holder: JobID, state: JobState, index: Int)
  case queueFull(name: String, max: Int)
  case noSuchBatch(BatchID)
  case batchClosed(BatchID)
  /// What was seen of a batch before may not be so any more.
  case lookAgain
}

/// What takes new jobs.
protocol SubmissionStore: Sendable {
  /// - Parameter mark: when whoever submits them has looked at the batches that they name; `nil` if they see all.
  func insert(
    _ jobs: [NewJob], idempotency: IdempotencyRequest?, since mark: SightMark?, now: Timestamp
  ) async throws(StoreError) -> InsertAnswer
}

extension SubmissionStore {
  /// For who sees all.
  func insert(
    _ jobs: [NewJob], idempotency: IdempotencyRequest?, now: Timestamp
  ) async throws(StoreError) -> InsertAnswer {
    try await insert(jobs, idempotency: idempotency, since: nil, now: now)
  }
}
