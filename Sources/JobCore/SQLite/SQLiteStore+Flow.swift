// The store's verbs on what jobs have to do with one another: batches, limits, why.

extension SQLiteStore {
  func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?, now: Timestamp
  ) async throws(StoreError) -> BatchAnswer {
    try await writer.perform(at: now) { context throws(StoreError) in
      try context.createBatch(new, idempotency: idempotency)
    }
  }

  func closeBatch(_ id: BatchID, now: Timestamp) async throws(StoreError) -> BatchVerdict {
    try await writer.perform(at: now) { context throws(StoreError) in try context.closeBatch(id) }
  }

  func cancelBatch(_ id: BatchID, reason: String?, now: Timestamp) async throws(StoreError) -> BatchVerdict {
    do throws(StoreError) {
      return try await writer.perform(at: now, isPiece: true) { context throws(StoreError) in
        try context.cancelBatch(id, reason: reason)
      }
    } catch {
      guard error.mayPass, let batch = try await cancelBatchUnrecorded(id, reason: reason, now: now) else {
        throw error
      }
      return .done(batch)
    }
  }

  func resumeBatchCancels(now: Timestamp) async throws(StoreError) {
    try await writer.perform(.untilWritten, at: now) { context throws(StoreError) in try context.resumeBatchCancels() }
  }

  func why(_ id: JobID, room: ClaimRoom, now: Timestamp) async throws(StoreError) -> WhyAnswer? {
    try await writer.perform(at: now) { context throws(StoreError) in try context.why(id, room: room) }
  }

  func setQueuePaused(_ name: String, _ isPaused: Bool, now: Timestamp) async throws(StoreError) -> QueueStatus? {
    try await writer.perform(at: now) { context throws(StoreError) in
      try context.setQueuePaused(name, isPaused)
    }
  }

  // MARK: Reads

  func batch(_ id: BatchID) async throws(StoreError) -> Batch? {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(BatchSQL.select)
      row.bind(1, id.value)
      guard try row.step() else { return nil }
      defer { row.reset() }
      return BatchReading.batch(row)
    }
  }

  func batches(limit: Int, before id: BatchID?) async throws(StoreError) -> [Batch] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(BatchSQL.newest)
      row.bind(1, id?.value ?? Int64.max)
      row.bind(2, limit)
      var batches: [Batch] = []
      while try row.step() { batches.append(BatchReading.batch(row)) }
      return batches
    }
  }

  func batchResults(_ id: BatchID, limit: Int, after last: JobID?) async throws(StoreError) -> [ParentResult] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(BatchSQL.memberResults)
      row.bind(1, id.value)
      row.bind(2, last?.value ?? 0)
      row.bind(3, limit)
      return try EdgeReading.members(row)
    }
  }

  func batchMembers(_ id: BatchID, limit: Int, after last: JobID?) async throws(StoreError) -> [JobID] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(BatchSQL.members)
      row.bind(1, id.value)
      row.bind(2, last?.value ?? 0)
      row.bind(3, limit)
      var ids: [JobID] = []
      while try row.step() { ids.append(JobID(row.int64(0))) }
      return ids
    }
  }
}
