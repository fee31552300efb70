// Callbacks are added and removed, and what came of a call is noted.

extension CallbackStore where Self: WritingStore {
  func addCallback(
    _ callback: Callback, to id: JobID, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CallbackStatus> {
    try await writer.perform(at: now) { tx throws(StoreError) in try CallbackVerbs.add(callback, to: id, tx) }
  }

  func removeCallbacks(of id: JobID, now: Timestamp) async throws(StoreError) -> VerbAnswer<Int> {
    try await writer.perform(at: now) { tx throws(StoreError) in try CallbackVerbs.removeOpen(of: id, tx) }
  }
}

extension DeliveryStore where Self: WritingStore {
  func recordCallback(_ callback: CallbackStatus, _ result: CallbackResult, now: Timestamp) async throws(StoreError) {
    try await writer.perform(.untilWritten, at: now) { tx throws(StoreError) in
      try CallbackVerbs.record(callback, result, tx)
    }
  }
}
