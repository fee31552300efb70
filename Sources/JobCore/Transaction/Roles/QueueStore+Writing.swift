// Queues are set and removed: one operation of the writer.

extension QueueStore where Self: WritingStore {
  func setQueue(_ name: String, _ change: QueueChange, now: Timestamp) async throws(StoreError) -> QueueVerdict {
    try await writer.perform(at: now) { tx throws(StoreError) in try Queues.set(name, change, tx) }
  }

  func configureQueue(
    _ name: String, _ change: QueueChange, now: Timestamp
  ) async throws(StoreError) -> QueueVerdict {
    try await writer.perform(at: now) { tx throws(StoreError) in try Queues.configure(name, change, tx) }
  }

  func removeQueue(_ name: String, keepsUser: Bool, now: Timestamp) async throws(StoreError) -> QueueRemoval {
    try await writer.perform(at: now) { tx in Queues.remove(name, keepsUser: keepsUser, tx) }
  }
}
