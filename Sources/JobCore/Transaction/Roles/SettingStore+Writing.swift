// Settings are set and looked at: one operation of the writer.

extension SettingStore where Self: WritingStore {
  func setDefaultCallbacks(
    _ callbacks: [Callback], over seen: [Callback]?, now: Timestamp
  ) async throws(StoreError) -> DefaultCallbacksVerdict {
    try await writer.perform(at: now) { tx in SharedCallbacks.set(callbacks, over: seen, tx) }
  }

  func configureDefaultCallbacks(_ callbacks: [Callback]?, now: Timestamp) async throws(StoreError) {
    try await writer.perform(.inMemory, at: now) { tx in tx.ledger.queues.callbacks.ofAll.configured = callbacks }
  }

  func defaultCallbacks() async throws(StoreError) -> DefaultCallbacks {
    try await writer.perform(.inMemory) { tx in tx.ledger.queues.callbacks.ofAll }
  }
}
