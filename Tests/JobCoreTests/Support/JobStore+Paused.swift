// One queue that is paused, or goes on, as most tests want it.

@testable import JobCore

extension JobStore {
  /// Nothing of what runs is meant; `nil` if there is no such queue.
  @discardableResult
  func setQueuePaused(_ name: String, _ isPaused: Bool, now: Timestamp) async throws(StoreError) -> QueueStatus? {
    switch try await setPaused(queues: [name], isPaused ? PauseOptions() : nil, now: now) {
    case .done(let queues): queues.first
    case .noSuchQueue: nil
    }
  }
}
