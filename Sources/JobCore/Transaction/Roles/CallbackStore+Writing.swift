// Callbacks are added and removed, and what came of a call is noted.

extension CallbackStore where Self: WritingStore {
  func addCallback(
    _ callback: Callback, to id: JobID, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CallbackStatus> {
    try await writer.perform(at: now, wants: Wants(jobs: [id], callbacks: [.job(id)])) { tx throws(StoreError) in
      try CallbackVerbs.add(callback, to: id, tx)
    }
  }

  func removeCallbacks(of id: JobID, now: Timestamp) async throws(StoreError) -> VerbAnswer<Int> {
    try await writer.perform(at: now, wants: Wants(jobs: [id], callbacks: [.job(id)])) { tx throws(StoreError) in
      try CallbackVerbs.removeOpen(of: id, tx)
    }
  }
}

extension DeliveryStore where Self: WritingStore {
  func recordCallback(_ callback: DueCallback, _ result: CallbackResult, now: Timestamp) async throws(StoreError) {
    try await writer.perform(.untilWritten, at: now, wants: Wants(callbacks: [callback.owner])) {
      tx throws(StoreError) in
      try CallbackVerbs.record(callback, result, tx)
    }
  }
}
