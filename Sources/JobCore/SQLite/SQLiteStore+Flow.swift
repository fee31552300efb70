// The store's verbs on what jobs have to do with one another: batches, limits, why.

extension SQLiteStore {
  func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?, now: Timestamp
  ) async throws(StoreError) -> BatchAnswer {
    try await writer.perform(at: now, wants: Wants(of: new.jobs, key: idempotency?.key)) { context throws(StoreError) in
      try BatchVerbs.create(new, idempotency: idempotency, context)
    }
  }

  func closeBatch(_ id: BatchID, now: Timestamp) async throws(StoreError) -> BatchVerdict {
    try await writer.perform(at: now) { context throws(StoreError) in try BatchVerbs.close(id, context) }
  }

  func cancelBatch(_ id: BatchID, reason: String?, now: Timestamp) async throws(StoreError) -> BatchVerdict {
    do throws(StoreError) {
      return try await writer.perform(at: now, isPiece: true) { context throws(StoreError) in
        try BatchVerbs.cancel(id, reason: reason, context)
      }
    } catch {
      guard error.mayPass, let batch = try await unrecorded.cancelBatch(id, reason: reason, now: now, in: self) else {
        throw error
      }
      return .done(batch)
    }
  }

  func resumeBatchCancels(now: Timestamp) async throws(StoreError) {
    try await writer.perform(.untilWritten, at: now) { context throws(StoreError) in try BatchCancel.resume(context) }
  }

  func why(_ id: JobID, room: ClaimRoom, now: Timestamp) async throws(StoreError) -> WhyAnswer? {
    try await writer.perform(at: now) { context throws(StoreError) in try Why.job(id, room, context) }
  }

  func setQueuePaused(_ name: String, _ isPaused: Bool, now: Timestamp) async throws(StoreError) -> QueueStatus? {
    try await writer.perform(at: now) { context throws(StoreError) in
      try Queues.setPaused(name, isPaused, context)
    }
  }

  // MARK: Reads

  func batch(_ id: BatchID) async throws(StoreError) -> Batch? {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(BatchSQL.select, binding: id)
      guard try row.step() else { return nil }
      defer { row.reset() }
      return BatchReading.batch(row)
    }
  }

  func batches(limit: Int, before id: BatchID?) async throws(StoreError) -> [Batch] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(BatchSQL.newest, binding: id?.value ?? Int64.max, limit)
      var batches: [Batch] = []
      while try row.step() { batches.append(BatchReading.batch(row)) }
      return batches
    }
  }

  func batchResults(_ id: BatchID, limit: Int, after last: JobID?) async throws(StoreError) -> [ParentResult] {
    try await readers.read { connection throws(StoreError) in
      try EdgeReading.members(
        try connection.statement(BatchSQL.memberResults, binding: id, last?.value ?? 0, limit))
    }
  }

  func batchMembers(_ id: BatchID, limit: Int, after last: JobID?) async throws(StoreError) -> [JobID] {
    try await readers.read { connection throws(StoreError) in
      try connection.statement(BatchSQL.members, binding: id, last?.value ?? 0, limit).allInt64().map { JobID($0) }
    }
  }
}
