// Jobs that are submitted and awaited together.

/// What came of the creation of a batch.
enum BatchAnswer: Sendable {
  case created(Batch, [JobID])
  case replayed([UInt8])
  case refused(Refusal)
}

/// What came of a verb on a batch.
enum BatchVerdict: Sendable {
  case done(Batch)
  case notFound
  /// It is closed already, or has ended.
  case refused(isDone: Bool)
  /// What was seen of it before may not be so any more.
  case lookAgain
}

/// What keeps batches.
protocol BatchStore: Sendable {
  /// - Parameter mark: here and below, when whoever asks for it has looked at the batch, or at those that the jobs name;
  ///   `nil` if they see all.
  func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?, since mark: SightMark?, now: Timestamp
  ) async throws(StoreError) -> BatchAnswer
  func closeBatch(_ id: BatchID, since mark: SightMark?, now: Timestamp) async throws(StoreError) -> BatchVerdict
  /// Marks the batch and cancels its members; those of a large one in several transactions.
  func cancelBatch(
    _ id: BatchID, reason: String?, since mark: SightMark?, now: Timestamp
  ) async throws(StoreError) -> BatchVerdict
  func batch(_ id: BatchID) async throws(StoreError) -> Batch?
  /// Newest first.
  func batches(limit: Int, before id: BatchID?) async throws(StoreError) -> [Batch]
  /// In the order of submission.
  func batchMembers(_ id: BatchID, limit: Int, after last: JobID?) async throws(StoreError) -> [JobID]
  /// The members as a follow-up of the batch may read them, in the order of submission.
  func batchResults(_ id: BatchID, limit: Int, after last: JobID?) async throws(StoreError) -> [ParentResult]
}

/// For who sees all.
extension BatchStore {
  func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?, now: Timestamp
  ) async throws(StoreError) -> BatchAnswer {
    try await createBatch(new, idempotency: idempotency, since: nil, now: now)
  }

  func closeBatch(_ id: BatchID, now: Timestamp) async throws(StoreError) -> BatchVerdict {
    try await closeBatch(id, since: nil, now: now)
  }

  func cancelBatch(_ id: BatchID, reason: String?, now: Timestamp) async throws(StoreError) -> BatchVerdict {
    try await cancelBatch(id, reason: reason, since: nil, now: now)
  }
}
