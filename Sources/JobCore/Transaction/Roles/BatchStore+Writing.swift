// Batches are made, closed and cancelled.

extension BatchStore where Self: WritingStore {
  func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?, now: Timestamp
  ) async throws(StoreError) -> BatchAnswer {
    try await writer.perform(at: now, wants: Wants(of: new.jobs, key: idempotency?.key)) { tx throws(StoreError) in
      try BatchVerbs.create(new, idempotency: idempotency, tx)
    }
  }

  func closeBatch(_ id: BatchID, now: Timestamp) async throws(StoreError) -> BatchVerdict {
    try await writer.perform(at: now, wants: Wants(batches: [id.value]), company: .seals) { tx throws(StoreError) in
      try BatchVerbs.close(id, tx)
    }.verdict
  }

  func cancelBatch(_ id: BatchID, reason: String?, now: Timestamp) async throws(StoreError) -> BatchVerdict {
    do throws(StoreError) {
      let wants = Wants(batches: [id.value])
      return try await writer.perform(at: now, isPiece: true, wants: wants, company: .batchCancels) {
        tx throws(StoreError) in
        try BatchVerbs.cancel(id, reason: reason, tx)
      }.verdict
    } catch {
      guard error.mayPass, let batch = try await unrecorded?.cancelBatch(id, reason: reason, now: now, in: self) else {
        throw error
      }
      return .done(batch)
    }
  }
}
