// Batches: jobs that were submitted to be awaited together.

extension JobQueue {
  /// Creates a batch with its first jobs, in one transaction.
  ///
  /// - Returns: the batch and the ids of its jobs, in the order given; or the answer to the first request with this
  ///   idempotency key.
  public func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency? = nil
  ) async throws(SubmitError) -> BatchCreation {
    fatalError("to come")
  }

  public func batch(_ id: BatchID) async throws(JobError) -> Batch {
    fatalError("to come")
  }

  /// The batch as soon as it is done (`until` all), or has its first failure, or as it stands when the time is up.
  public func wait(_ id: BatchID, until: WaitUntil, timeoutMicros: Int64) async throws(JobError) -> Batch {
    fatalError("to come")
  }

  /// Newest first.
  public func batches(limit: Int, after cursor: BatchID?) async throws(JobError) -> [Batch] {
    fatalError("to come")
  }

  /// The batch takes no more jobs.
  public func closeBatch(_ id: BatchID) async throws(JobError) -> Batch {
    fatalError("to come")
  }

  /// Cancels every member that has not ended; returns at once, the members follow.
  public func cancelBatch(_ id: BatchID, reason: String?) async throws(JobError) -> Batch {
    fatalError("to come")
  }

  /// The members in the order of submission, each with what it made; 1…`Limits.batchResultsPageMax` of them.
  public func batchResults(_ id: BatchID, limit: Int, after last: JobID?) async throws(JobError) -> BatchResultPage {
    fatalError("to come")
  }
}
