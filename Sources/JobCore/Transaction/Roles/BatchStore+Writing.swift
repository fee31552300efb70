// Batches are made, closed and cancelled.

extension BatchStore where Self: WritingStore {
  func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?, since mark: SightMark?, now: Timestamp
  ) async throws(StoreError) -> BatchAnswer {
    try await writer.perform(at: now, wants: Wants(of: new.jobs, key: idempotency?.key)) { tx throws(StoreError) in
      try BatchVerbs.create(new, idempotency: idempotency, since: mark, tx)
    }
  }

  func closeBatch(_ id: BatchID, since mark: SightMark?, now: Timestamp) async throws(StoreError) -> BatchVerdict {
    try await writer.perform(at: now, wants: Wants(batches: [id.value]), company: .seals) { tx throws(StoreError) in
      try Sight.holds(mark, of: [id], tx) ? BatchVerbs.close(id, tx) : .lookAgain
    }.verdict
  }

  func cancelBatch(
    _ id: BatchID, reason: String?, since mark: SightMark?, now: Timestamp
  ) async throws(StoreError) -> BatchVerdict {
    do throws(StoreError) {
      let wants = Wants(batches: [id.value])
      return try await writer.perform(at: now, isPiece: true, wants: wants, company: .batchCancels) {
        tx throws(StoreError) in
        try Sight.holds(mark, of: [id], tx) ? BatchVerbs.cancel(id, reason: reason, tx) : .lookAgain
      }.verdict
    } catch {
      guard error.mayPass,
        let batch = try await unrecorded?.cancelBatch(id, reason: reason, within: mark?.limits, now: now, in: self)
      else { throw error }
      return .done(batch)
    }
  }
}
