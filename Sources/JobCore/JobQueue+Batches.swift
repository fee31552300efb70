// Batches: jobs that were submitted to be awaited together.

import Synchronization

extension JobQueue {
  /// Creates a batch with its first jobs, in one transaction; 0…`Limits.batchJobsMax` of them, more may join later.
  ///
  /// - Returns: the batch and the ids of its jobs, in the order given; or the answer to the first request with this
  ///   idempotency key.
  public func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency? = nil
  ) async throws(SubmitError) -> BatchCreation {
    try await createBatch(new, idempotency: idempotency, since: nil)
  }

  /// The same for who sees only some jobs; here and below, see `sightMark`.
  package func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?, since mark: SightMark?
  ) async throws(SubmitError) -> BatchCreation {
    try checkAccepting()
    try validate(new)
    try await checkUsers(new.jobs)
    try checkIdempotencyKey(idempotency?.key)
    let answer: BatchAnswer
    do throws(StoreError) {
      answer = try await store.createBatch(new, idempotency: idempotency, since: mark, now: clock.now())
    } catch {
      throw .store(error)
    }
    switch answer {
    case .created(let batch, let ids): return .created(batch, ids)
    case .replayed(let answer): return .replayed(answer: answer)
    case .refused(let refusal): throw SubmitError(refusal, idempotencyKey: idempotency?.key)
    }
  }

  private func validate(_ new: NewBatch) throws(SubmitError) {
    if new.jobs.count > Limits.batchJobsMax { throw .tooMany(count: new.jobs.count) }
    let faults = new.faults() + handlers.lacking(new.callbacks)
    if !faults.isEmpty { throw .invalid(faults, index: 0) }
    for (index, job) in new.jobs.enumerated() {
      try validate(job, index: index)
      if job.batch != nil {
        throw .invalid([FieldFault(field: "batch", detail: "is the one that is being created")], index: index)
      }
      if job.unique?.onConflict == .return {
        throw .invalid([NewBatch.returnInBatch], index: index)
      }
    }
  }

  /// The batch as it stands.
  ///
  /// - Errors: `.noSuchBatch`.
  public func batch(_ id: BatchID) async throws(JobError) -> Batch {
    let cancels = acceptedCancels
    guard let batch = try await read({ store throws(StoreError) in try await store.batch(id) }) else {
      throw .noSuchBatch(id)
    }
    return cancels.shown(batch)
  }

  /// Newest first.
  public func batches(limit: Int, after cursor: BatchID?) async throws(JobError) -> [Batch] {
    let bounded = min(max(1, limit), Limits.pageSizeMax)
    let cancels = acceptedCancels
    let batches = try await read { store throws(StoreError) in
      try await store.batches(limit: bounded, before: cursor)
    }
    return batches.map(cancels.shown)
  }

  /// The batch takes no more jobs.
  public func closeBatch(_ id: BatchID) async throws(JobError) -> Batch {
    try await closeBatch(id, since: nil)
  }

  package func closeBatch(_ id: BatchID, since mark: SightMark?) async throws(JobError) -> Batch {
    let verdict = try await read { store throws(StoreError) in
      try await store.closeBatch(id, since: mark, now: self.clock.now())
    }
    return try batch(id, verdict, verb: "close")
  }

  /// Cancels every member that has not ended; returns at once, the members follow.
  public func cancelBatch(_ id: BatchID, reason: String?) async throws(JobError) -> Batch {
    try await cancelBatch(id, reason: reason, since: nil)
  }

  package func cancelBatch(_ id: BatchID, reason: String?, since mark: SightMark?) async throws(JobError) -> Batch {
    var check = FieldChecks()
    check.reason(reason)
    if !check.faults.isEmpty { throw .invalid(check.faults) }
    let verdict = try await read { store throws(StoreError) in
      try await store.cancelBatch(id, reason: reason, since: mark, now: self.clock.now())
    }
    return try batch(id, verdict, verb: "cancel")
  }

  private func batch(_ id: BatchID, _ verdict: BatchVerdict, verb: String) throws(JobError) -> Batch {
    switch verdict {
    case .done(let batch): return batch
    case .notFound: throw .noSuchBatch(id)
    case .refused(let isDone): throw .batchState(id, isDone: isDone, verb: verb)
    case .lookAgain: throw .lookAgain(id)
    }
  }

  /// The members in the order of submission, each with what it made; at most `limit` (1…`Limits.batchResultsPageMax`) of
  /// them. A page is short when results are long, and still has a next one then.
  public func batchResults(_ id: BatchID, limit: Int, after last: JobID?) async throws(JobError) -> BatchResultPage {
    try await batchResults(id, limit: limit, after: last, bytesMax: Limits.pageBytesMax)
  }

  /// The same, with as many of them as take `bytesMax` in an answer, and the one that passes that.
  package func batchResults(
    _ id: BatchID, limit: Int, after last: JobID?, bytesMax: Int
  ) async throws(JobError) -> BatchResultPage {
    _ = try await batch(id)
    let bounded = min(max(1, limit), Limits.batchResultsPageMax)
    let cancels = acceptedCancels
    let jobs = try await read { store throws(StoreError) in
      let ids = try await store.batchMembers(id, limit: bounded + 1, after: last)
      return try await store.jobs(ids)
    }
    noteSeen(jobs)
    var entries: [BatchEntry] = []
    var bytes = 0
    for job in jobs.prefix(bounded) where bytes <= bytesMax {
      let entry = try await entry(cancels.shown(job))
      bytes += entry.shownBytes
      entries.append(entry)
    }
    return BatchResultPage(entries: entries, next: jobs.count > entries.count ? entries.last?.job.id : nil)
  }

  private func entry(_ job: Job) async throws(JobError) -> BatchEntry {
    guard job.state == .succeeded else { return BatchEntry(job: job, result: nil, isTruncated: false) }
    var result: JobResult
    do throws(JobError) {
      result = try await self.result(of: job, bytesMax: Limits.batchResultBytesMax + 1)
    } catch .outputGone(_, let what) {
      // A result that is lost does not hide the others.
      return BatchEntry(job: job, result: nil, isTruncated: false, gone: what)
    }
    let isTruncated = result.bytes.count > Limits.batchResultBytesMax
    if isTruncated { result.bytes.removeLast(result.bytes.count - Limits.batchResultBytesMax) }
    return BatchEntry(job: job, result: result, isTruncated: isTruncated)
  }
}
